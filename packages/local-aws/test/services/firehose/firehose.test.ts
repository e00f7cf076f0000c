import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ExtendedS3DestinationConfiguration, Firehose, type ProcessorParameter } from '@aws-sdk/client-firehose';
import { IAM } from '@aws-sdk/client-iam';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import { memoryStore } from '../../..';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const StreamName = 'changes';
const DeliveryStreamName = 'landing';
const Bucket = 'landing';
const RoleARN = 'arn:aws:iam::111111111111:role/delivery';
const KinesisStreamARN = 'arn:aws:kinesis:us-east-1:111111111111:stream/changes';
const LambdaArn = 'arn:aws:lambda:us-east-1:111111111111:function:flatten';
let aws: Aws;
let firehose: Firehose;
let kinesis: Kinesis;
let s3: S3;
const clock = () => aws.clock as VirtualClock;

async function start(options: Parameters<typeof startAws>[0] = {}): Promise<void> {
  const services = ['firehose', 'kinesis', 's3', 'lambda'] as const;
  aws = await startAws({ services, clock: new VirtualClock(STARTS_AT), ...options });
  firehose = new Firehose({ ...aws.clientConfig(), maxAttempts: 1 });
  kinesis = new Kinesis({ ...aws.clientConfig(), maxAttempts: 1 });
  s3 = new S3(aws.clientConfig());
}
async function stop(): Promise<void> {
  for (const each of [firehose, kinesis, s3]) each.destroy();
  await aws.close();
}
afterEach(stop);

type Destination = Partial<ExtendedS3DestinationConfiguration>;
const destinationOf = (destination: Destination): ExtendedS3DestinationConfiguration => ({
  ...{ RoleARN, BucketARN: `arn:aws:s3:::${Bucket}`, BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 120 } },
  ...destination,
});
const through = (parameters: Readonly<Record<string, string>> = {}): Destination['ProcessingConfiguration'] => ({
  Enabled: true,
  Processors: [
    {
      Type: 'Lambda',
      Parameters: Object.entries({ LambdaArn, BufferSizeInMBs: '1', BufferIntervalInSeconds: '10', ...parameters }).map(
        ([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }) as ProcessorParameter,
      ),
    },
  ],
});

const create = (destination: Destination = {}, isFromKinesis = true) =>
  firehose.createDeliveryStream({
    DeliveryStreamName,
    ...(isFromKinesis
      ? {
          DeliveryStreamType: 'KinesisStreamAsSource',
          KinesisStreamSourceConfiguration: { KinesisStreamARN, RoleARN },
        }
      : {}),
    ExtendedS3DestinationConfiguration: destinationOf(destination),
  });

/** With a bucket and a stream of two shards. */
async function delivering(destination: Destination = {}, isFromKinesis = true): Promise<void> {
  await s3.createBucket({ Bucket });
  await kinesis.createStream({ StreamName, ShardCount: 2 });
  await elapse(clock(), 5000);
  await create(destination, isFromKinesis);
  await elapse(clock(), 10_000);
}

const put = (...texts: readonly string[]) =>
  kinesis.putRecords({
    StreamName,
    Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text.slice(0, 99) })),
  });

async function objects(): Promise<Record<string, string>> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  const found = await Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body, ContentEncoding } = await s3.getObject({ Bucket, Key });
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      return [Key, (ContentEncoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()] as const;
    }),
  );
  return Object.fromEntries(found);
}
const bodies = async () => Object.values(await objects());
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

interface Transformed {
  readonly records: readonly {
    readonly recordId: string;
    readonly data: string;
    readonly kinesisRecordMetadata?: object;
  }[];
}
const register = (answer: (text: string, recordId: string) => object | readonly object[]) => {
  const events: Transformed[] = [];
  aws.service('lambda').registerFunction('flatten', async (event: Transformed) => {
    events.push(event);
    return {
      records: event.records.flatMap(({ recordId, data }) => answer(Buffer.from(data, 'base64').toString(), recordId)),
    };
  });
  return events;
};
const ok = (recordId: string, text: string, metadata?: object) => ({
  ...{ recordId, result: 'Ok', data: Buffer.from(text).toString('base64') },
  ...(metadata === undefined ? {} : { metadata }),
});

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

