import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import { createHandler } from '../../../functions/dynamodb/flatten-items/handler';
import { VirtualClock } from '../../../packages/local-aws/clock';
import type { FaultName } from '../../../packages/local-aws/faults';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';
import { memoryStore } from '../../../packages/local-aws/store';

const TableName = 'orders';
const NAME = 'changes';
const STARTS_AT = Date.parse('2026-11-20T02:00:00Z');
const RoleARN = 'arn:aws:iam::111111111111:role/delivery';
const arnOf = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:111111111111:${resource}`;
const WRITES = 40;
const KEYS = 5;
/** A function that fails is invoked again three times; once more, and its records would be no rows. */
const MOST_FUNCTION_FAULTS = 3;
/** What may go wrong, and what it is called by. */
const FAULTS: readonly (readonly [FaultName, string])[] = [
  ['shard-split', NAME],
  ['record-throttled', NAME],
  ['change-duplicated', TableName],
  ['change-delayed', TableName],
  ['function-error', 'lambda:flatten-items'],
  ['function-lost-response', 'lambda:flatten-items'],
  ['delivery-failed', NAME],
  ['delivery-duplicated', NAME],
];

export interface Row {
  readonly ddb_event: string;
  readonly ddb_version: number;
  readonly ddb_sequence: string;
  readonly ddb_event_id: string;
  readonly id: string;
  readonly n?: string;
}

/** What a seed led to: what the table holds, what was done to it, and the rows in the bucket. */
export interface Played {
  readonly table: Readonly<Record<string, string | undefined>>;
  readonly changes: readonly string[];
  readonly rows: readonly Row[];
}

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A table whose changes go through Kinesis, Firehose and flatten-items to a bucket, while things go wrong. */
class World {
  aws!: Aws;
  readonly #store = { ...memoryStore(), close: async () => {} };
  readonly #directory = mkdtempSync(join(tmpdir(), 'dynamodb-changes-'));

  async start(now = STARTS_AT): Promise<void> {
    const services = ['dynamodb', 'kinesis', 'firehose', 's3', 'lambda'] as const;
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const options = { oldImage: false, partitionKey: 'date', partitionByEventDate: false };
    this.aws = await startAws({
      ...{ services, store: this.#store, directory: this.#directory, clock: new VirtualClock(now) },
      prepare: async (aws) =>
        aws
          .service('lambda')
          .registerFunction('flatten-items', createHandler({ log, metric: () => {}, ...options }) as never),
    });
  }

  elapse(ms: number): Promise<void> {
    const { clock } = this.aws;
    return new Promise((resolve) => clock.at(clock.now() + ms, resolve));
  }

  /** What is on its way in memory is lost. */
  async restart(): Promise<void> {
    const now = this.aws.clock.now();
    await this.aws.close();
    await this.start(now);
  }

  async end(): Promise<void> {
    await this.aws.close();
    rmSync(this.#directory, { recursive: true });
  }

  async deploy(): Promise<void> {
    const config = this.aws.clientConfig();
    const [dynamodb, kinesis, firehose] = [new DynamoDB(config), new Kinesis(config), new Firehose(config)];
    await new S3(config).createBucket({ Bucket: NAME });
    const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
    const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
    await dynamodb.createTable({ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema, AttributeDefinitions });
    await kinesis.createStream({ StreamName: NAME, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    await this.elapse(5000);
    const parameters = {
      LambdaArn: arnOf('lambda', 'function:flatten-items'),
      BufferSizeInMBs: '1',
      BufferIntervalInSeconds: '5',
    };
    const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
      ParameterName: ParameterName as keyof typeof parameters,
      ParameterValue,
    }));
    await firehose.createDeliveryStream({
      DeliveryStreamName: NAME,
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: arnOf('kinesis', `stream/${NAME}`), RoleARN },
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN, BucketARN: `arn:aws:s3:::${NAME}`, Prefix: 'rows/' },
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 20 },
        ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda', Parameters }] },
      },
    });
    await this.elapse(10_000);
    await dynamodb.enableKinesisStreamingDestination({
      ...{ TableName, StreamArn: arnOf('kinesis', `stream/${NAME}`) },
      EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    });
    await this.elapse(5000);
    for (const each of [kinesis, firehose]) each.destroy();
  }

  async rows(): Promise<Row[]> {
    const s3 = new S3(this.aws.clientConfig());
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: NAME });
    const bodies = Contents.map(async ({ Key }) => {
      const { Body } = await s3.getObject({ Bucket: NAME, Key });
      return Body!.transformToString();
    });
    const lines = (await Promise.all(bodies)).join('').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Row);
  }
}

/** A number of 38 digits, with no zero at its end. */
const digits = (random: (below: number) => number): string => Array.from({ length: 38 }, () => 1 + random(9)).join('');

export async function play(seed: number): Promise<Played> {
  const random = randomOf(seed);
  const world = new World();
  await world.start();
  try {
    await world.deploy();
    const changes: string[] = [];
    const table: Record<string, string | undefined> = {};
    let functionFaults = 0;
    for (let i = 0; i < WRITES; i++) {
      const [fault, target] = FAULTS[random(FAULTS.length)]!;
      const isFunction = target.startsWith('lambda:');
      if (random(3) === 0 && (!isFunction || functionFaults++ < MOST_FUNCTION_FAULTS))
        world.aws.faults.inject({ name: fault, target });
      const change = await write(new DynamoDB(world.aws.clientConfig()), random, table);
      if (change !== undefined) changes.push(change);
      if (random(4) === 0) await world.elapse(random(30) * 1000);
      if (random(WRITES) === 0) await world.restart();
    }
    world.aws.faults.clear();
    await world.elapse(600_000);
    return { table: await itemsOf(new DynamoDB(world.aws.clientConfig())), changes, rows: await world.rows() };
  } finally {
    await world.end();
  }
}

/** Returns what it did, as history has to tell it; undefined when it changed nothing. */
async function write(
  dynamodb: DynamoDB,
  random: (below: number) => number,
  table: Record<string, string | undefined>,
): Promise<string | undefined> {
  const id = `k${random(KEYS)}`;
  const before = table[id];
  if (random(4) === 0) {
    await dynamodb.deleteItem({ TableName, Key: { id: { S: id } } });
    table[id] = undefined;
    return before === undefined ? undefined : `REMOVE ${id}`;
  }
  const n = random(5) === 0 && before !== undefined ? before : digits(random);
  await dynamodb.putItem({ TableName, Item: { id: { S: id }, n: { N: n } } });
  table[id] = n;
  return before === n ? undefined : `${before === undefined ? 'INSERT' : 'MODIFY'} ${id} ${n}`;
}

async function itemsOf(dynamodb: DynamoDB): Promise<Played['table']> {
  const { Items = [] } = await dynamodb.scan({ TableName });
  const textOf = (value: AttributeValue | undefined): string => value?.S ?? value?.N ?? '';
  return Object.fromEntries(Items.map(({ id, n }) => [textOf(id), textOf(n)]));
}
