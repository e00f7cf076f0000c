import { catalogArn, databaseArns } from '../../rights/catalog-arns';
import { onBucket, onLedger, onObjects } from '../../rights/data';
import { encryptWith, writeCatalogUnder } from '../../rights/key-use';
import type { Permission, RightsPlace } from '../../rights/permission';
import { PUBLICATIONS_PREFIX } from '../publication/work-files';

/** What the rights of publish-partition are about. */
export interface PublishingRightsProps {
  readonly place: RightsPlace;
  /** ARNs. */
  readonly ledger: string;
  /** Of the lake. */
  readonly key: string;
  readonly workBucket: string;
  readonly lakeBucket: string;
  readonly landingBucket: string;
  /** Of the landing bucket. */
  readonly landingKey: string;
}

const NAMED_BY_PLANS = 'Publications are named by their plans.';

/** Of plan-publication. */
export const planPublicationRights = (props: PublishingRightsProps): Permission[] => [
  onBucket(props.landingBucket, 'ListBucket'),
  onObjects(props.landingBucket, 'dynamodb-progress', 'Each entry has a file that tells its progress.', 'GetObject'),
  onObjects(props.workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'PutObject', 'AbortMultipartUpload'),
  onLedger(props.ledger, 'GetItem'),
  encryptWith(props.key),
  { actions: ['kms:Decrypt'], resources: [props.landingKey] },
];

/** Of plan-partitions. */
export const planPartitionsRights = ({ workBucket, ledger, key }: PublishingRightsProps): Permission[] => [
  onBucket(workBucket, 'ListBucket'),
  onObjects(workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'PutObject', 'AbortMultipartUpload'),
  onLedger(ledger, 'GetItem', 'BatchWriteItem'),
  encryptWith(key),
];

export interface CommitPublicationRightsProps
  extends Pick<PublishingRightsProps, 'place' | 'ledger' | 'key' | 'workBucket' | 'lakeBucket'> {
  /** Names of the Glue databases that are filled by registration. */
  readonly glueDatabases: readonly string[];
  /** Folder of the lake below which all history lies, without a slash at its end. */
  readonly folder: string;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
}

/** Of commit-publication, which runs as the lake's registrar. Lake Formation's grants come on top. */
export const commitPublicationRights = (props: CommitPublicationRightsProps): Permission[] => [
  onBucket(props.workBucket, 'ListBucket'),
  onObjects(props.workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'GetObject'),
  onBucket(props.lakeBucket, 'ListBucket'),
  onObjects(
    props.lakeBucket,
    props.folder,
    'Folders that were replaced are named by what is in them. Versions stay: no s3:DeleteObjectVersion.',
    'DeleteObject',
  ),
  {
    actions: [
      'glue:GetTable',
      'glue:CreateTable',
      'glue:UpdateTable',
      'glue:GetPartition',
      'glue:BatchCreatePartition',
      'glue:UpdatePartition',
    ],
    resources: [catalogArn(props.place), ...props.glueDatabases.flatMap((name) => databaseArns(props.place, name))],
    because: 'Tables come to exist by publishing.',
  },
  onLedger(props.ledger, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
  encryptWith(props.key),
  ...writeCatalogUnder(props.catalogKeyArn),
];

/** Of the machine, besides its functions and children. */
export const publishPartitionRights = ({
  workBucket,
  key,
}: Pick<PublishingRightsProps, 'workBucket' | 'key'>): Permission[] => [
  onBucket(workBucket, 'ListBucket'),
  onObjects(
    workBucket,
    PUBLICATIONS_PREFIX,
    'The Distributed Maps read what is planned and write results beside it.',
    'GetObject',
    'PutObject',
    'ListMultipartUploadParts',
    'AbortMultipartUpload',
  ),
  encryptWith(key),
];

/** Of the schedules that start the machine. */
export const publishScheduleRights = (props: {
  readonly machine: string;
  readonly undelivered: string;
  readonly key: string;
}): Permission[] => [
  { actions: ['states:StartExecution'], resources: [props.machine] },
  { actions: ['sqs:SendMessage'], resources: [props.undelivered] },
  { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.key] },
];