describe('from Kinesis to the bucket', () => {
  it('by time: one object under the hour of its oldest record, nothing between records', async () => {
    await start();
    await delivering({ Prefix: 'raw' });
    await put('a', 'b', 'c');
    await elapse(clock(), 119_000);
    expect(await objects()).toEqual({});
    await elapse(clock(), 4000);
    const [[key, body] = ['', '']] = Object.entries(await objects());
    expect(key).toMatch(new RegExp(`^raw2026/11/20/02/landing-1-2026-11-20-02-00-\\d\\d-${UUID}$`));
    expect([...body].sort().join('')).toBe('abc');
  });

  it('by size: as soon as the buffer is full', async () => {
    await start();
    await delivering();
    const Data = Buffer.alloc(600_000);
    const keys = ['0', String(2n ** 128n - 1n)];
    const Records = keys.map((ExplicitHashKey) => ({ Data, PartitionKey: 'k', ExplicitHashKey }));
    await kinesis.putRecords({ StreamName, Records });
    await elapse(clock(), 3000);
    expect((await bodies()).map(({ length }) => length)).toEqual([1_200_000]);
  });

  it('only what comes after the delivery stream is ACTIVE', async () => {
    await start();
    await s3.createBucket({ Bucket });
    await kinesis.createStream({ StreamName, ShardCount: 1 });
    await elapse(clock(), 5000);
    await put('early');
    const letTimePass = clock().acquire();
    await create();
    expect(await refusal(firehose.deleteDeliveryStream({ DeliveryStreamName }))).toMatch(/^ResourceInUseException/);
    letTimePass();
    await elapse(clock(), 10_000);
    await put('late');
    await elapse(clock(), 130_000);
    expect(await bodies()).toEqual(['late']);
  });

  it('across a split of shards', async () => {
    await start();
    await delivering();
    await put('a');
    aws.faults.inject({ name: 'shard-split', target: StreamName });
    await put('b');
    await put('c');
    await elapse(clock(), 130_000);
    expect([...(await bodies()).join('')].sort().join('')).toBe('abc');
  });

  it('with prefixes of time, gzip, and an ending of its own', async () => {
    await start();
    await delivering({
      Prefix: "date=!{timestamp:yyyy-MM-dd}/at!{timestamp:'h'HH}/",
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      CompressionFormat: 'GZIP',
      CustomTimeZone: 'Asia/Tokyo',
      FileExtension: '.jsonl.gz',
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
    });
    await put('a', 'b');
    await elapse(clock(), 130_000);
    const [[key, body] = ['', '']] = Object.entries(await objects());
    expect(key).toMatch(/^date=2026-11-20\/ath11\/landing-1-2026-11-20-11-.*\.jsonl\.gz$/);
    expect(body.split('\n').sort()).toEqual(['', 'a', 'b']);
  });

  it('again after a bucket refused, and twice when a fault says so', async () => {
    await start();
    await delivering();
    aws.faults.inject({ name: 'delivery-failed', target: DeliveryStreamName });
    aws.faults.inject({ name: 'delivery-duplicated', target: DeliveryStreamName });
    await put('a');
    await elapse(clock(), 123_000);
    expect(await bodies()).toEqual([]);
    await elapse(clock(), 5000);
    expect(await bodies()).toEqual(['a', 'a']);
  });

  it('after a restart: what was not in the bucket yet, and nothing twice that was', async () => {
    const store = { ...memoryStore(), close: async () => {} };
    const directory = mkdtempSync(join(tmpdir(), 'firehose-'));
    await start({ store, directory });
    await delivering();
    await put('a');
    await elapse(clock(), 130_000);
    expect(await bodies()).toEqual(['a']);
    await put('b');
    await elapse(clock(), 5000);
    const startsAt = clock().now();
    await stop();
    await start({ store, directory, clock: new VirtualClock(startsAt) });
    await elapse(clock(), 130_000);
    expect((await bodies()).sort()).toEqual(['a', 'b']);
    rmSync(directory, { recursive: true });
  });
});

