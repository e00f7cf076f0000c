import { onBucket, onLedger, onObjects } from '../../rights/data';
import { encryptWith } from '../../rights/key-use';
import type { Permission, RightsPlace } from '../../rights/permission';
import { PROGRESS_FOLDER } from '../progress';
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
  onObjects(props.landingBucket, PROGRESS_FOLDER, 'Each entry has a file that tells its progress.', 'GetObject'),
  onObjects(props.workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'PutObject', 'AbortMultipartUpload'),
  onLedger(props.ledger, 'GetItem'),
  encryptWith(props.key),
  { actions: ['kms:Decrypt'], resources: [props.landingKey] },
];

/** Of plan-partitions. */
export const planPartitionsRights = ({ workBucket, ledger, key }: PublishingRightsProps): Permission[] => [
  onBucket(workBucket, 'ListBucket'),
  onObjects(workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'PutObject', 'AbortMultipartUpload'),
  onLedger(ledger, 'GetItem', 'Query', 'BatchWriteItem'),
  encryptWith(key),
];

export interface CommitPublicationRightsProps
  extends Pick<PublishingRightsProps, 'ledger' | 'key' | 'workBucket' | 'lakeBucket'> {
  /** Folder of the lake below which all history lies, without a slash at its end. */
  readonly lakeFolder: string;
}

/** Of commit-publication, beside what the catalog asks of the lake's registrar, as which it runs. */
export const commitPublicationRights = (props: CommitPublicationRightsProps): Permission[] => [
  onBucket(props.workBucket, 'ListBucket'),
  onObjects(props.workBucket, PUBLICATIONS_PREFIX, NAMED_BY_PLANS, 'GetObject'),
  onBucket(props.lakeBucket, 'ListBucket'),
  onObjects(
    props.lakeBucket,
    props.lakeFolder,
    'Folders that were replaced are named by what is in them. Versions stay: no s3:DeleteObjectVersion.',
    'DeleteObject',
  ),
  onLedger(props.ledger, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
  encryptWith(props.key),
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
