import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { query } from '../../../bin/demo/analyst';
import type { TableStreamConfig } from '../../../core/config/dynamodb/types';
import type { Settings, TableFilter } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { progressKey } from '../../../core/dynamodb/progress';
import type {
  CommitPublicationInput,
  CommitPublicationResult,
  MapResults,
  PlanPartitionsResult,
  PlanPublicationResult,
} from '../../../functions/dynamodb/publication-payloads';
import type { S3Pointer } from '../../../functions/shared/execution';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { sleep, VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';
import { noDatabases } from '../world/no-databases';

const HERE = '111111111111';
const ANALYTICS = '222222222222';
/** Of the tables. What lands is written by the test. */
const OWNER = '333333333333';

/** Entry of the configuration. */
export const ENTRY = 'shop';
const CARTS = { table: 'carts', keys: ['customer'] };

const settingsOf = (entry: Partial<TableStreamConfig>, filters: Readonly<Record<string, TableFilter>>) =>
  validateConfig({
    environment: { region: 'eu-west-1', account: HERE },
    accounts: { analytics: ANALYTICS },
    dynamodb: [{ name: ENTRY, from: { account: OWNER }, publish: [CARTS], ...entry }],
    governance: {
      databases: {
        dynamodb_shop: {
          filters: {
            carts: { columns: ['customer', 'total', 'ddb_version', 'ddb_event', 'ddb_sequence', 'ddb_source'] },
            ...filters,
          },
        },
      },
    },
  });

/** A row as `flatten-items` writes it. */
export interface LandedRow {
  readonly customer: string;
  /** Moment of the change. */
  readonly at: string;
  readonly table?: string;
  readonly event?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

let sequence = 0;
const line = ({ customer, at, table = 'carts', event = 'MODIFY', attributes = {} }: LandedRow): string => {
  const number = String(++sequence).padStart(21, '4');
  return JSON.stringify({
    ...{ ddb_table: table, ddb_event: event, ddb_version: Date.parse(at) * 1000 + sequence, ddb_sequence: number },
    ...{ ddb_event_id: `e${number}`, ddb_source: 'STREAM', ddb_ttl: false, customer, ...attributes },
  });
};

export interface Ended {
  readonly arn: string;
  readonly status: string | undefined;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: Readonly<Record<string, unknown>>;
}

/** One account on this computer whose changes have landed, and are published. */
export class PublishingWorld {
  runtime!: Runtime;
  settings!: Settings;
  readonly #kept;
  readonly clock: VirtualClock;
  #files = 0;
  #release: () => void;

  constructor(now: string) {
    this.clock = new VirtualClock(Date.parse(now));
    this.#release = this.clock.acquire();
    this.#kept = {
      directory: mkdtempSync(join(tmpdir(), 'publish-partition-')),
      store: { ...memoryStore(), close: async () => {} },
      clock: this.clock,
      databases: noDatabases,
    };
  }

  async start(
    entry: Partial<TableStreamConfig> = {},
    filters: Readonly<Record<string, TableFilter>> = {},
  ): Promise<this> {
    await this.runtime?.close();
    this.settings = settingsOf(entry, filters);
    this.runtime = await startRuntime({ ...this.#kept, settings: this.settings });
    return this;
  }

  get s3(): S3 {
    return new S3(this.runtime.clientConfig());
  }

  /** A file of the landing bucket, in the folder of its arrival. */
  async land(date: string, rows: readonly LandedRow[]): Promise<void> {
    const Key = `dynamodb/${ENTRY}/date=${date}/file-${String(++this.#files).padStart(6, '0')}`;
    const Body = rows.map((row) => `${line(row)}\n`).join('');
    await this.s3.putObject({ Bucket: this.landing, Key, Body });
  }

  async deliveredThrough(moment: string): Promise<void> {
    const because = { stage: 'unknown', says: 'A test tells it.' };
    const Body = JSON.stringify({ entry: ENTRY, deliveredThrough: moment, judgedAt: moment, because });
    await this.s3.putObject({ Bucket: this.landing, Key: progressKey(ENTRY), Body });
  }

  /** Rows in the folder that the catalog has for a date, and how many folders it has for it. */
  async published(glueTable: string, date: string): Promise<{ readonly folders: number; readonly rows: number }> {
    const glue = new Glue(this.runtime.clientConfig());
    const { Partitions = [] } = await glue.getPartitions({ DatabaseName: 'dynamodb_shop', TableName: glueTable });
    const locations = Partitions.filter(({ Values }) => Values?.[0] === date).map(
      ({ StorageDescriptor }) => StorageDescriptor?.Location ?? '',
    );
    const { lakeBucket } = this.runtime.resources;
    const keys = (await this.filesInLake()).filter((key) =>
      locations.includes(`s3://${lakeBucket}/${key.slice(0, key.lastIndexOf('/') + 1)}`),
    );
    return { folders: locations.length, rows: await this.runtime.countRows(lakeBucket, keys) };
  }

  /** Types of a table's columns in the catalog, in their order. */
  async columnTypes(Name: string): Promise<Readonly<Record<string, string>>> {
    const glue = new Glue(this.runtime.clientConfig());
    const { Table } = await glue.getTable({ DatabaseName: 'dynamodb_shop', Name });
    const columns = Table?.StorageDescriptor?.Columns ?? [];
    return Object.fromEntries(columns.map(({ Name: name, Type = '' }) => [name, Type]));
  }

  /** As whoever administers the catalog does. */
  async dropTable(Name: string): Promise<void> {
    await new Glue(this.runtime.clientConfig()).deleteTable({ DatabaseName: 'dynamodb_shop', Name });
  }

  get landing(): string {
    return `lakeferry-landing-${HERE}-eu-west-1`;
  }

  async begin(through?: string): Promise<string> {
    const stateMachineArn = `arn:aws:states:eu-west-1:${HERE}:stateMachine:lakeferry-publish-partition`;
    const input = JSON.stringify({ entry: ENTRY, ...(through === undefined ? {} : { through }) });
    const { executionArn } = await this.#sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    return executionArn!;
  }

  async end(arn: string): Promise<Ended> {
    const sfn = this.#sfn;
    // a run may wait for a day
    for (let waited = 1000; ; waited = Math.min(2 * waited, 300_000)) {
      await this.pass(waited);
      const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      if (status !== 'RUNNING') return { arn, status, error, cause, ...(output && { output: JSON.parse(output) }) };
    }
  }

  /** Time stands still otherwise, so that no schedule starts anything under the hands of a test. */
  async pass(ms: number): Promise<void> {
    this.#release();
    await sleep(this.clock, ms);
    this.#release = this.clock.acquire();
  }

  publish = async (through?: string): Promise<Ended> => this.end(await this.begin(through));

  async redrive(executionArn: string): Promise<Ended> {
    await this.#sfn.send(new RedriveExecutionCommand({ executionArn }));
    return this.end(executionArn);
  }

  /** As the analytics account. */
  async ask(sql: string): Promise<readonly (readonly string[])[] | undefined> {
    return (await query(new AthenaClient(this.runtime.clientConfig(ANALYTICS)), sql))?.rows;
  }

  /** Keys below the history in the lake bucket. */
  async filesInLake(): Promise<string[]> {
    const Bucket = this.runtime.resources.lakeBucket;
    const { Contents = [] } = await this.s3.listObjectsV2({ Bucket, Prefix: 'dynamodb/' });
    return Contents.map(({ Key = '' }) => Key);
  }

  /** A function of the installation, as its role. */
  async invoke<Result>(name: string, payload: object): Promise<Result> {
    const command = new InvokeCommand({
      FunctionName: `lakeferry-${name}`,
      Payload: Buffer.from(JSON.stringify(payload)),
    });
    const { Payload, FunctionError } = await new LambdaClient(this.runtime.clientConfig()).send(command);
    const text = Payload!.transformToString();
    if (FunctionError !== undefined) throw new Error(`${name}: ${text}`);
    return JSON.parse(text) as Result;
  }

  async lines<Line>({ bucket: Bucket, key: Key }: S3Pointer): Promise<Line[]> {
    const { Body } = await this.s3.getObject({ Bucket, Key });
    const text = await Body!.transformToString();
    return text
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each) as Line);
  }

  /** Leaves what a Map's ResultWriter leaves. */
  async asMapResults(prefix: string, results: readonly string[]): Promise<MapResults> {
    const Bucket = this.runtime.resources.workBucket;
    const [Key, file] = [`${prefix}/manifest.json`, `${prefix}/SUCCEEDED_0.jsonl`];
    await this.s3.putObject({ Bucket, Key: file, Body: results.map((each) => `${each}\n`).join('') });
    await this.s3.putObject({ Bucket, Key, Body: JSON.stringify({ ResultFiles: { SUCCEEDED: [{ Key: file }] } }) });
    return { Bucket, Key };
  }

  get #sfn(): SFNClient {
    return new SFNClient(this.runtime.clientConfig());
  }
}

