import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, RedriveExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { streamMachine } from '../../../core/machines';
import type { FaultName } from '../../../packages/local-aws/faults';
import { Death, randomOf } from '../dynamodb-changes/death';
import { Owner } from '../dynamodb-changes/owner';
import { ENTRY, STREAM, TABLE, TRANSFORM } from '../dynamodb-changes/settings';
import { elapse } from '../world/elapse';
import { noDatabases } from '../world/no-databases';
import { survived } from '../world/survived';
import { World } from '../world/world';
import { settings } from './settings';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const TELL_MS = HOUR;
const PREFIX = 'arn:aws:states:eu-west-1:111111111111:stateMachine:lakeferry-';
export const LOAD = streamMachine('load-table', ENTRY);
export const PUBLISH = 'publish-partition';

/** What may go wrong, and what it is called by. */
const FAULTS: readonly (readonly [FaultName, string])[] = [
  ['shard-split', STREAM],
  ['record-throttled', STREAM],
  ['change-duplicated', TABLE],
  ['change-delayed', TABLE],
  ['function-lost-response', TRANSFORM],
  ['delivery-failed', STREAM],
  ['delivery-duplicated', STREAM],
  ['export-failed', TABLE],
  ['function-error', 'lambda:sort-rows'],
  ['function-error', 'lambda:write-partition'],
  ['function-lost-response', 'lambda:commit-publication'],
  ['function-lost-response', `lambda:load-rows-${ENTRY}`],
];

/** Days of one table on the local runtime, whose time stands still unless it is told to go on. */
export class TableDays {
  readonly random: (below: number) => number;
  readonly #death: Death;
  #release: () => void = () => {};
  #isPassing = false;
  world!: World;
  owner!: Owner;

  constructor(seed: number) {
    this.random = randomOf(seed);
    this.#death = new Death(this.random);
  }

  async open(): Promise<void> {
    this.world = await World.open({
      ...{ sources: [], settings, databases: noDatabases, isDeployedBefore: true, refusesWhenDead: true },
      watchWrite: this.#death.watchWrite,
      onStart: ({ clock }) => {
        if (!this.#isPassing) this.#release = clock.acquire();
      },
    });
    this.owner = new Owner(this.world, this.random, 6);
    await this.owner.prepare();
  }

  get now(): number {
    return this.world.runtime.clock.now();
  }

  /** Items that are older than the stream. */
  async fillBeforeStreaming(): Promise<void> {
    const fill = async () => {
      // a policy may name only columns that some row has
      await this.owner.writeAll();
      await this.act(6);
    };
    await this.owner.fillBeforeStreaming(fill, (ms) => this.pass(ms));
  }

  /** Writes to the table while things go wrong, and at times the process dies. */
  async act(writes: number): Promise<void> {
    const { random } = this;
    for (let i = 0; i < writes; i++) {
      const [name, target] = FAULTS[random(FAULTS.length)]!;
      if (this.owner.isStreaming && random(2) === 0) this.world.runtime.faults.inject({ name, target });
      if (this.owner.isStreaming && random(10) === 0) this.#death.draws();
      await this.owner.act();
      await this.pass(random(3) * SECOND);
    }
  }

  /** Time goes on, and every hour the progress of the delivery is told. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    while (this.now < end) {
      this.#isPassing = true;
      this.#release();
      await elapse(this.world, Math.min(TELL_MS, end - this.now));
      this.#isPassing = false;
      this.#release = this.world.runtime.clock.acquire();
      if (ms >= TELL_MS) await this.#tellProgress();
    }
  }

  async #tellProgress(): Promise<void> {
    const lambda = new LambdaClient({ ...this.world.runtime.clientConfig(), maxAttempts: 1 });
    // the process may die meanwhile: the next hour tells it
    await survived(this.world, () =>
      lambda.send(new InvokeCommand({ FunctionName: `lakeferry-tell-progress-${ENTRY}` })).catch(() => {}),
    );
  }

  /** Until a time of this day, or of the next one if it is over. */
  passUntil(hour: number): Promise<void> {
    const ms = hour * HOUR - (this.now % DAY);
    return this.pass(ms > 0 ? ms : ms + DAY);
  }

  async start(machine: string, input: object): Promise<void> {
    const command = new StartExecutionCommand({ stateMachineArn: PREFIX + machine, input: JSON.stringify(input) });
    await this.#sfn.send(command);
  }

  /** Redrives what failed. Returns how many there were. */
  async redriveFailed(machine: string): Promise<number> {
    const command = new ListExecutionsCommand({ stateMachineArn: PREFIX + machine, statusFilter: 'FAILED' });
    const { executions = [] } = await this.#sfn.send(command);
    for (const { executionArn } of executions) await this.#sfn.send(new RedriveExecutionCommand({ executionArn }));
    return executions.length;
  }

  calm(): void {
    this.world.runtime.faults.clear();
  }

  get #sfn(): SFNClient {
    return new SFNClient(this.world.runtime.clientConfig());
  }
}
