import { arnIn, type Permission, type RightsPlace } from '../../rights/permission';

export interface StreamingRightsProps {
  readonly place: RightsPlace;
  readonly tables: readonly string[];
  /** ARNs. */
  readonly stream: string;
  readonly key: string;
}

const SERVICE = 'kinesisreplication.dynamodb.amazonaws.com';

/** Of whoever turns streaming on (DynamoDB Developer Guide, "Using IAM policies for Kinesis Data Streams"). */
export function streamingRights({ place, tables, stream, key }: StreamingRightsProps): Permission[] {
  const table = (name: string): string => arnIn(place, 'dynamodb', `table/${name}`);
  return [
    {
      actions: ['dynamodb:EnableKinesisStreamingDestination', 'dynamodb:UpdateKinesisStreamingDestination'],
      resources: tables.map(table),
    },
    {
      actions: ['dynamodb:DescribeKinesisStreamingDestination', 'dynamodb:DisableKinesisStreamingDestination'],
      resources: [table('*')],
      because: 'A table that is taken off the list has left this policy before it is turned off.',
    },
    {
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:PutRecords',
        'kinesis:AddTagsToStream',
        'kinesis:ListTagsForStream',
      ],
      resources: [stream],
    },
    { actions: ['kinesis:ListStreams'], resources: ['*'], because: 'The action takes no resource.' },
    { actions: ['kms:GenerateDataKey'], resources: [key] },
    {
      actions: ['kms:GenerateDataKey'],
      resources: [arnIn(place, 'kms', 'key/*')],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': stream } },
      because: 'A stream that stayed may be under the key of an earlier deployment; the condition binds it.',
    },
    {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:${place.partition}:iam::${place.accountId}:role/aws-service-role/${SERVICE}/*`],
      conditions: { StringEquals: { 'iam:AWSServiceName': SERVICE } },
      because: 'AWS names the role; the condition binds its service.',
    },
  ];
}
