import './errors-of-node';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { ExportsConfig, Settings } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { catalogName } from '../../../core/names';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { type Clock, VirtualClock } from '../../../packages/local-aws/clock';
import type { SourceDatabases } from '../../../packages/local-aws/databases';
import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import type { Chance } from '../../../packages/local-aws/faults';
import { memoryStore, type Store, type Write } from '../../../packages/local-aws/store';
import { copyDeployment } from './deployment';
import { frozenDatabases, TINY_DATABASE } from './frozen-databases';
import { type Happening, type Verdict, type WatchedStore, watchedStore } from './watched-store';

export const ANALYTICS = '222222222222';
const MIDNIGHT = Date.UTC(2026, 0, 15, 1);

export interface WorldOptions {
  readonly sources: readonly string[];
  readonly exports?: ExportsConfig;
  /** The machine whose executions are runs. @default 'export-snapshot' */
  readonly outermost?: string;
  /** @default of sources with one tiny database each */
  readonly settings?: Settings;
  /** For a file that opens many worlds of one configuration: they are copies of one deployment. @default false */
  readonly isDeployedBefore?: boolean;
  /** Asked about everything that the executions do. */
  readonly watch?: (happening: Happening) => Verdict;
  /** Asked about everything that any service is about to keep. */
  readonly watchWrite?: (write: Write) => Verdict;
  /** Jitter of the machines' retries, so that two runs are alike. @default always half of what is allowed */
  readonly random?: () => number;
  /** @default tiny ones, the same at every snapshot */
  readonly databases?: SourceDatabases;
  /**
   * Whoever waits for the store of a dead process is refused at its end. Tables of DynamoDB lie beside the store: a
   * writer that went on would change them after the death. @default false
   */
  readonly refusesWhenDead?: boolean;
  /** Sees everything that reached the store. */
  readonly onWrite?: (write: Write) => void;
  /** Called with every process that starts, before time goes on. */
  readonly onStart?: (runtime: Runtime) => void;
  /** Hears of every chance that a fault had, once a process has started. */
  readonly onChance?: (chance: Chance) => void;
}

/**
 * The local runtime over tiny databases, in virtual time; it can be killed and started again over what it had written.
 */
export class World {
  settings: Settings;
  readonly #store: Store = memoryStore();
  readonly #directory = mkdtempSync(join(tmpdir(), 'lakeferry-world-'));
  readonly #records = new Map<string, ExecutionRecord>();
  #listeners: (() => void)[] = [];
  #process: Process | undefined;

  private constructor(readonly options: WorldOptions) {
    this.settings = options.settings ?? tinySettings(options);
  }

  static async open(options: WorldOptions): Promise<World> {
    const world = new World(options);
    if (options.isDeployedBefore === true) await world.#deployBefore();
    await world.#start(MIDNIGHT);
    return world;
  }

  get runtime(): Runtime {
    return this.#process!.runtime;
  }

  get isDead(): boolean {
    return this.#process!.store.isDead();
  }

  /** As they were written last. */
  executions(machine = this.options.outermost ?? 'export-snapshot'): ExecutionRecord[] {
    return [...this.#records.values()].filter(
      (r) => r.stateMachineName === namesOf({}).deployed(machine) && r.mapRunArn === undefined,
    );
  }

