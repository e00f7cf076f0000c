import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  Kinesis,
  KinesisClient,
  ListShardsCommand,
  ListTagsForStreamCommand,
  PutRecordsCommand,
  type PutRecordsCommandOutput,
  RemoveTagsFromStreamCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { catchUp } from '../../../bin/dynamodb/catch-up';
import { putAgain } from '../../../bin/dynamodb/put-again';
import { LEFT_AT_TAG } from '../../../core/dynamodb/deployed';
import { type Aws, memoryStore, startAws } from '../../../packages/local-aws';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { elapse as letElapse } from '../../../packages/local-aws/test/services/runtime';

const StreamName = 'lakeferry-dynamodb-orders';
const STARTS_AT = Date.parse('2026-11-20T02:00:00Z');
const HOUR_MS = 3_600_000;
const noWait = async (): Promise<void> => undefined;

describe('on a stream', () => {
  let aws: Aws;
  let kinesis: Kinesis;
  const clock = () => aws.clock as VirtualClock;

  beforeEach(async () => {
    aws = await startAws({ services: ['kinesis'], clock: new VirtualClock(STARTS_AT), store: memoryStore() });
    kinesis = new Kinesis(aws.clientConfig());
    await kinesis.createStream({ StreamName, ShardCount: 2 });
    await elapse(10_000);
  });
  afterEach(async () => {
    kinesis.destroy();
    await aws.close();
  });

  const elapse = (ms: number): Promise<void> => letElapse(clock(), ms);
  const put = (...texts: string[]) =>
    kinesis.putRecords({ StreamName, Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text })) });

  /** What Firehose would read that begins with what arrives now. */
  async function readFrom(at: number): Promise<string[]> {
    const { Shards = [] } = await kinesis.listShards({ StreamName });
    const found: _Record[] = [];
    for (const { ShardId } of Shards) {
      const from = { StreamName, ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(at) } as const;
      let next = (await kinesis.getShardIterator(from)).ShardIterator;
      for (let i = 0; next !== undefined && i < 3; i++) {
        const page = await kinesis.getRecords({ ShardIterator: next });
        found.push(...(page.Records ?? []));
        next = page.NextShardIterator;
      }
    }
    return found.map(({ Data }) => Buffer.from(Data!).toString()).sort();
  }

  it('delivers what arrived between the deletion and the next deployment, over a split', async () => {
    await put('long ago');
    await elapse(HOUR_MS);
    const leftAt = clock().now();
    await put('a', 'b', 'c');
    await kinesis.updateShardCount({ StreamName, TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' });
    await elapse(120_000);
    await put('d', 'e');
    await elapse(60_000);
    const deployedAt = clock().now();
    const asked = { streamName: StreamName, from: leftAt, to: deployedAt, wait: noWait };
    expect(await catchUp(kinesis, asked)).toMatchObject({ records: 5 });
    expect(await readFrom(deployedAt)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a stream whose stack was deleted', () => {
  const left = { streamName: StreamName, to: STARTS_AT, wait: noWait };
  let mocked: AwsClientStub<KinesisClient>;
  beforeEach(() => {
    mocked = mockClient(KinesisClient);
    mocked
      .on(ListShardsCommand)
      .resolvesOnce({ Shards: [shard('1')], NextToken: 'more' })
      .resolves({ Shards: [shard('2')] });
    mocked.on(GetShardIteratorCommand).resolves({ ShardIterator: 'first' });
    mocked.on(GetRecordsCommand).resolves({ Records: [], MillisBehindLatest: 0 });
  });
  afterEach(() => mocked.restore());
  const shard = (ShardId: string) => ({ ShardId }) as Shard;
  const record = {
    Data: Buffer.from('a'),
    PartitionKey: 'a',
    SequenceNumber: '1',
    ApproximateArrivalTimestamp: new Date(STARTS_AT - 1),
  };

  it('is read from an hour before, which Firehose may have had in its buffer, and is done then', async () => {
    mocked.on(ListTagsForStreamCommand).resolves({ Tags: [{ Key: LEFT_AT_TAG, Value: '2026-11-20T01:30:00.000Z' }] });
    const caughtUp = await catchUp(new KinesisClient({}), left);
    expect(caughtUp).toEqual({
      stream: StreamName,
      from: '2026-11-20T00:30:00.000Z',
      to: '2026-11-20T02:00:00.000Z',
      records: 0,
    });
    const asked = mocked.commandCalls(GetShardIteratorCommand).map(({ args: [{ input }] }) => input);
    expect(asked.map(({ ShardId }) => ShardId)).toEqual(['1', '2']);
    expect(asked[0]!.Timestamp).toEqual(new Date('2026-11-20T00:30:00.000Z'));
    expect(mocked.commandCalls(RemoveTagsFromStreamCommand)).toHaveLength(1);
  });

  it('is read on after Kinesis refused a read', async () => {
    const refused = Object.assign(new Error('Rate exceeded'), { name: 'ProvisionedThroughputExceededException' });
    mocked
      .on(GetRecordsCommand)
      .rejectsOnce(refused)
      .resolves({ Records: [record], MillisBehindLatest: 0 });
    mocked.on(PutRecordsCommand).resolves({ Records: [] });
    const waits: number[] = [];
    const asked = { ...left, from: STARTS_AT - HOUR_MS, wait: async (ms: number) => void waits.push(ms) };
    expect(await catchUp(new KinesisClient({}), asked)).toMatchObject({ records: 2 });
    expect(waits).toEqual([5000]);
  });

  it('keeps the note when the times were given, or when records are left', async () => {
    await catchUp(new KinesisClient({}), { ...left, from: STARTS_AT - HOUR_MS });
    mocked.on(ListTagsForStreamCommand).resolves({ Tags: [{ Key: LEFT_AT_TAG, Value: '2026-11-20T01:30:00.000Z' }] });
    mocked.on(GetRecordsCommand).rejects(new Error('gone'));
    await expect(catchUp(new KinesisClient({}), left)).rejects.toThrow('gone');
    expect(mocked.commandCalls(RemoveTagsFromStreamCommand)).toEqual([]);
  });

  it('asks for a time where nothing is noted', async () => {
    mocked.on(ListTagsForStreamCommand).resolves({ Tags: [] });
    await expect(catchUp(new KinesisClient({}), left)).rejects.toThrow(/has no tag 'lakeferry-left-at'.*--from/);
  });
});

describe('records that Kinesis refuses', () => {
  const records = Array.from({ length: 501 }, (_, i) => ({ Data: Buffer.from(`${i}`), PartitionKey: `${i}` }));
  let mocked: AwsClientStub<KinesisClient>;
  const sent = () => mocked.commandCalls(PutRecordsCommand).map(({ args: [{ input }] }) => input.Records!.length);
  const THROTTLED = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded' };
  beforeEach(() => {
    mocked = mockClient(KinesisClient);
  });
  afterEach(() => mocked.restore());

  it('are written again, and no others; 500 at a time', async () => {
    mocked
      .on(PutRecordsCommand)
      .resolvesOnce({ Records: [{}, THROTTLED, {}, THROTTLED] } as PutRecordsCommandOutput)
      .resolves({ Records: [] });
    await putAgain(new KinesisClient({}), StreamName, records, noWait);
    expect(sent()).toEqual([500, 2, 1]);
  });

  it('go by 5 MiB a request', async () => {
    mocked.on(PutRecordsCommand).resolves({ Records: [] });
    const large = Array.from({ length: 6 }, () => ({ Data: Buffer.alloc(1024 * 1024 - 1), PartitionKey: 'k' }));
    await putAgain(new KinesisClient({}), StreamName, large, noWait);
    expect(sent()).toEqual([5, 1]);
  });

  it('end in an error that says what to do', async () => {
    mocked.on(PutRecordsCommand).resolves({ Records: [THROTTLED] } as PutRecordsCommandOutput);
    await expect(putAgain(new KinesisClient({}), StreamName, records.slice(0, 1), noWait)).rejects.toThrow(
      /refused 1 records 20 times: Rate exceeded\. Give it more shards \(dynamodb\[\]\.stream\.shards\)/,
    );
  });
});
