import { arnIn, type Permission, type RightsPlace } from '../../rights/permission';
import { BUCKET_ACTIONS, deliveredObjects, KEY_ACTIONS, OBJECT_ACTIONS, underBucket } from './landing';

/** ARNs of what a delivery reads, calls and writes. */
export interface DeliveryRightsProps {
  readonly place: RightsPlace;
  readonly entry: string;
  readonly stream: string;
  readonly transform: string;
  readonly bucket: string;
  /** Of the bucket. */
  readonly key: string;
  readonly logGroup: string;
}

/** What Firehose does as the role of a delivery (its developer guide, "Controlling access"). */
export function deliveryRights(props: DeliveryRightsProps): Permission[] {
  const { place, entry, stream, transform, bucket, key, logGroup } = props;
  return [
    {
      actions: ['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords', 'kinesis:ListShards'],
      resources: [stream],
    },
    {
      actions: ['kms:Decrypt'],
      resources: [arnIn(place, 'kms', 'key/*')],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': stream } },
      because: 'A stream that stayed may hold records under the key of an earlier deployment; the condition binds it.',
    },
    {
      actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
      resources: [transform, `${transform}:*`],
      because: 'Firehose names a version of the function.',
    },
    { actions: BUCKET_ACTIONS, resources: [bucket] },
    {
      actions: OBJECT_ACTIONS,
      resources: deliveredObjects(bucket, entry),
      because: 'Firehose names the files.',
    },
    { actions: KEY_ACTIONS, resources: [key], conditions: { StringLike: underBucket(bucket) } },
    {
      actions: ['logs:PutLogEvents'],
      resources: [`${logGroup}:log-stream:*`],
      because: "The group is the delivery's own.",
    },
  ];
}