describe('a transform', () => {
  it('is given what AWS gives it, and its answers are delivered', async () => {
    await start();
    await delivering({ Prefix: 'out/', ProcessingConfiguration: through() });
    const events = register((text, id) =>
      text === 'drop' ? { recordId: id, result: 'Dropped' } : ok(id, `${text}\n${text}\n`),
    );
    await put('a', 'drop');
    await elapse(clock(), 140_000);
    expect(await bodies()).toEqual(['a\na\n']);
    expect(events[0]).toMatchObject({
      invocationId: expect.any(String),
      deliveryStreamArn: 'arn:aws:firehose:us-east-1:111111111111:deliverystream/landing',
      sourceKinesisStreamArn: KinesisStreamARN,
      region: 'us-east-1',
    });
    expect(events[0]?.records[0]).toMatchObject({
      recordId: expect.stringMatching(/^\d{62}$/),
      approximateArrivalTimestamp: expect.any(Number),
      kinesisRecordMetadata: {
        shardId: expect.stringMatching(/^shardId-00000000000[01]$/),
        partitionKey: expect.any(String),
        sequenceNumber: expect.stringMatching(/^\d{56}$/),
        subsequenceNumber: '',
      },
    });
  });

  it('fails records one by one into the error prefix, with what they were', async () => {
    await start();
    await delivering({ Prefix: 'out/', ProcessingConfiguration: through() });
    register((text, id) => {
      if (text === 'missing') return [];
      if (text === 'twice') return [ok(id, text), ok(id, text)];
      if (text === 'empty') return { recordId: id, result: 'Ok' };
      return text === 'bad' ? { recordId: id, result: 'ProcessingFailed', data: '' } : ok(id, text);
    });
    await put('good', 'bad', 'missing', 'twice', 'empty');
    await elapse(clock(), 140_000);
    const all = Object.entries(await objects());
    const [errors = ''] = all
      .filter(([key]) => key.startsWith('out/processing-failed/2026/11/20/02/'))
      .map(([, body]) => body);
    const lines = errors
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const codes = lines.map(({ rawData = '', errorCode }) => [Buffer.from(rawData, 'base64').toString(), errorCode]);
    expect(Object.fromEntries(codes)).toEqual({
      bad: 'Lambda.ProcessingFailedStatus',
      missing: 'Lambda.MissingRecordId',
      twice: 'Lambda.DuplicatedRecordId',
      empty: 'Lambda.JsonProcessingException',
    });
    expect(Object.keys(lines[0]!)).toEqual([
      ...['rawData', 'errorCode', 'errorMessage', 'attemptsMade', 'arrivalTimestamp', 'attemptEndingTimestamp'],
      'lambdaARN',
    ]);
    expect(lines[0]).toMatchObject({ attemptsMade: 1, lambdaARN: LambdaArn });
    expect(all.filter(([key]) => !key.includes('processing-failed')).map(([, body]) => body)).toEqual(['good']);
  });

  it.each([
    [2, 'the records are delivered', ['a']],
    [4, 'the whole batch has failed', []],
  ])('that throws %i times is invoked again: %s', async (times, _what, delivered) => {
    await start();
    await delivering({ Prefix: 'out/', ProcessingConfiguration: through() });
    register((text, id) => ok(id, text));
    aws.faults.inject({ name: 'function-error', target: 'lambda:flatten', times });
    await put('a');
    await elapse(clock(), 145_000);
    const all = Object.entries(await objects());
    expect(all.filter(([key]) => !key.includes('processing-failed')).map(([, body]) => body)).toEqual(delivered);
    const failed = all.filter(([key]) => key.includes('processing-failed')).map(([, body]) => JSON.parse(body));
    const failure = { rawData: 'YQ==', errorCode: 'Lambda.FunctionError', attemptsMade: 4 };
    expect(failed).toEqual(delivered.length === 0 ? [expect.objectContaining(failure)] : []);
  });

  it('that is waited for does not keep time from passing when more records come', async () => {
    await start();
    await delivering({ ProcessingConfiguration: through() });
    register((text, id) => ok(id, text));
    aws.faults.inject({ name: 'function-error', target: 'lambda:flatten' });
    await put('a');
    // read after 1 s, transformed after 11, again after 12: the second one is read in between
    await elapse(clock(), 10_300);
    const letTimePass = clock().acquire();
    await put('b');
    letTimePass();
    await elapse(clock(), 160_000);
    expect((await bodies()).join('')).toBe('ab');
  });

  it('whose answer is larger than 6 MB fails the whole batch', async () => {
    await start();
    await delivering({ Prefix: 'out/', ProcessingConfiguration: through({ NumberOfRetries: '0' }) });
    register((_text, id) => ok(id, 'x'.repeat(3_000_000)));
    await put('a', 'b');
    await elapse(clock(), 145_000);
    const [errors = ''] = await bodies();
    expect(errors.trim().split('\n')).toHaveLength(2);
    expect(errors).toContain('Response payload size exceeded');
  });

  it('decides on partitions by its keys, and a record without them fails', async () => {
    await start();
    await delivering({
      Prefix: 'date=!{partitionKeyFromLambda:date}/',
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: through(),
    });
    register((text, id) => ok(id, text, text === 'none' ? undefined : { partitionKeys: { date: text.slice(0, 2) } }));
    await put('01a', '02a', 'none');
    await elapse(clock(), 80_000);
    const keys = Object.keys(await objects()).map((key) => key.replace(/landing-.*/, ''));
    expect(keys).toEqual(['date=01/', 'date=02/', 'errors/processing-failed/']);
  });
});

