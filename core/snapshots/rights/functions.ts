import { MANIFESTS_PREFIX } from '../../publishing/manifests';
import { onBucket, onLedger, onObjects } from '../../rights/data';
import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';
import { RAW_PREFIX } from '../layout';
import type { SnapshotRightsProps } from './rights-props';

/** Of describe-export. */
export const describeExportRights = ({ workBucket, key }: SnapshotRightsProps): Permission[] => [
  { actions: ['rds:DescribeExportTasks'], resources: ['*'], because: 'The action takes no resource.' },
  onObjects(workBucket, MANIFESTS_PREFIX, 'Named by export tasks.', 'PutObject'),
  encryptWith(key),
];

/** Of plan-copy. */
export const planCopyRights = ({ rawBucket, workBucket, ledger, key }: SnapshotRightsProps): Permission[] => [
  onBucket(rawBucket, 'ListBucket'),
  onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject'),
  onBucket(workBucket, 'ListBucket'),
  onObjects(workBucket, MANIFESTS_PREFIX, 'Named by export tasks.', 'GetObject', 'PutObject', 'AbortMultipartUpload'),
  onLedger(ledger, 'GetItem', 'PutItem'),
  encryptWith(key),
];

/** Of copy-batch. */
export const copyBatchRights = (props: SnapshotRightsProps): Permission[] => {
  const { settings, rawBucket, workBucket, lakeBucket, ledger, key } = props;
  return [
    // tags: CopyObject and CreateMultipartUpload carry them over where there are any
    onObjects(rawBucket, RAW_PREFIX, 'RDS names the files of an export.', 'GetObject', 'GetObjectTagging'),
    onObjects(workBucket, MANIFESTS_PREFIX, 'Manifests are named by export tasks.', 'GetObject'),
    ...[rawBucket, workBucket, lakeBucket].map((bucket) => onBucket(bucket, 'ListBucket')),
    onObjects(
      lakeBucket,
      settings.lake.prefix,
      'Files are copied into every table of the lake.',
      'PutObject',
      'PutObjectTagging',
      'AbortMultipartUpload',
    ),
    onLedger(ledger, 'GetItem'),
    encryptWith(key),
  ];
};

/** Of commit-partitions. */
export const commitPartitionsRights = (props: SnapshotRightsProps): Permission[] => {
  const { settings, workBucket, lakeBucket, ledger, key } = props;
  return [
    onBucket(workBucket, 'ListBucket'),
    onObjects(workBucket, MANIFESTS_PREFIX, 'Manifests are named by export tasks.', 'GetObject'),
    onBucket(lakeBucket, 'ListBucket'),
    onObjects(
      lakeBucket,
      settings.lake.prefix,
      'Leftovers of an earlier run may lie in every table of the lake. Versions stay: no s3:DeleteObjectVersion.',
      'GetObject',
      'DeleteObject',
    ),
    onLedger(ledger, 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
    encryptWith(key),
  ];
};

/** Of judge-databases. */
export const judgeDatabasesRights = ({ ledger, key }: SnapshotRightsProps): Permission[] => [
  onLedger(ledger, 'Query'),
  encryptWith(key),
];
