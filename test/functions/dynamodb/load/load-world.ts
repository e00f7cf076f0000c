import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDB, type IncrementalExportSpecification } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { TableStreamConfig } from '../../../../core/config/dynamodb/types';
import { validateConfig } from '../../../../core/config/validate';
import { loadResources } from '../../../../local/deploy/dynamodb/load-resources';
import { type Runtime, startRuntime } from '../../../../local/runtime';
import { sleep, VirtualClock } from '../../../../packages/local-aws/clock';
import { memoryStore } from '../../../../packages/local-aws/store';
import { noDatabases } from '../../../local/world/no-databases';

const HERE = '111111111111';
export const LANDING = `lakeferry-landing-${HERE}-eu-west-1`;
export const MINUTE_MS = 60_000;

/** A row of a file in the landing bucket, as text: every digit is there. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

const itemOf = (customer: string, n: string) => ({ customer: { S: customer }, at: { S: '1' }, n: { N: n } });

/** An account whose table `carts` streams, in the local runtime. */
export class LoadWorld {
  runtime!: Runtime;
  readonly #directory = mkdtempSync(join(tmpdir(), 'load-table-'));
  readonly #store = { ...memoryStore(), close: async () => {} };
  readonly clock = new VirtualClock(Date.parse('2026-11-20T01:00:00Z'));
  #executions = 0;

  async start(more: Partial<TableStreamConfig> = {}): Promise<void> {
    const publish = [{ table: 'carts', keys: ['customer', 'at'] }];
    const dynamodb = [{ name: 'shop', tables: ['carts'], publish, ...more }];
    const settings = validateConfig({ environment: { region: 'eu-west-1', account: HERE }, dynamodb });
    this.runtime = await startRuntime({
      ...{ settings, directory: this.#directory, clock: this.clock, databases: noDatabases, store: this.#store },
    });
  }

  get dynamodb(): DynamoDB {
    return new DynamoDB(this.runtime.clientConfig());
  }
  get s3(): S3 {
    return new S3(this.runtime.clientConfig());
  }
  get own() {
    return loadResources({ name: 'shop' }, this.runtime.place);
  }
  get now(): Date {
    return new Date(this.clock.now());
  }

  minutes(count: number): Promise<void> {
    return sleep(this.clock, count * MINUTE_MS);
  }

  async recovery(PointInTimeRecoveryEnabled: boolean): Promise<void> {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
    await this.dynamodb.updateContinuousBackups({ TableName: 'carts', PointInTimeRecoverySpecification });
  }

  async put(customer: string, n: string): Promise<void> {
    await this.dynamodb.putItem({ TableName: 'carts', Item: itemOf(customer, n) });
  }

  /** As many as a request takes at once. */
  async putAll(numbers: ReadonlyMap<string, string>): Promise<void> {
    const { dynamodb } = this;
    const requests = [...numbers].map(([customer, n]) => ({ PutRequest: { Item: itemOf(customer, n) } }));
    for (let i = 0; i < requests.length; i += 25) {
      const { UnprocessedItems } = await dynamodb.batchWriteItem({
        RequestItems: { carts: requests.slice(i, i + 25) },
      });
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('the local DynamoDB left items unprocessed');
    }
  }

  async remove(customer: string): Promise<void> {
    await this.dynamodb.deleteItem({ TableName: 'carts', Key: { customer: { S: customer }, at: { S: '1' } } });
  }

  /** Runs load-table to its end. */
  async load(input: object): Promise<Execution> {
    const sfn = new SFNClient(this.runtime.clientConfig());
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.own.machine.machineArn,
        name: `load-${++this.#executions}`,
        input: JSON.stringify(input),
      }),
    );
    return this.#ended(sfn, executionArn);
  }

  async redrive(executionArn: string): Promise<Execution> {
    const sfn = new SFNClient(this.runtime.clientConfig());
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    return this.#ended(sfn, executionArn);
  }

  async #ended(sfn: SFNClient, executionArn: string): Promise<Execution> {
    for (;;) {
      const {
        status,
        error = '',
        cause = '',
        output = '{}',
      } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { executionArn, status, error, cause, output: JSON.parse(output) };
      await this.minutes(1);
    }
  }

  /** Windows that were exported, oldest first. */
  async windows(): Promise<IncrementalExportSpecification[]> {
    const { ExportSummaries = [] } = await this.dynamodb.listExports({});
    const described = ExportSummaries.map(({ ExportArn }) => this.dynamodb.describeExport({ ExportArn }));
    return (await Promise.all(described))
      .flatMap(({ ExportDescription }) => ExportDescription?.IncrementalExportSpecification ?? [])
      .sort((a, b) => Number(a.ExportFromTime) - Number(b.ExportFromTime));
  }

  /** Those of one source, by their customer. */
  async rows(source: string, Bucket = LANDING): Promise<Row[]> {
    const { Contents = [] } = await this.s3.listObjectsV2({ Bucket, Prefix: 'dynamodb/shop/' });
    const texts = await Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const body = Buffer.from((await (await this.s3.getObject({ Bucket, Key })).Body?.transformToByteArray()) ?? []);
        return (Key.endsWith('.gz') ? gunzipSync(body) : body).toString();
      }),
    );
    const lines = texts.join('').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Row).filter((row) => row.ddb_source === source);
  }

  async end(): Promise<void> {
    await this.runtime.close();
    rmSync(this.#directory, { recursive: true });
  }
}

export interface Execution {
  readonly executionArn: string;
  readonly status: string | undefined;
  readonly error: string;
  readonly cause: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a machine returns
  readonly output: any;
}
