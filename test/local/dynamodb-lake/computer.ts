import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { query } from '../../../bin/demo/analyst';
import type { LakeferryConfig } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { sleep, VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';
import { noDatabases } from '../world/no-databases';
import { ANALYTICS } from '../world/world';

const MINUTE = 60_000;

/** AWS on this computer. Each start deploys a configuration, of one account or another, over what is there. */
export class Computer {
  runtime!: Runtime;
  readonly #kept;
  readonly #clock: VirtualClock;
  /** Time stands still but in `passUntil`. */
  #release: () => void = () => {};

  constructor(now: string) {
    this.#clock = new VirtualClock(Date.parse(now));
    this.#kept = {
      directory: mkdtempSync(join(tmpdir(), 'dynamodb-computer-')),
      store: { ...memoryStore(), close: async () => {} },
      clock: this.#clock,
      databases: noDatabases,
    };
  }

  async start(config: LakeferryConfig): Promise<void> {
    this.#release();
    await this.runtime?.close();
    this.runtime = await startRuntime({ ...this.#kept, settings: validateConfig(config) });
    this.#release = this.#clock.acquire();
  }

  /** As the account that was started last. */
  get dynamodb(): DynamoDB {
    return new DynamoDB(this.runtime.clientConfig());
  }

  async put(TableName: string, item: Readonly<Record<string, string>>): Promise<void> {
    const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
    await this.dynamodb.putItem({ TableName, Item });
  }

  async passUntil(moment: string): Promise<void> {
    this.#release();
    await sleep(this.#clock, Date.parse(moment) - this.#clock.now());
    this.#release = this.#clock.acquire();
  }

  /** An execution from its start to its success. */
  async run(machine: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const sfn = new SFN(this.runtime.clientConfig());
    const { partition, region, accountId, names } = this.runtime.place;
    const stateMachineArn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${names.deployed(machine)}`;
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify(input) });
    for (;;) {
      await this.passUntil(new Date(this.#clock.now() + MINUTE).toISOString());
      const { status, output = '{}', error, cause } = await sfn.describeExecution({ executionArn });
      if (status === 'SUCCEEDED') return JSON.parse(output) as Readonly<Record<string, unknown>>;
      if (status !== 'RUNNING') throw new Error(`${machine}: ${error} ${cause}`);
    }
  }

  async keys(Bucket: string, Prefix: string, account?: string): Promise<string[]> {
    const { Contents = [] } = await new S3(this.runtime.clientConfig(account)).listObjectsV2({ Bucket, Prefix });
    return Contents.map(({ Key = '' }) => Key);
  }

  /** As the analytics account. */
  async ask(sql: string): Promise<readonly (readonly string[])[]> {
    return (await query(new AthenaClient(this.runtime.clientConfig(ANALYTICS)), sql))?.rows ?? [];
  }
}
