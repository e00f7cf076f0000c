import { MANIFESTS_PREFIX } from '../../publishing/manifests';
import { onBucket, onLedger, onObjects } from '../../rights/data';
import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';
import type { SnapshotRightsProps } from './rights-props';

/** Of export-snapshot, besides its functions and children. */
export const exportSnapshotRights = ({ ledger, key }: Pick<SnapshotRightsProps, 'ledger' | 'key'>): Permission[] => [
  onLedger(ledger, 'UpdateItem'),
  {
    actions: ['rds:DescribeExportTasks'],
    resources: ['*'],
    because: 'Runs of a definition without describe-export look themselves, and so do their redrives for 14 days.',
  },
  encryptWith(key),
];

/** Of publish-export, besides its functions and children. */
export const publishExportRights = ({
  workBucket,
  ledger,
  key,
}: Pick<SnapshotRightsProps, 'workBucket' | 'ledger' | 'key'>): Permission[] => [
  onBucket(workBucket, 'ListBucket'),
  onObjects(
    workBucket,
    MANIFESTS_PREFIX,
    'The Distributed Map reads batches and writes results beside the manifest of each export.',
    'GetObject',
    'PutObject',
    'ListMultipartUploadParts',
    'AbortMultipartUpload',
  ),
  onLedger(ledger, 'PutItem'),
  encryptWith(key),
];
