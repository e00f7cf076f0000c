import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '../service';
import type { Definition } from './definition';
import { Expressions } from './expressions/expression';
import { parseInput } from './input';
import type { EngineDependencies, Intercept, InvokeFunction, SdkCaller, StartRequest } from './ports';
import type { ExecutionRecord } from './records/execution-record';
import type { Frame } from './records/frames';
import { type HistoryEvent, readEvent, type StoredEvent } from './records/history';
import { Journal } from './records/journal';
import type { MachineRecord } from './records/machines';
import { MapRuns } from './records/map-runs';
import { DEFINITIONS, EVENTS, EXECUTIONS, FRAMES, MACHINES } from './records/namespaces';
import { isResourceName } from './resource-name';
import { Execution } from './run/execution';
import { redriveExecution } from './run/redrive';
import type { RunningExecution, Runtime } from './run/run';
import { StatusEvents } from './run/status-events';
import { TaskTokens } from './run/task-tokens';

/** Runs state machines. Everything it knows is in the store; `resume` goes on with what ran when the process ended. */
export class Engine implements Runtime {
  readonly journal: Journal;
  readonly expressions: Expressions;
  readonly tokens = new TaskTokens();
  readonly mapRuns: MapRuns<RunningExecution>;
  readonly machines = new Map<string, MachineRecord>();
  readonly executions = new Map<string, Execution>();
  readonly random: () => number;
  readonly ids: () => string;
  readonly options: { readonly historyLimit: boolean };
  isHalted = false;
  readonly #definitions = new Map<string, Definition>();
  readonly #waiting = new Map<string, ((execution: Execution) => void)[]>();
  readonly #status: StatusEvents;

  constructor(readonly dependencies: EngineDependencies) {
    const { store, clock, random = Math.random, ids = randomUUID, historyLimit = true } = dependencies;
    this.journal = new Journal(store);
    this.mapRuns = new MapRuns<RunningExecution>(this.journal);
    this.random = random;
    this.ids = ids;
    this.options = { historyLimit };
    this.expressions = new Expressions({ now: () => clock.now(), random, ids });
    this.#status = new StatusEvents(this.journal, clock, dependencies.emit, ids);
  }

  get clock() {
    return this.dependencies.clock;
  }
  get place() {
    return this.dependencies;
  }
  get invokeFunction(): InvokeFunction {
    return this.dependencies.invokeFunction;
  }
  get intercept(): Intercept | undefined {
    return this.dependencies.intercept;
  }
  get faults(): EngineDependencies['faults'] {
    return this.dependencies.faults;
  }
  get refusal(): EngineDependencies['refusal'] {
    return this.dependencies.refusal;
  }
  get sdk(): SdkCaller {
    return this.dependencies.sdk;
  }

  async load(): Promise<void> {
    const { store } = this.dependencies;
    for await (const [key, text] of store.entries<string>(DEFINITIONS))
      this.#definitions.set(key, JSON.parse(text) as Definition);
    for await (const [arn, machine] of store.entries<MachineRecord>(MACHINES)) this.machines.set(arn, machine);
    await this.mapRuns.load();
    for await (const [, record] of store.entries<ExecutionRecord>(EXECUTIONS)) this.#adopt(record);
    for (const { arn } of this.mapRuns.all()) for await (const record of this.mapRuns.records(arn)) this.#adopt(record);
    for (const execution of this.executions.values())
      if (execution.record.status !== 'SUCCEEDED') await this.#loadFrames(execution);
    await this.#status.load(async (arn) => (await this.find(arn))!.record);
  }

