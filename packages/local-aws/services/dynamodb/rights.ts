import type { Needed, Rights } from '../../authorization/rights';

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly StreamArn?: string;
  readonly TableArn?: string;
  readonly ExportArn?: string;
  readonly S3Bucket?: string;
  readonly S3Prefix?: string;
  readonly S3SseAlgorithm?: string;
  readonly S3SseKmsKeyId?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly RequestItems?: Readonly<Record<string, readonly WriteRequest[] | { readonly Keys?: readonly Item[] }>>;
}
interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/** Developer Guide, "Using IAM for Amazon Kinesis Data Streams and Amazon DynamoDB". */
const FOR_STREAMS: Readonly<Record<string, readonly string[]>> = {
  EnableKinesisStreamingDestination: ['kinesis:DescribeStream', 'kinesis:PutRecords'],
};

export interface DynamoDbRightsDependencies {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** Name of the table's partition key. */
  readonly partitionKey: (table: string) => Promise<string | undefined>;
  /** What S3 asks of who exports to a bucket. @default nothing */
  readonly bucketRights?: Rights;
}

/** Service Authorization Reference, "Amazon DynamoDB". All tables are the runtime's own account's. */
export function dynamoDbRights(deps: DynamoDbRightsDependencies): Rights {
  const { partition, region, accountId: owner, partitionKey, bucketRights } = deps;
  const needed = (operation: string, table: string, keys: readonly string[] | undefined, index?: string): Needed => ({
    action: `dynamodb:${operation}`,
    resource: `arn:${partition}:dynamodb:${region}:${owner}:table/${table}${index === undefined ? '' : `/index/${index}`}`,
    owner,
    context: { 'dynamodb:LeadingKeys': keys },
  });
  return async (operation, input: Input, caller) => {
    if (input.RequestItems !== undefined) {
      const tables = Object.entries(input.RequestItems).map(async ([table, requests]) => {
        const key = (await partitionKey(table)) ?? '';
        const leading = itemsOf(requests).map((item) => textOf(item[key]));
        return needed(operation, table, leading);
      });
      return Promise.all(tables);
    }
    const { TableArn, ExportArn, S3Bucket } = input;
    const arn = ExportArn ?? TableArn;
    if (arn !== undefined) {
      const file = { Bucket: S3Bucket, Key: `${input.S3Prefix ?? ''}/AWSDynamoDB/`, ...encryptionOf(input) };
      const onBucket = operation === 'ExportTableToPointInTime' ? await bucketRights?.('PutObject', file, caller) : [];
      return [{ action: `dynamodb:${operation}`, resource: arn, owner }, ...(onBucket ?? [])];
    }
    const { TableName, IndexName, StreamArn = '' } = input;
    if (TableName === undefined) return undefined;
    const table = TableName.replace(/^.*:table\//, '');
    const ofStream = (FOR_STREAMS[operation] ?? []).map((action) => ({ action, resource: StreamArn }));
    return [needed(operation, table, leadingKeys(input, await partitionKey(table)), IndexName), ...ofStream];
  };
}

const itemsOf = (requests: readonly WriteRequest[] | { readonly Keys?: readonly Item[] }): readonly Item[] =>
  Array.isArray(requests)
    ? (requests as readonly WriteRequest[]).map((each) => each.PutRequest?.Item ?? each.DeleteRequest?.Key ?? {})
    : ((requests as { readonly Keys?: readonly Item[] }).Keys ?? []);

/** Of a key that nobody here can read: no condition on keys holds for it. */
const UNREADABLE = '';

const textOf = (value: Readonly<Record<string, unknown>> | undefined): string =>
  value === undefined ? UNREADABLE : String(Object.values(value)[0]);

function leadingKeys(input: Input, key: string | undefined): readonly string[] | undefined {
  const item = input.Key ?? input.Item;
  if (item !== undefined) return [textOf(item[key ?? ''])];
  const { KeyConditionExpression: condition, ExpressionAttributeNames: names = {} } = input;
  if (condition === undefined) return undefined;
  for (const [, name = '', value = ''] of condition.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((names[name] ?? name) === key) return [textOf(input.ExpressionAttributeValues?.[value])];
  }
  return [UNREADABLE];
}

const encryptionOf = ({ S3SseAlgorithm, S3SseKmsKeyId }: Input): object =>
  S3SseAlgorithm === 'KMS' ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: S3SseKmsKeyId } : {};
