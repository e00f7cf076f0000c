import { Kinesis } from '@aws-sdk/client-kinesis';
import { KMS } from '@aws-sdk/client-kms';
import { memoryStore, type Store, startAws } from '../../..';
import { VirtualClock } from '../../../clock';
import type { Aws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const StreamName = 'changes';
const HOUR_MS = 3_600_000;
let aws: Aws;
let kinesis: Kinesis;
const clock = () => aws.clock as VirtualClock;

async function start(store: Store = memoryStore(), startsAt = STARTS_AT): Promise<void> {
  aws = await startAws({ services: ['kinesis'], clock: new VirtualClock(startsAt), store });
  kinesis = new Kinesis({ ...aws.clientConfig(), maxAttempts: 1 });
}

async function withStream(ShardCount = 1): Promise<void> {
  await start();
  await kinesis.createStream({ StreamName, ShardCount });
  await elapse(clock(), 5000);
}

afterEach(async () => {
  kinesis.destroy();
  await aws.close();
});

const put = (text: string, PartitionKey = 'k') =>
  kinesis.putRecord({ StreamName, Data: Buffer.from(text), PartitionKey });

type From = Partial<Parameters<Kinesis['getShardIterator']>[0]>;
const iterator = async (from: From = {}) => {
  const asked = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' as const, ...from };
  return (await kinesis.getShardIterator(asked)).ShardIterator;
};
const texts = async (from?: From, Limit?: number) => {
  const { Records = [] } = await kinesis.getRecords({ ShardIterator: await iterator(from), Limit });
  return Records.map(({ Data }) => Buffer.from(Data!).toString());
};
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
const shards = async () => (await kinesis.listShards({ StreamName })).Shards ?? [];

describe('a stream', () => {
  it('is created, described and deleted in its time', async () => {
    await start();
    const letTimePass = clock().acquire();
    await kinesis.createStream({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    const describe = async () => (await kinesis.describeStreamSummary({ StreamName })).StreamDescriptionSummary;
    expect(await describe()).toMatchObject({
      StreamARN: 'arn:aws:kinesis:us-east-1:111111111111:stream/changes',
      StreamStatus: 'CREATING',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 24,
      OpenShardCount: 4,
      MaxRecordSizeInKiB: 1024,
      EncryptionType: 'NONE',
    });
    expect(await refusal(put('early'))).toMatch(/^ResourceNotFoundException/);
    letTimePass();
    await elapse(clock(), 5000);
    expect((await describe())?.StreamStatus).toBe('ACTIVE');
    const letItGo = clock().acquire();
    await kinesis.deleteStream({ StreamName });
    expect((await describe())?.StreamStatus).toBe('DELETING');
    letItGo();
    await elapse(clock(), 5000);
    expect(await refusal(describe())).toBe(
      'ResourceNotFoundException: Stream changes under account 111111111111 not found.',
    );
  });

  it('is refused where AWS refuses it', async () => {
    await withStream();
    expect(await refusal(kinesis.createStream({ StreamName, ShardCount: 1 }))).toBe(
      'ResourceInUseException: Stream changes under account 111111111111 already exists.',
    );
    expect(await refusal(kinesis.createStream({ StreamName: 'a b', ShardCount: 1 }))).toMatch(/^ValidationException/);
    expect(await refusal(kinesis.createStream({ StreamName: 'new' }))).toMatch(/^ValidationException/);
    expect(await refusal(kinesis.createStream({ StreamName: 'new', ShardCount: 501 }))).toMatch(/^LimitExceeded/);
    const shrunk = kinesis.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 23 });
    expect(await refusal(shrunk)).toMatch(/^InvalidArgumentException/);
  });
});

it('a stream keeps its tags until they are removed', async () => {
  await start();
  await kinesis.createStream({ StreamName, ShardCount: 1, Tags: { team: 'lake' } });
  await elapse(clock(), 5000);
  await kinesis.addTagsToStream({ StreamName, Tags: { 'left-at': '2026-11-20T01:30:00.000Z', zone: 'a' } });
  const tags = async (more: object = {}) => kinesis.listTagsForStream({ StreamName, ...more });
  expect(await tags({ ExclusiveStartTagKey: 'a', Limit: 2 })).toMatchObject({
    Tags: [
      { Key: 'left-at', Value: '2026-11-20T01:30:00.000Z' },
      { Key: 'team', Value: 'lake' },
    ],
    HasMoreTags: true,
  });
  await kinesis.removeTagsFromStream({ StreamName, TagKeys: ['left-at', 'absent'] });
  expect(await tags()).toMatchObject({ Tags: [{ Key: 'team' }, { Key: 'zone' }], HasMoreTags: false });
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`tag${i}`, '']));
  expect(await refusal(kinesis.addTagsToStream({ StreamName, Tags: many }))).toMatch(/more than 50 tags/);
});

