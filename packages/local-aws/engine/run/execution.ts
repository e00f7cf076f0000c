import { inBackground } from '../../background';
import { type Definition, type Scope, type State, scopeAt } from '../definition';
import { Interrupted, StateError } from '../errors';
import { defined, type Json, type JsonObject } from '../json';
import { MAX_HISTORY_EVENTS } from '../limits';
import type { ExecutionRecord, ExecutionStatus } from '../records/execution-record';
import { type ErrorOutput, type Frame, newFrame, ROOT } from '../records/frames';
import { type EventDetails, eventKey, type StoredEvent } from '../records/history';
import { EVENTS, executionsSpace, FRAMES } from '../records/namespaces';
import { FrameRun } from './frame-run';
import type { RunningExecution, Runtime } from './run';

/** One execution: its record, frames and history, and the work under way. */
export class Execution implements RunningExecution {
  readonly frames = new Map<string, Frame>();
  readonly input: Json;
  /** The machine, or for a child of a Map Run its processor. */
  readonly scope: Scope;
  run: FrameRun | undefined;
  /** TestState lets the caller make up the context object. */
  contextOverride: JsonObject | undefined;
  #timeout: { cancel(): void } | undefined;
  readonly #eventsSpace: string;
  readonly #framesSpace: string;

  constructor(
    readonly runtime: Runtime,
    readonly record: ExecutionRecord,
    readonly definition: Definition,
  ) {
    this.scope = scopeAt(definition, record.path);
    this.input = JSON.parse(record.input) as Json;
    this.#eventsSpace = EVENTS + record.arn;
    this.#framesSpace = FRAMES + record.arn;
  }

  /** Appends to the history. Throws when the history is full, unless the event closes the execution. */
  append(frame: Frame | undefined, type: string, details?: EventDetails): number {
    const id = this.appendAside(frame, type, details);
    if (frame !== undefined) frame.lastEvent = id;
    return id;
  }

  /**
   * An event that nothing follows from: the next one of the frame names the same predecessor (as recorded of …Succeeded
   * and MapIterationFailed).
   */
  appendAside(frame: Frame | undefined, type: string, details?: EventDetails): number {
    const { record, runtime } = this;
    const id = record.eventCount + 1;
    if (id >= MAX_HISTORY_EVENTS && runtime.options.historyLimit && !type.startsWith('Execution'))
      throw new HistoryFullError();
    record.eventCount = id;
    if (record.type === 'EXPRESS') return id;
    const event: StoredEvent = [id, runtime.clock.now(), type, frame?.lastEvent ?? 0, details];
    runtime.journal.append(this.#eventsSpace, eventKey(id), event);
    return id;
  }

  save(frame: Frame): void {
    this.frames.set(frame.id, frame);
    this.runtime.journal.put(this.#framesSpace, frame.id, frame);
  }

  drop(frame: Frame): void {
    this.frames.delete(frame.id);
    this.runtime.journal.delete(this.#framesSpace, frame.id);
  }

  stateOf(frame: Frame): State {
    return scopeAt(this.definition, frame.path).States[frame.state]!;
  }

  /** Frames directly below, in order of their index. */
  children(frame: Frame): Frame[] {
    return [...this.frames.values()].filter((f) => f.parent === frame.id).sort((a, b) => a.index - b.index);
  }

  /** A frame's descendants leave the store: what they did is in the parent's result, or will be done anew. */
  dropChildren(frame: Frame): void {
    const prefix = `${frame.id}.`;
    for (const f of [...this.frames.values()]) if (f.id.startsWith(prefix)) this.drop(f);
  }

  saveRecord(): void {
    this.runtime.journal.put(executionsSpace(this.record.mapRunArn), this.record.arn, this.record);
  }

  /** The first write of a new execution. */
  begin(): void {
    const { record, scope } = this;
    this.append(undefined, 'ExecutionStarted', { input: record.input, roleArn: record.roleArn });
    this.save(
      newFrame({ id: ROOT, path: record.path, index: 0, state: scope.StartAt, input: this.input, item: record.item }),
    );
    this.saveRecord();
    this.runtime.announce(this);
  }

  /** Starts over under the same ARN: what a Map Run's redrive does with an Express child. */
  restart(): void {
    const { record } = this;
    for (const frame of [...this.frames.values()]) this.drop(frame);
    Object.assign(record, {
      status: 'RUNNING',
      stopDate: undefined,
      error: undefined,
      cause: undefined,
      eventCount: 0,
    });
    this.begin();
    this.start();
  }

  /** Starts, or goes on with, the work that the frames describe. */
  start(): void {
    if (this.runtime.isHalted) return;
    const root = this.frames.get(ROOT);
    if (root === undefined) throw new Error(`Execution ${this.record.arn} has no frames.`);
    const run = new FrameRun(this, root);
    this.run = run;
    this.#armTimeout();
    inBackground('states', () => run.run().catch((error: unknown) => this.#break(error)));
  }

  #armTimeout(): void {
    const seconds = this.definition.TimeoutSeconds;
    if (seconds === undefined || this.record.path.length > 0) return;
    const from = this.record.redriveDate ?? this.record.startDate;
    this.#timeout = this.runtime.clock.at(from + seconds * 1000, () => {
      if (this.record.status !== 'RUNNING') return;
      this.run?.abort();
      this.close('TIMED_OUT', 'ExecutionTimedOut', { error: 'States.Timeout' });
    });
  }

  /** The root frame has ended. */
  ended(root: Frame): void {
    if (root.status === 'succeeded') {
      this.record.output = JSON.stringify(root.output ?? null);
      this.close('SUCCEEDED', 'ExecutionSucceeded', { output: this.record.output });
    } else {
      this.close('FAILED', 'ExecutionFailed', { ...root.error });
    }
  }

  suspend(): void {
    this.run?.suspend();
    this.run = undefined;
    this.#timeout?.cancel();
  }

  abort({ error, cause }: ErrorOutput): void {
    this.run?.abort();
    this.close('ABORTED', 'ExecutionAborted', { error, cause });
  }

  /**
   * The last transition: written, then told to whoever waits. A timeout of the whole follows from no event, and only
   * the history names its error.
   */
  close(status: ExecutionStatus, event: string, details: EventDetails & ErrorOutput): void {
    const { record, runtime } = this;
    this.#timeout?.cancel();
    const { error, cause } = details;
    if (status === 'FAILED' || status === 'ABORTED') Object.assign(record, defined({ error, cause }));
    const last = status === 'TIMED_OUT' ? undefined : this.frames.get(ROOT);
    this.append(last, event, details);
    record.status = status;
    record.stopDate = runtime.clock.now();
    if (status === 'SUCCEEDED') for (const frame of [...this.frames.values()]) this.drop(frame);
    this.saveRecord();
    this.run = undefined;
    runtime.announce(this);
    runtime.closed(this);
  }

  /** What no state can handle: a full history, or a defect of the engine, which must not pass for a state's failure. */
  #break(error: unknown): void {
    if (error instanceof Interrupted || this.record.status !== 'RUNNING') return;
    this.run?.abort();
    const failure =
      error instanceof StateError
        ? error
        : new StateError('States.Runtime', `The local engine failed: ${describe(error)}`);
    const root = this.frames.get(ROOT);
    if (root !== undefined) this.save(root);
    this.close('FAILED', 'ExecutionFailed', { error: failure.error, cause: failure.reason });
  }
}

class HistoryFullError extends StateError {
  constructor() {
    super('States.Runtime', `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
