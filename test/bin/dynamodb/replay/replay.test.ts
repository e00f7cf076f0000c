import { Firehose, type ProcessorParameterName } from '@aws-sdk/client-firehose';
import { Kinesis, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import { type Replay, replay } from '../../../../bin/dynamodb/replay/replay';
import { replayedText } from '../../../../bin/dynamodb/replay/replayed-text';
import { createHandler, type FlattenedBatch } from '../../../../functions/dynamodb/flatten-items/handler';
import { type Aws, startAws } from '../../../../packages/local-aws';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { elapse as letElapse } from '../../../../packages/local-aws/test/services/runtime';
import { recorded } from '../../../core/dynamodb/recorded/records';

const NAME = 'lakeferry-dynamodb-orders';
const Bucket = 'landing';
const FAILED = 'dynamodb-failed/orders/';
const FIRST = `${FAILED}processing-failed/date=2026-11-20/one`;
const STARTS_AT = Date.parse('2026-11-20T02:00:00Z');
const RoleARN = 'arn:aws:iam::111111111111:role/delivery';
const flattening = { oldImage: false, partitionKey: 'date' };

let aws: Aws;
let kinesis: Kinesis;
let s3: S3;
const clock = () => aws.clock as VirtualClock;
const elapse = (ms: number): Promise<void> => letElapse(clock(), ms);

beforeEach(async () => {
  const services = ['firehose', 'kinesis', 's3', 'lambda'] as const;
  aws = await startAws({ services, clock: new VirtualClock(STARTS_AT) });
  kinesis = new Kinesis({ ...aws.clientConfig(), maxAttempts: 1 });
  s3 = new S3(aws.clientConfig());
  await s3.createBucket({ Bucket });
  await kinesis.createStream({ StreamName: NAME, ShardCount: 2 });
  await elapse(5000);
});
afterEach(async () => {
  for (const each of [kinesis, s3]) each.destroy();
  await aws.close();
});

const asked = (more: Partial<Replay> = {}): Replay => ({
  ...{ entry: 'orders', bucket: Bucket, streamName: NAME, flattening, dryRun: false },
  ...{ until: clock().now() + 1, now: () => clock().now(), wait: async () => {} },
  ...more,
});
const run = (more?: Partial<Replay>) => replay({ kinesis, s3 }, asked(more));

const change = (id: string, name: 'INSERT' | 'REMOVE' = 'INSERT', data = 'x'): string =>
  recorded(name).replaceAll('"r1"', `"${id}"`).replaceAll('"data":{"S":"x"}', `"data":{"S":"${data}"}`);
const line = (record: string, member: object = { lambdaARN: 'arn' }): string =>
  JSON.stringify({
    ...{ rawData: Buffer.from(record).toString('base64'), errorCode: 'Lambda.FunctionError', attemptsMade: 4 },
    ...member,
  });
const putFailed = (Key: string, ...lines: readonly string[]) =>
  s3.putObject({ Bucket, Key, Body: `${lines.join('\n')}\n` });

async function inStream(): Promise<string[]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName: NAME });
  const found: string[] = [];
  for (const { ShardId } of Shards) {
    const from = { StreamName: NAME, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await kinesis.getShardIterator(from);
    const { Records = [] } = await kinesis.getRecords({ ShardIterator });
    found.push(...Records.map(({ Data }) => Buffer.from(Data!).toString()));
  }
  return found.sort();
}

async function bodiesBelow(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix });
  return Promise.all(Contents.map(async ({ Key }) => (await s3.getObject({ Bucket, Key })).Body!.transformToString()));
}