/** One run of the functions in the order of the machine, without its states: a hundred of them take seconds. */
export async function publishByHand(
  world: PublishingWorld,
  name: string,
  commit: (input: CommitPublicationInput) => Promise<CommitPublicationResult> = (input) =>
    world.invoke('commit-publication', input),
): Promise<CommitPublicationResult> {
  const startedAt = new Date(world.clock.now()).toISOString();
  const execution = { executionArn: `arn:${name}`, startedAt, redriveCount: 0 };
  const planned = await world.invoke<PlanPublicationResult>('plan-publication', { entry: ENTRY, execution });
  if (planned.outcome === 'NOT_FINISHED') throw new Error(planned.why);
  const { plan } = planned;
  const { folder, through, tables } = plan;
  const batches =
    planned.outcome === 'NOTHING' ? [] : await world.lines<{ batch: number; files: unknown[] }>(planned.batches);
  const buckets = planned.outcome === 'NOTHING' ? 1 : planned.buckets;
  for (const batch of batches) await world.invoke('sort-rows', { folder, through, tables, buckets, ...batch });
  const partitions = await world.invoke<PlanPartitionsResult>('plan-partitions', { plan });
  if (partitions.outcome === 'NOTHING') return commit({ plan, written: null });
  const results: string[] = [];
  for (const part of await world.lines<{ target: string }>(partitions.partitions)) {
    const result = await world.invoke<object>('write-partition', part);
    results.push(JSON.stringify({ ...result, target: part.target }));
  }
  return commit({ plan, written: await world.asMapResults(`${folder}/by-hand`, results) });
}
