import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { catchUp } from '../../../bin/dynamodb/catch-up';
import { type Aws, memoryStore, startAws } from '../../../packages/local-aws';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { elapse } from '../../../packages/local-aws/test/services/runtime';

/** The custom resource and the command, over tables and a stream: what is written at any time is delivered. */

interface Code {
  run(event: object, effects: object): Promise<Readonly<Record<string, string>>>;
}
// runs in Lambda as it stands, so it is CommonJS without types
const { run } = require('../../../lib/dynamodb/producer/streaming-tables/index.js') as Code;

const STARTS_AT = Date.parse('2026-11-20T02:00:00Z');
const TableName = 'orders';
const StreamName = 'lakeferry-dynamodb-orders';
const StreamArn = `arn:aws:kinesis:us-east-1:111111111111:stream/${StreamName}`;

let aws: Aws;
let dynamodb: DynamoDB;
let kinesis: Kinesis;
const clock = () => aws.clock as VirtualClock;

beforeAll(async () => {
  aws = await startAws({ services: ['dynamodb', 'kinesis'], clock: new VirtualClock(STARTS_AT), store: memoryStore() });
  dynamodb = new DynamoDB(aws.clientConfig());
  kinesis = new Kinesis(aws.clientConfig());
  await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  await kinesis.createStream({ StreamName, ShardCount: 2 });
  await elapse(clock(), 10_000);
});
afterAll(async () => {
  dynamodb.destroy();
  kinesis.destroy();
  await aws.close();
});

const deploy = (RequestType: string) =>
  run(
    { RequestType, ResourceProperties: { StreamArn, Tables: [TableName] } },
    {
      ddb: dynamodb,
      kinesis,
      now: new Date(clock().now()).toISOString(),
      wait: (ms: number) => elapse(clock(), ms),
      isLate: () => false,
    },
  );
const write = async (id: string): Promise<void> => {
  await dynamodb.putItem({ TableName, Item: { id: { S: id } } });
  await elapse(clock(), 2000);
};

/** Ids of the changes that a reader gets who begins at one time and ends at another. */
async function changes(from: number, to: number): Promise<string[]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName });
  const ids: string[] = [];
  for (const { ShardId } of Shards) {
    const at = { StreamName, ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from) } as const;
    const { ShardIterator } = await kinesis.getShardIterator(at);
    const { Records = [] } = await kinesis.getRecords({ ShardIterator });
    for (const { Data, ApproximateArrivalTimestamp } of Records) {
      const { dynamodb: change } = JSON.parse(Buffer.from(Data!).toString()) as {
        dynamodb: { Keys: { id: { S: string } } };
      };
      if (ApproximateArrivalTimestamp!.getTime() < to) ids.push(change.Keys.id.S);
    }
  }
  return ids;
}

it('misses nothing that is written while the stack is there, gone, and there again', async () => {
  await write('before it all');
  expect(await deploy('Create')).toEqual({ Found: 'orders set', LeftAt: 'never' });
  const active = clock().now();
  await write('first');
  await deploy('Delete');
  const gone = clock().now();
  await elapse(clock(), 3 * 3_600_000);
  await write('meanwhile');
  const again = await deploy('Create');
  expect(again).toEqual({ Found: 'orders adopted', LeftAt: new Date(gone).toISOString() });
  const activeAgain = clock().now();
  await write('afterwards');
  const caughtUp = await catchUp(kinesis, {
    streamName: StreamName,
    from: Date.parse(again.LeftAt!),
    to: activeAgain,
    wait: async () => undefined,
  });
  expect(caughtUp.records).toBe(1);
  await elapse(clock(), 2000);
  const delivered = [...(await changes(active, gone)), ...(await changes(activeAgain, clock().now()))];
  expect(delivered.sort()).toEqual(['afterwards', 'first', 'meanwhile']);
});