/** The delivery of an entry, whose transform fails while it is told to. */
async function deliver(isBroken: () => boolean): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const flatten = createHandler({ log, metric: () => {}, ...flattening, partitionByEventDate: false });
  aws.service('lambda').registerFunction('flatten-items', (async (event: Parameters<typeof flatten>[0]) => {
    if (!isBroken()) return flatten(event);
    const records = event.records.map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' as const }));
    return { records } satisfies FlattenedBatch;
  }) as never);
  const parameters = {
    LambdaArn: 'arn:aws:lambda:us-east-1:111111111111:function:flatten-items',
    ...{ BufferSizeInMBs: '1', BufferIntervalInSeconds: '5' },
  };
  const Parameters = Object.entries(parameters).map(([name, ParameterValue]) => ({
    ParameterName: name as ProcessorParameterName,
    ParameterValue,
  }));
  const firehose = new Firehose(aws.clientConfig());
  await firehose.createDeliveryStream({
    DeliveryStreamName: NAME,
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: {
      KinesisStreamARN: `arn:aws:kinesis:us-east-1:111111111111:stream/${NAME}`,
      RoleARN,
    },
    ExtendedS3DestinationConfiguration: {
      ...{ RoleARN, BucketARN: `arn:aws:s3:::${Bucket}`, Prefix: 'dynamodb/orders/date=!{timestamp:yyyy-MM-dd}/' },
      ErrorOutputPrefix: `${FAILED}!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 20 },
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda', Parameters }] },
    },
  });
  firehose.destroy();
  await elapse(10_000);
}

it('delivers every change once that a transform had failed, when it is mended', async () => {
  let isBroken = false;
  await deliver(() => isBroken);
  const put = (record: string) => kinesis.putRecord({ StreamName: NAME, Data: Buffer.from(record), PartitionKey: 'k' });
  await put(change('a'));
  await elapse(60_000);
  isBroken = true;
  for (const record of [change('b'), change('a', 'REMOVE'), change('c')]) await put(record);
  await elapse(60_000);
  isBroken = false;
  expect(await run()).toMatchObject({ records: 3, byErrorCode: { 'Lambda.ProcessingFailedStatus': 3 }, leftOut: [] });
  await elapse(60_000);
  expect(await run()).toMatchObject({ files: 0, records: 0 });
  await elapse(60_000);
  const rows = (await bodiesBelow('dynamodb/orders/'))
    .join('')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row));
  expect(rows.map(({ ddb_event, id }) => `${ddb_event} ${id}`).sort()).toEqual([
    ...['INSERT a', 'INSERT b', 'INSERT c', 'REMOVE a'],
  ]);
  expect(await bodiesBelow(FAILED)).not.toEqual([]);
});

it('writes a record as it came, whatever spelling its line has', async () => {
  await putFailed(FIRST, line(change('a')), line(change('b'), { lambdaArn: 'arn', attemptsMade: 1 }));
  expect(await run()).toMatchObject({ files: 1, records: 2, byErrorCode: { 'Lambda.FunctionError': 2 } });
  expect(await inStream()).toEqual([change('a'), change('b')].sort());
});

it('leaves out what would fail again, with its reason, and looks at that again next time', async () => {
  await putFailed(FIRST, line('{"tableName":"T"}'), 'no line', line(change('a')));
  const first = await run();
  expect(first).toMatchObject({ records: 1, leftOut: [{ records: 1, example: `${FIRST}:1` }, { records: 1 }] });
  expect(first.leftOut.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^event/i),
    'The line is not of the error output of Firehose',
  ]);
  expect(replayedText(first)).toContain('1 record of 1 file is in lakeferry-dynamodb-orders once more');
  expect(await run()).toMatchObject({ files: 1, records: 0, leftOut: [{ records: 1 }, { records: 1 }] });
  expect(await inStream()).toEqual([change('a')]);
});

it('goes on with the file it was at when it was stopped', async () => {
  await putFailed(`${FAILED}1`, line(change('a')));
  await putFailed(`${FAILED}2`, line(change('b')));
  const stopping = async (command: { readonly input?: { readonly Records?: readonly { Data?: Uint8Array }[] } }) => {
    const [record] = command.input?.Records ?? [];
    if (command instanceof PutRecordsCommand && Buffer.from(record!.Data!).toString() === change('b'))
      throw new Error('stopped');
    return kinesis.send(command as never);
  };
  await expect(replay({ kinesis: { send: stopping } as never, s3 }, asked())).rejects.toThrow('stopped');
  expect(await run()).toMatchObject({ files: 1, doneBefore: 1, records: 1 });
  expect(await inStream()).toEqual([change('a'), change('b')].sort());
});

it('reads files that were written in the time asked for', async () => {
  await putFailed(`${FAILED}before`, line(change('a')));
  await elapse(60_000);
  const since = clock().now();
  await putFailed(`${FAILED}within`, line(change('b')));
  await elapse(60_000);
  const until = clock().now();
  await putFailed(`${FAILED}after`, line(change('c')));
  await run({ since, until });
  expect(await inStream()).toEqual([change('b')]);
});

it('writes nothing in a dry run, neither records nor marks', async () => {
  await putFailed(FIRST, line(change('a')));
  const told = await run({ dryRun: true });
  expect(replayedText(told)).toBe(
    '1 record of 1 file would be in lakeferry-dynamodb-orders once more (Lambda.FunctionError 1).',
  );
  expect(await inStream()).toEqual([]);
  expect(await run()).toMatchObject({ doneBefore: 0, records: 1 });
});

it('says so when nothing failed', async () => {
  expect(replayedText(await run())).toBe('No record of orders failed in that time.');
});