describe('records', () => {
  it('come in the order in which they were put, from where an iterator says', async () => {
    await withStream();
    const first = await put('a');
    await elapse(clock(), 1000);
    const Timestamp = new Date(clock().now());
    const second = await put('b');
    const latest = await iterator({ ShardIteratorType: 'LATEST' });
    const third = await put('c');
    const numbers = [first, second, third].map(({ SequenceNumber = '' }) => SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    expect(await texts()).toEqual(['a', 'b', 'c']);
    expect(await texts({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).toEqual(['b', 'c']);
    const StartingSequenceNumber = numbers[1];
    expect(await texts({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual(['b', 'c']);
    expect(await texts({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual(['c']);
    await elapse(clock(), 1000);
    expect((await kinesis.getRecords({ ShardIterator: latest })).Records).toHaveLength(1);
    await elapse(clock(), 300_000);
    expect(await refusal(kinesis.getRecords({ ShardIterator: latest }))).toMatch(/^ExpiredIteratorException/);
  });

  it('tell how far behind a reader is', async () => {
    await withStream();
    await put('a');
    await elapse(clock(), 7000);
    await put('b');
    const answer = await kinesis.getRecords({ ShardIterator: await iterator(), Limit: 1 });
    expect(answer.MillisBehindLatest).toBe(7000);
    expect((await kinesis.getRecords({ ShardIterator: answer.NextShardIterator })).MillisBehindLatest).toBe(0);
  });

  it('expire with the retention period', async () => {
    await withStream();
    await put('old');
    await elapse(clock(), 23 * HOUR_MS);
    await put('young');
    await elapse(clock(), HOUR_MS);
    expect(await texts()).toEqual(['young']);
  });

  it('are refused when they are too large', async () => {
    await withStream();
    expect(await refusal(put('x'.repeat(1024 ** 2)))).toMatch(/^ValidationException/);
    await kinesis.updateMaxRecordSize({
      StreamARN: 'arn:aws:kinesis:us-east-1:111111111111:stream/changes',
      MaxRecordSizeInKiB: 2048,
    });
    await elapse(clock(), 5000);
    expect(await refusal(put('x'.repeat(1024 ** 2)))).toBe('taken');
  });

  it('beyond what a shard takes in a second fail one by one', async () => {
    await withStream(2);
    const [low, high] = ['0', String(2n ** 128n - 1n)];
    const large = Buffer.alloc(600 * 1024);
    const Records = [low, low, high].map((ExplicitHashKey) => ({ Data: large, PartitionKey: 'k', ExplicitHashKey }));
    const answer = await kinesis.putRecords({ StreamName, Records });
    expect(answer.FailedRecordCount).toBe(1);
    expect(answer.Records?.map(({ ErrorCode, ShardId }) => ErrorCode ?? ShardId)).toEqual([
      'shardId-000000000000',
      'ProvisionedThroughputExceededException',
      'shardId-000000000001',
    ]);
    await elapse(clock(), 1000);
    expect((await kinesis.putRecords({ StreamName, Records: [Records[1]!] })).FailedRecordCount).toBe(0);
  });

  it('are read five times a second', async () => {
    await withStream();
    const ShardIterator = await iterator();
    for (let i = 0; i < 5; i++) await kinesis.getRecords({ ShardIterator });
    expect(await refusal(kinesis.getRecords({ ShardIterator }))).toMatch(/^ProvisionedThroughputExceededException/);
  });

  it('of a batch fail one by one by a fault', async () => {
    await withStream();
    aws.faults.inject({ name: 'record-throttled', target: StreamName, skip: 1 });
    const Records = ['a', 'b', 'c'].map((text) => ({ Data: Buffer.from(text), PartitionKey: 'k' }));
    expect((await kinesis.putRecords({ StreamName, Records })).FailedRecordCount).toBe(1);
    expect(await texts()).toEqual(['a', 'c']);
  });
});

describe('shards', () => {
  it('are split: the parent ends, its children go on', async () => {
    await withStream();
    await put('before');
    const NewStartingHashKey = String(2n ** 127n);
    await kinesis.splitShard({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey });
    await elapse(clock(), 5000);
    const { ShardId } = await put('after');
    expect(await shards()).toMatchObject([
      { ShardId: 'shardId-000000000000', SequenceNumberRange: { EndingSequenceNumber: expect.any(String) } },
      { ParentShardId: 'shardId-000000000000', HashKeyRange: { StartingHashKey: '0' } },
      { ParentShardId: 'shardId-000000000000', HashKeyRange: { StartingHashKey: NewStartingHashKey } },
    ]);
    const answer = await kinesis.getRecords({ ShardIterator: await iterator() });
    expect(answer.Records).toHaveLength(1);
    expect(answer.NextShardIterator).toBeUndefined();
    expect(answer.ChildShards?.map((each) => each.ShardId)).toContain(ShardId);
    expect(await texts({ ShardId })).toEqual(['after']);
  });

  it('are merged', async () => {
    await withStream(2);
    const [first, second] = (await shards()).map(({ ShardId }) => ShardId);
    await kinesis.mergeShards({ StreamName, ShardToMerge: second, AdjacentShardToMerge: first });
    await elapse(clock(), 5000);
    const open = await kinesis.listShards({ StreamName, ShardFilter: { Type: 'AT_LATEST' } });
    expect(open.Shards).toMatchObject([{ ParentShardId: first, AdjacentParentShardId: second }]);
  });

  it.each([3, 4, 2])('of three are changed to %i equal ones, and no key is without a shard', async (target) => {
    await withStream(3);
    await kinesis.updateShardCount({ StreamName, TargetShardCount: target, ScalingType: 'UNIFORM_SCALING' });
    const { Shards = [] } = await kinesis.listShards({ StreamName, ShardFilter: { Type: 'AT_LATEST' } });
    const ranges = Shards.map(({ HashKeyRange }) => [HashKeyRange?.StartingHashKey, HashKeyRange?.EndingHashKey])
      .map((range) => range.map((each) => BigInt(each!)))
      .sort(([a], [b]) => (a! < b! ? -1 : 1));
    expect(ranges).toHaveLength(target);
    expect(ranges[0]?.[0]).toBe(0n);
    expect(ranges.at(-1)?.[1]).toBe(2n ** 128n - 1n);
    for (const [i, [start]] of ranges.slice(1).entries()) expect(start).toBe(ranges[i]![1]! + 1n);
  });

  it('of an on-demand stream split by themselves, and nothing is lost', async () => {
    await start();
    await kinesis.createStream({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    await elapse(clock(), 5000);
    aws.faults.inject({ name: 'shard-split', target: StreamName });
    await put('a');
    expect(await shards()).toHaveLength(6);
    const all = await Promise.all((await shards()).map(({ ShardId }) => texts({ ShardId })));
    expect(all.flat()).toEqual(['a']);
  });
});

it('encryption asks for the key that the stream names', async () => {
  await withStream();
  const kms = new KMS(aws.clientConfig());
  const { KeyMetadata } = await kms.createKey({});
  const KeyId = KeyMetadata!.KeyId!;
  await kinesis.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId });
  await elapse(clock(), 5000);
  expect((await put('secret')).EncryptionType).toBe('KMS');
  await kms.disableKey({ KeyId });
  expect(await refusal(put('no'))).toMatch(/^KMSDisabledException/);
});

it('a second start finds streams, records and open iterators, and goes on with larger numbers', async () => {
  const store = { ...memoryStore(), close: async () => {} };
  await start(store);
  await kinesis.createStream({ StreamName, ShardCount: 1 });
  await elapse(clock(), 5000);
  const before = await put('a');
  kinesis.destroy();
  await aws.close();
  await start(store, STARTS_AT);
  await elapse(clock(), 5000);
  const after = await put('b');
  expect(BigInt(after.SequenceNumber!)).toBeGreaterThan(BigInt(before.SequenceNumber!));
  expect(await texts()).toEqual(['a', 'b']);
});
