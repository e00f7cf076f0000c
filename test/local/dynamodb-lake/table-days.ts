import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
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
/** The function and its rule. */
const TELL = `lakeferry-tell-progress-${ENTRY}`;
const PREFIX = 'arn:aws:states:eu-west-1:111111111111:stateMachine:lakeferry-';
export const LOAD = streamMachine('load-table', ENTRY);
export const PUBLISH = 'publish-partition';

/** Failures of a function that end its execution: a state tries seven times. */
const FAILING = 7;

/** What may go wrong, and what it is called by. */
const FAULTS: readonly (readonly [name: FaultName, target: string, times?: number])[] = [
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
  // more often than a state tries again
  ['function-error', 'lambda:plan-partitions', FAILING],
  ['function-error', 'lambda:commit-publication', FAILING],
  ['function-error', `lambda:finish-load-${ENTRY}`, FAILING],
];

/**
 * Days of one table on the local runtime, whose time stands still unless it is told to go on: the random runs of
 * `load-table` and `publish-partition`.
 */
export class TableDays {
  readonly random: (below: number) => number;
  readonly #death: Death;
  #release: () => void = () => {};
  #isPassing = false;
  #isQuiet = false;
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
        this.#isQuiet = false;
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
      const [name, target, times] = FAULTS[random(FAULTS.length)]!;
      if (this.owner.isStreaming && random(2) === 0) this.world.runtime.faults.inject({ name, target, times });
      if (this.owner.isStreaming && random(10) === 0) this.#death.draws();
      await this.owner.act();
      await this.pass(random(3) * SECOND);
    }
  }

  /** Time goes on, and every hour the progress of the delivery is told. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    while (this.now < end) {
      if (!this.#isQuiet) await this.#quieten();
      this.#isPassing = true;
      this.#release();
      await elapse(this.world, Math.min(TELL_MS, end - this.now));
      this.#isPassing = false;
      this.#release = this.world.runtime.clock.acquire();
      if (ms >= TELL_MS) await this.#tellProgress();
    }
  }

  /** The rule that tells the progress every five minutes made nine of ten calls of a seed. */
  async #quieten(): Promise<void> {
    this.#isQuiet = true;
    const events = new EventBridgeClient({ ...this.world.runtime.clientConfig(), maxAttempts: 1 });
    await survived(this.world, () => events.send(new DisableRuleCommand({ Name: TELL })));
  }

  async #tellProgress(): Promise<void> {
    const lambda = new LambdaClient({ ...this.world.runtime.clientConfig(), maxAttempts: 1 });
    // the process may die meanwhile: the next hour tells it
    await survived(this.world, () => lambda.send(new InvokeCommand({ FunctionName: TELL })).catch(() => {}));
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

  /** ARNs of executions that failed. */
  async failed(machine: string): Promise<string[]> {
    const command = new ListExecutionsCommand({ stateMachineArn: PREFIX + machine, statusFilter: 'FAILED' });
    const { executions = [] } = await this.#sfn.send(command);
    return executions.map(({ executionArn = '' }) => executionArn);
  }

  async errorsOf(executionArns: readonly (string | undefined)[]): Promise<string[]> {
    const described = executionArns.map((executionArn) =>
      this.#sfn.send(new DescribeExecutionCommand({ executionArn })),
    );
    return (await Promise.all(described)).map(({ error = '' }) => error);
  }

  /** Redrives what failed, but for one execution. */
  async redriveFailed(machine: string, except?: string): Promise<void> {
    for (const executionArn of await this.failed(machine))
      if (executionArn !== except) await this.#sfn.send(new RedriveExecutionCommand({ executionArn }));
  }

  calm(): void {
    this.world.runtime.faults.clear();
  }

  get #sfn(): SFNClient {
    return new SFNClient(this.world.runtime.clientConfig());
  }
}