  #adopt(record: ExecutionRecord): void {
    const { arn, status, mapRunArn, mapRunIndex = 0 } = record;
    if (mapRunArn !== undefined && status === 'SUCCEEDED') {
      this.mapRuns.noteSuccess(mapRunArn, mapRunIndex);
      return;
    }
    const execution = this.#executionOf(record);
    this.executions.set(arn, execution);
    if (mapRunArn !== undefined) this.mapRuns.children(mapRunArn).set(mapRunIndex, execution);
  }

  #executionOf(record: ExecutionRecord): Execution {
    return new Execution(this, record, this.definition(record.definition));
  }

  /** A child of a Map Run that has succeeded is found in the store, every time anew. */
  async find(arn: string): Promise<Execution | undefined> {
    const known = this.executions.get(arn);
    if (known !== undefined) return known;
    const record = await this.mapRuns.recordOf(arn);
    return record === undefined ? undefined : this.#executionOf(record);
  }

  /** A Map Run's children so far, in order. */
  async childrenOf(mapRunArn: string): Promise<ExecutionRecord[]> {
    const records: ExecutionRecord[] = [];
    for await (const record of this.mapRuns.records(mapRunArn)) records.push(record);
    return records.sort((a, b) => (a.mapRunIndex ?? 0) - (b.mapRunIndex ?? 0));
  }

  /** The record is not written with every event: the history itself says how long it is. */
  async #loadFrames(execution: Execution): Promise<void> {
    const { store } = this.dependencies;
    const { arn } = execution.record;
    for await (const [id, frame] of store.entries<Frame>(FRAMES + arn)) execution.frames.set(id, frame);
    if (execution.record.status !== 'RUNNING') return;
    for await (const [, events] of store.entries<StoredEvent[]>(EVENTS + arn))
      [execution.record.eventCount] = events.at(-1)!;
  }

  /**
   * Goes on with every execution that was RUNNING when the process ended, and sends the status events it still owed.
   */
  resume(): void {
    this.#status.publish();
    for (const execution of this.executions.values()) {
      if (execution.record.status === 'RUNNING' && execution.run === undefined) execution.start();
    }
  }

  /**
   * Lets go of all work and timers. What is begun from here on is kept for the next engine and not worked on: Tasks
   * would only meet services that are ending.
   */
  halt(): void {
    this.isHalted = true;
    for (const execution of this.executions.values()) execution.suspend();
  }

  /** Halts; what is done so far is in the store, and another engine can go on from there. */
  async close(): Promise<void> {
    this.halt();
    await this.journal.flush();
  }

  /** Keeps a definition under its hash; executions outlive the machine's updates. */
  keepDefinition(text: string): string {
    const key = createHash('sha256').update(text).digest('hex');
    if (!this.#definitions.has(key)) {
      this.#definitions.set(key, JSON.parse(text) as Definition);
      this.journal.put(DEFINITIONS, key, text);
    }
    return key;
  }

  definition(key: string): Definition {
    return this.#definitions.get(key)!;
  }

  machine(arn: string): MachineRecord {
    const machine = this.machines.get(arn);
    if (machine === undefined)
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  execution(arn: string): Execution | undefined {
    return this.executions.get(arn);
  }

  /**
   * StartExecution. The same name and input while the first still runs is the same execution; any other reuse of a name
   * is `ExecutionAlreadyExists`. Resolves once the start is in the store.
   */
  async start({ stateMachineArn, name = this.ids(), input = '{}' }: StartRequest): Promise<Execution> {
    const machine = this.machine(stateMachineArn);
    if (!isResourceName(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    parseInput(input);
    const kind = machine.type === 'EXPRESS' ? 'express' : 'execution';
    const base = stateMachineArn.replace(':stateMachine:', `:${kind}:`);
    const arn = machine.type === 'EXPRESS' ? `${base}:${name}:${this.ids()}` : `${base}:${name}`;
    const known = this.executions.get(arn);
    if (known !== undefined) {
      if (known.record.status === 'RUNNING' && known.record.input === input) return known;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const record: ExecutionRecord = {
      arn,
      name,
      stateMachineArn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      type: machine.type,
      definition: machine.definitionKey,
      path: [],
      startDate: this.clock.now(),
      input,
      status: 'RUNNING',
      redriveCount: 0,
      eventCount: 0,
    };
    const execution = new Execution(this, record, this.definition(machine.definitionKey));
    return this.clock.hold(async () => {
      this.launch(execution);
      await this.journal.flush();
      return execution;
    });
  }

  createExecution(record: ExecutionRecord, definition: Definition): Execution {
    return new Execution(this, record, definition);
  }

  launch(execution: Execution): void {
    this.executions.set(execution.record.arn, execution);
    execution.begin();
    execution.start();
  }

  redrive(execution: Execution): void {
    redriveExecution(execution);
  }

  stop(arn: string, error?: string, cause?: string): void {
    const execution = this.executions.get(arn);
    if (execution?.record.status === 'RUNNING') execution.abort({ error, cause });
  }

  whenClosed(arn: string): Promise<Execution> {
    const execution = this.executions.get(arn);
    if (execution !== undefined && execution.record.status !== 'RUNNING') return Promise.resolve(execution);
    return new Promise((resolve) => {
      this.#waiting.set(arn, [...(this.#waiting.get(arn) ?? []), resolve]);
    });
  }

  closed(execution: Execution): void {
    const waiting = this.#waiting.get(execution.record.arn) ?? [];
    this.#waiting.delete(execution.record.arn);
    this.clock
      .hold(async () => {
        await this.journal.flush();
        for (const resolve of waiting) resolve(execution);
        this.#letGo(execution);
      })
      .catch(() => {});
  }

  #letGo({ record: { arn, status, mapRunArn, mapRunIndex = 0 } }: Execution): void {
    if (mapRunArn === undefined || status !== 'SUCCEEDED') return;
    this.mapRuns.noteSuccess(mapRunArn, mapRunIndex);
    this.executions.delete(arn);
  }

  announce(execution: Execution): void {
    this.#status.announce(execution.record);
  }

  /** An execution's history so far, in order. */
  async history(arn: string): Promise<HistoryEvent[]> {
    await this.journal.flush();
    const events: HistoryEvent[] = [];
    for await (const [, written] of this.dependencies.store.entries<StoredEvent[]>(EVENTS + arn))
      events.push(...written.map(readEvent));
    return events;
  }
}

/** Builds the engine from what the store holds. Call `resume` once everything it calls is ready. */
export async function createEngine(dependencies: EngineDependencies): Promise<Engine> {
  const engine = new Engine(dependencies);
  await engine.load();
  return engine;
}