  /** Executions of any machine that go on, children of Map Runs too. */
  running(): ExecutionRecord[] {
    return [...this.#records.values()].filter((r) => r.status === 'RUNNING');
  }

  /** Resolves when the condition holds, looked at whenever an execution begins or ends, and when the process dies. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  /** Conditions waited for are looked at again: something outside has changed. */
  notice(): void {
    this.#changed([]);
  }

  /** So many runs of the main machine are there and none goes on; a process that dies meanwhile is started again. */
  async ended(count = 1): Promise<ExecutionRecord[]> {
    const isOver = (): boolean => {
      const runs = this.executions();
      return runs.length >= count && runs.every((r) => r.status !== 'RUNNING');
    };
    for (;;) {
      await this.until(() => this.isDead || isOver());
      if (!this.isDead) return this.executions();
      await this.restart();
    }
  }

  async redrive(executionArn: string): Promise<void> {
    const before = this.#records.get(executionArn)?.redriveCount ?? 0;
    const sfn = new SFNClient(this.runtime.clientConfig());
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    await this.until(() => this.isDead || (this.#records.get(executionArn)?.redriveCount ?? 0) > before);
  }

  /** Ends the process without grace, if it lives, and starts the next over what was written. */
  async restart(settings = this.settings): Promise<void> {
    this.settings = settings;
    const { store, clock, runtime } = this.#process!;
    store.kill();
    await this.#end();
    await this.#start(clock.now(), runtime);
  }

  async close(): Promise<void> {
    this.#process!.store.kill();
    await this.#end();
  }

  get #databases(): SourceDatabases {
    return this.options.databases ?? frozenDatabases(this.options.sources);
  }

  #deployBefore(): Promise<void> {
    const { settings } = this;
    const place = { store: this.#store, directory: this.#directory };
    return copyDeployment({ settings, databases: this.#databases, now: MIDNIGHT }, place);
  }

  async #start(now: number, before?: Runtime): Promise<void> {
    const { watch = () => 'go-on', watchWrite, random = () => 0.5 } = this.options;
    const seen = { ...this.#store, append: (writes: readonly Write[]) => this.#append(writes) };
    const clock = mortalClock(new VirtualClock(now));
    const changed = (records: readonly ExecutionRecord[], isDead: boolean): void => {
      if (isDead) clock.stop();
      this.#changed(records);
    };
    const store = watchedStore(seen, watch, changed, watchWrite, this.options.refusesWhenDead);
    const { settings } = this;
    const databases = this.#databases;
    const runtime = await startRuntime({ settings, directory: this.#directory, clock, store, databases, random });
    for (const fault of before?.faults.pending() ?? []) runtime.faults.inject(fault);
    runtime.faults.onChance = this.options.onChance;
    this.#process = { runtime, store, clock };
    this.options.onStart?.(runtime);
  }

  #append(writes: readonly Write[]): void {
    this.#store.append(writes);
    for (const write of writes) this.options.onWrite?.(write);
  }

  #changed(records: readonly ExecutionRecord[]): void {
    for (const record of records) this.#records.set(record.arn, record);
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** The port closes first, so that nobody is reached from here on; then whoever waits for the dead store is let go. */
  async #end(): Promise<void> {
    const { runtime, store } = this.#process!;
    const closing = runtime.close();
    await new Promise((resolve) => setImmediate(resolve));
    store.release();
    await closing;
  }
}

interface Process {
  readonly runtime: Runtime;
  readonly store: WatchedStore;
  readonly clock: Clock;
}

interface MortalClock extends Clock {
  stop(): void;
}

/** A dead process hears no timer, and no time passes until the next one starts. */
function mortalClock(inner: Clock): MortalClock {
  let stoppedAt: number | undefined;
  return {
    now: () => stoppedAt ?? inner.now(),
    at: (time, callback) => inner.at(time, () => stoppedAt !== undefined || callback()),
    hold: (work) => inner.hold(work),
    acquire: () => inner.acquire(),
    stop: () => {
      stoppedAt ??= inner.now();
    },
  };
}

const tinySettings = ({ sources, exports }: WorldOptions): Settings =>
  validateConfig({
    environment: { region: 'eu-west-1' },
    exports,
    sources: sources.map((id) => ({ kind: 'aurora-cluster', id, engine: 'postgres', databases: [TINY_DATABASE] })),
    accounts: { analytics: ANALYTICS },
    governance: {
      databases: Object.fromEntries(
        sources.map((id) => [
          `${catalogName(id)}_${TINY_DATABASE}`,
          { share: ['items'], filters: { people: { columns: ['id'] } } },
        ]),
      ),
    },
  });
