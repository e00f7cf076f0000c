import { onBucket, onObjects } from '../../rights/data';
import { decryptWith, encryptWith } from '../../rights/key-use';
import { arnIn, type Permission, type RightsPlace } from '../../rights/permission';
import { EXPORTS_PREFIX, LOADS_FOLDER, STATE_FOLDER } from '../load/files';
import { KEY_ACTIONS, LOAD_ACTIONS, loadedObjects, underBucket } from './landing';

export interface LoadRightsProps {
  readonly place: RightsPlace;
  readonly entry: string;
  readonly tables: readonly string[];
  /** ARNs of the exports bucket, and of the key of the entry's own stack. */
  readonly exportsBucket: string;
  readonly key: string;
  /** ARNs of the landing bucket and of its key. */
  readonly landingBucket: string;
  readonly landingKey: string;
}

const tablesOf = ({ place, tables }: LoadRightsProps): string[] =>
  tables.map((table) => arnIn(place, 'dynamodb', `table/${table}`));

const exportFiles = ({ exportsBucket }: LoadRightsProps, ...actions: string[]): Permission =>
  onObjects(exportsBucket, EXPORTS_PREFIX, 'DynamoDB names the files of an export.', ...actions);

const loadFiles = ({ exportsBucket }: LoadRightsProps, ...actions: string[]): Permission =>
  onObjects(exportsBucket, LOADS_FOLDER, 'Files are named by the export.', ...actions);

const states = ({ exportsBucket }: LoadRightsProps, ...actions: string[]): Permission =>
  onObjects(exportsBucket, STATE_FOLDER, 'There is one for each table.', ...actions);

const listing = ({ exportsBucket }: LoadRightsProps): Permission => onBucket(exportsBucket, 'ListBucket');

/** Of start-table-export. DynamoDB writes an export in the name of who asks for it. */
export const startTableExportRights = (props: LoadRightsProps): Permission[] => [
  {
    actions: [
      'dynamodb:DescribeTable',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeKinesisStreamingDestination',
      'dynamodb:ExportTableToPointInTime',
    ],
    resources: tablesOf(props),
  },
  exportFiles(props, 'PutObject', 'PutObjectAcl', 'AbortMultipartUpload'),
  states(props, 'GetObject'),
  listing(props),
  encryptWith(props.key),
];

/** Of follow-table-export. */
export const followTableExportRights = (props: LoadRightsProps): Permission[] => [
  {
    actions: ['dynamodb:DescribeExport'],
    resources: tablesOf(props).map((table) => `${table}/export/*`),
    because: 'DynamoDB names the exports.',
  },
  exportFiles(props, 'GetObject'),
  listing(props),
  decryptWith(props.key),
];

/** Of load-rows. */
export const loadRowsRights = (props: LoadRightsProps): Permission[] => [
  exportFiles(props, 'GetObject'),
  loadFiles(props, 'PutObject'),
  listing(props),
  encryptWith(props.key),
  {
    actions: LOAD_ACTIONS,
    resources: [loadedObjects(props.landingBucket, props.entry)],
    because: 'Files are named by the export and its lines.',
  },
  { actions: KEY_ACTIONS, resources: [props.landingKey], conditions: { StringLike: underBucket(props.landingBucket) } },
];

/** Of finish-load. */
export const finishLoadRights = (props: LoadRightsProps): Permission[] => [
  { actions: ['dynamodb:DescribeContinuousBackups'], resources: tablesOf(props) },
  exportFiles(props, 'GetObject'),
  states(props, 'GetObject', 'PutObject'),
  listing(props),
  encryptWith(props.key),
];

/** Of the machine, whose Distributed Map reads the manifest and writes results. */
export const loadTableRights = (props: LoadRightsProps): Permission[] => [
  exportFiles(props, 'GetObject'),
  loadFiles(props, 'GetObject', 'PutObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'),
  listing(props),
  encryptWith(props.key),
];