describe('a delivery stream', () => {
  it.each<[string, Destination]>([
    ['Prefix', { Prefix: '!{timestamp:yyyy}/' }],
    ['ErrorOutputPrefix', { Prefix: '!{timestamp:yyyy}/', ErrorOutputPrefix: 'errors/' }],
    ['Prefix', { Prefix: '!{firehose:error-output-type}/', ErrorOutputPrefix: '!{firehose:error-output-type}/' }],
    ['SizeInMBs', { BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } }],
    ['both', { BufferingHints: { SizeInMBs: 1 } }],
    [
      'SizeInMBs is 5: it must lie between 64',
      {
        Prefix: '!{partitionKeyFromLambda:date}/',
        ErrorOutputPrefix: '!{firehose:error-output-type}/',
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
        DynamicPartitioningConfiguration: { Enabled: true },
      },
    ],
    ['NumberOfRetries', { ProcessingConfiguration: through({ NumberOfRetries: '301' }) }],
  ])('is refused: %s', async (named, destination) => {
    await start();
    await kinesis.createStream({ StreamName, ShardCount: 1 });
    const said = await refusal(create(destination));
    expect(said).toMatch(/^InvalidArgumentException/);
    expect(said).toContain(named);
  });

  it('takes no puts when it has a source, and those of clients when it has none', async () => {
    await start();
    await delivering();
    const record = { DeliveryStreamName, Record: { Data: Buffer.from('a') } };
    expect(await refusal(firehose.putRecord(record))).toMatch(/not permitted on KinesisStreamAsSource/);
    await firehose.deleteDeliveryStream({ DeliveryStreamName });
    await elapse(clock(), 10_000);
    expect(await refusal(firehose.describeDeliveryStream({ DeliveryStreamName }))).toMatch(
      /^ResourceNotFoundException/,
    );
    await create({}, false);
    await elapse(clock(), 10_000);
    const letTimePass = clock().acquire();
    await firehose.putRecord(record);
    const Records = [{ Data: Buffer.from('b') }];
    expect(await firehose.putRecordBatch({ DeliveryStreamName, Records })).toMatchObject({ FailedPutCount: 0 });
    letTimePass();
    await elapse(clock(), 130_000);
    expect(await bodies()).toEqual(['ab']);
  });

  it('is updated under its version, which its objects carry', async () => {
    await start();
    await delivering();
    const describe = async () =>
      (await firehose.describeDeliveryStream({ DeliveryStreamName })).DeliveryStreamDescription;
    const { VersionId, Destinations: [destination] = [] } = (await describe())!;
    const update = (CurrentDeliveryStreamVersionId = VersionId) =>
      firehose.updateDestination({
        ...{ DeliveryStreamName, CurrentDeliveryStreamVersionId, DestinationId: destination?.DestinationId },
        ExtendedS3DestinationUpdate: { Prefix: 'new/' },
      });
    expect(await refusal(update('7'))).toMatch(/^ConcurrentModificationException/);
    await update();
    await put('a');
    await elapse(clock(), 130_000);
    expect(Object.keys(await objects())[0]).toMatch(/^new\/2026\/11\/20\/02\/landing-2-/);
    expect(await describe()).toMatchObject({ VersionId: '2', DeliveryStreamStatus: 'ACTIVE' });
  });
});

describe('with IAM', () => {
  const trust = (id: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'firehose.amazonaws.com' } },
        Condition: { StringEquals: { 'sts:ExternalId': id } },
      },
    });
  const actions = [
    ...['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords', 'kinesis:ListShards'],
    ...['s3:PutObject', 'lambda:InvokeFunction'],
  ];
  const allow = (Action: readonly string[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });
  const role = { RoleName: 'delivery', PolicyName: 'p' };

  it('a role that Firehose may not assume is refused', async () => {
    await start({ authorize: true });
    await new IAM(aws.clientConfig()).createRole({ ...role, AssumeRolePolicyDocument: trust('222222222222') });
    await kinesis.createStream({ StreamName, ShardCount: 1 });
    expect(await refusal(create())).toMatch(/^InvalidArgumentException: Firehose is unable to assume role/);
  });

  it.each(actions)('nothing is delivered without %s, and everything once the role has it', async (missing) => {
    await start({ authorize: true });
    const iam = new IAM(aws.clientConfig());
    await iam.createRole({ ...role, AssumeRolePolicyDocument: trust('111111111111') });
    const without = actions.filter((each) => each !== missing);
    await iam.putRolePolicy({ ...role, PolicyDocument: allow(without) });
    await delivering({ ProcessingConfiguration: through() });
    register((text, id) => ok(id, text));
    await put('a');
    await elapse(clock(), 150_000);
    const before = await bodies();
    await iam.putRolePolicy({ ...role, PolicyDocument: allow(actions) });
    await elapse(clock(), 300_000);
    const after = await bodies();
    if (missing === 'lambda:InvokeFunction') expect(before[0]).toContain('Lambda.InvokeAccessDenied');
    else expect([before, after]).toEqual([[], ['a']]);
  });
});
