import { onBucket, onObjects } from '../../rights/data';
import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';
import { LANDING_LOCATION } from '../landing';

/** ARNs, of all entries together. */
export interface RowRightsProps {
  readonly landingBucket: string;
  /** Of the landing bucket. */
  readonly landingKey: string;
  readonly workBucket: string;
  /** Folder of all publications in the work bucket, without a slash at its end. */
  readonly workFolder: string;
  readonly lakeBucket: string;
  /** Folder of the lake below which all history lies, without a slash at its end. */
  readonly lakeFolder: string;
  /** Of work files and the lake. */
  readonly key: string;
}

const NAMED_BY_PLANS = 'Publications are named by their plans.';

/** Of sort-rows: reads what landed, and writes pieces. */
export const sortRowsRights = ({
  landingBucket,
  landingKey,
  workBucket,
  workFolder,
  key,
}: RowRightsProps): Permission[] => [
  onObjects(landingBucket, LANDING_LOCATION, 'Firehose names the files.', 'GetObject'),
  onBucket(landingBucket, 'ListBucket'),
  { actions: ['kms:Decrypt'], resources: [landingKey] },
  onObjects(workBucket, workFolder, NAMED_BY_PLANS, 'PutObject', 'AbortMultipartUpload'),
  encryptWith(key),
];

/** Of write-partition: reads pieces and the partition as it is, and writes it anew beside it. */
export const writePartitionRights = ({
  workBucket,
  workFolder,
  lakeBucket,
  lakeFolder,
  key,
}: RowRightsProps): Permission[] => [
  onObjects(workBucket, workFolder, NAMED_BY_PLANS, 'GetObject'),
  onObjects(
    lakeBucket,
    lakeFolder,
    'Folders are named by what is in them.',
    'GetObject',
    'PutObject',
    'AbortMultipartUpload',
  ),
  onBucket(workBucket, 'ListBucket'),
  onBucket(lakeBucket, 'ListBucket'),
  encryptWith(key),
];
