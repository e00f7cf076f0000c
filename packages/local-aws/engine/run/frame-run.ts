import { Hold } from '../../hold';
import {
  type Catcher,
  type MapState,
  type ParallelState,
  type Scope,
  type State,
  type StateType,
  scopeAt,
  type TaskState,
} from '../definition';
import {
  dataLimitExceeded,
  Interrupted,
  QueryEvaluationError,
  RuntimeStateError,
  StateError,
  TimeoutError,
} from '../errors';
import { FieldNames } from '../expressions/field-names';
import { defined, isObject, type Json, type JsonObject, jsonBytes, textBytes } from '../json';
import { MAX_PAYLOAD_BYTES } from '../limits';
import type { Failure, Frame, Phase } from '../records/frames';
import type { EventDetails } from '../records/history';
import { runState } from '../states/run-state';
import { decideRetry, findCatcher } from './retry';
import type { Exit, Leaving, RunningExecution, StateRun } from './run';

const namesByType = (suffix: string): Readonly<Record<StateType, string>> => {
  const types: readonly StateType[] = ['Pass', 'Succeed', 'Fail', 'Choice', 'Wait', 'Task', 'Parallel', 'Map'];
  return Object.fromEntries(types.map((type) => [type, type + suffix])) as Record<StateType, string>;
};
/** Events of every transition; made once. */
const ENTERED = namesByType('StateEntered');
const EXITED = namesByType('StateExited');

/** Errors without a cause that a Catcher sees with an empty one (recorded). */
const TIMEOUTS = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/** Works one frame from state to state. All that is decided is put into the frame before it is acted on. */
export class FrameRun implements StateRun {
  readonly children = new Set<FrameRun>();
  readonly hold: Hold;
  readonly scope: Scope;
  /** Best-effort tidying when the state at work is aborted (a nested execution is stopped). */
  onAbort: (() => void) | undefined;
  /** Of a Map's iteration that has ended: its last event but MapIterationSucceeded. */
  lastStateEvent = 0;
  #cancelled = false;
  /** The value last asked for as text, and its text: a state's output is the next one's input. */
  #written: { readonly value: Json; readonly text: string } | undefined;
  #timers = new Set<{ cancel(): void }>();

  constructor(
    readonly execution: RunningExecution,
    readonly frame: Frame,
    readonly parent?: FrameRun,
  ) {
    this.hold = new Hold(execution.runtime.clock);
    this.scope = scopeAt(execution.definition, frame.path);
  }

  get runtime() {
    return this.execution.runtime;
  }

  /** Until the frame has ended; never rejects for a state's failure. */
  async run(): Promise<void> {
    this.hold.acquire();
    try {
      for (let steps = 1; this.frame.status === 'running'; steps++) {
        await this.#step();
        this.alive();
        // Keeps timers and other executions going beside a machine that never waits.
        if (steps % 100 === 0) await this.wait(new Promise((resolve) => setImmediate(resolve)));
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    } finally {
      this.hold.release();
    }
  }

  /** Stops this frame's work and that of all below, at once. */
  abort(): void {
    this.#cancelled = true;
    for (const timer of this.#timers) timer.cancel();
    this.onAbort?.();
    this.hold.release();
    for (const child of this.children) child.abort();
  }

  /** Lets go without a trace: the process ends, and another will go on from the store. */
  suspend(): void {
    this.onAbort = undefined;
    for (const child of this.children) child.suspend();
    this.abort();
  }

  /** Works a branch or iteration below this one. */
  fork(child: Frame): FrameRun {
    return new FrameRun(this.execution, child, this);
  }

  alive(): void {
    if (this.#cancelled) throw new Interrupted();
  }

  /** Awaits under the hold: time stands still. */
  async wait<T>(work: Promise<T>): Promise<T> {
    const value = await work;
    this.alive();
    return value;
  }

  /** Awaits without the hold: time passes. */
  async idle<T>(work: Promise<T>): Promise<T> {
    this.hold.release();
    const value = await work;
    this.alive();
    this.hold.acquire();
    return value;
  }

  async until(time: number): Promise<void> {
    await this.idle(this.timer(time).done);
  }

  /** A timer that an abort cancels. Time is held from the moment it fires. */
  timer(time: number): { readonly done: Promise<void>; cancel(): void } {
    let cancel = (): void => {};
    const done = new Promise<void>((resolve) => {
      const timer = this.runtime.clock.at(time, () => {
        this.#timers.delete(timer);
        this.hold.acquire();
        resolve();
      });
      this.#timers.add(timer);
      cancel = () => {
        timer.cancel();
        this.#timers.delete(timer);
      };
    });
    return { done, cancel: () => cancel() };
  }

  flush(): Promise<void> {
    return this.wait(this.runtime.journal.flush());
  }

  append(type: string, details?: EventDetails): number {
    this.alive();
    return this.execution.append(this.frame, type, details);
  }

  phase(phase: Phase): void {
    this.alive();
    this.frame.phase = phase;
    this.execution.save(this.frame);
  }

  /** Evaluates a field of the current state. */
  evaluate(template: Json, field: string, extra?: JsonObject, token?: string): Json | Promise<Json> {
    const names = new FieldNames(this.execution, this.frame, extra, token);
    const value = this.runtime.expressions.evaluate(template, names, field);
    return value instanceof Promise ? this.wait(value) : value;
  }

  /**
   * Evaluates Assign and Output, found `at` a rule of the state or in the state itself; without Output, `otherwise`
   * goes on.
   */
  async leave({ Output, Assign, Next }: Leaving, otherwise: Json, extra: JsonObject = {}, at = ''): Promise<Exit> {
    const assign = Assign === undefined ? undefined : await this.evaluate(Assign, `${at}Assign`, extra);
    if (assign !== undefined && jsonBytes(assign) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(this.frame.state);
    const output = Output === undefined ? otherwise : await this.evaluate(Output, `${at}Output`, extra);
    if (textBytes(this.text(output)) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(this.frame.state);
    return { output, assign: isObject(assign) ? assign : undefined, next: Next };
  }

  /** A value as JSON, made once while the value stays the same. */
  text(value: Json): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (this.#written?.value !== value) this.#written = { value, text: JSON.stringify(value) };
    return this.#written.text;
  }

  get state(): State {
    return this.scope.States[this.frame.state]!;
  }

  async #step(): Promise<void> {
    if (this.frame.phase.at === 'entering') this.#enter();
    const { phase } = this.frame;
    if (phase.at === 'failed') return this.#recover(phase.error);
    if (phase.at === 'retrying') {
      await this.until(phase.until);
      return this.phase({ at: 'entered' });
    }
    try {
      this.#exit(await runState(this));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      this.#fail(error);
    }
  }

  #enter(): void {
    const { frame } = this;
    frame.enteredAt = this.runtime.clock.now();
    frame.enteredEvent = this.append(ENTERED[this.state.Type], { name: frame.state, input: this.text(frame.input) });
    this.phase({ at: 'entered' });
  }

  #exit({ output, assign, next }: Exit): void {
    const { frame } = this;
    const assignedVariables = assign === undefined ? undefined : assignedTexts(assign);
    this.append(EXITED[this.state.Type], { name: frame.state, output: this.text(output), assignedVariables });
    if (assign !== undefined) frame.variables = { ...frame.variables, ...assign };
    this.onAbort = undefined;
    if (next !== undefined) {
      frame.state = next;
      frame.input = output;
      frame.retries = [];
      this.phase({ at: 'entering' });
      return;
    }
    frame.output = output;
    this.#end('succeeded');
  }

  #fail(failure: StateError): void {
    const { frame } = this;
    const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEvent}). `;
    const located = failure instanceof QueryEvaluationError || failure instanceof RuntimeStateError;
    const error = defined({ error: failure.error, cause: located ? where + failure.reason : failure.reason });
    if (failure instanceof QueryEvaluationError) {
      this.append('EvaluationFailed', { ...error, location: failure.location, state: frame.state });
    }
    const heartbeat = failure instanceof TimeoutError && failure.heartbeat ? { heartbeat: true } : {};
    this.phase({
      at: 'failed',
      error: { ...error, ...heartbeat },
      from: frame.phase.at === 'failed' ? frame.phase.from : frame.phase,
    });
  }

  /** Retry, then Catch, then the frame's end. */
  async #recover(error: Failure): Promise<void> {
    const state = this.state as TaskState | ParallelState | MapState;
    const { frame } = this;
    const retry = decideRetry(state.Retry, error, frame.retries, this.runtime.random);
    if (retry !== undefined) {
      this.execution.dropChildren(frame);
      frame.retries[retry.retrier] = (frame.retries[retry.retrier] ?? 0) + 1;
      for (let i = 0; i < frame.retries.length; i++) frame.retries[i] ??= 0;
      return this.phase({ at: 'retrying', until: this.runtime.clock.now() + retry.delayMs });
    }
    const index = findCatcher(state.Catch, error);
    const catcher = state.Catch?.[index];
    if (catcher === undefined) return this.#giveUp(error);
    try {
      const exit = await this.#caught(catcher, index, error);
      this.execution.dropChildren(frame);
      this.#exit(exit);
    } catch (failure) {
      if (!(failure instanceof StateError)) throw failure;
      // A Catcher's own expression failed: nothing catches that.
      this.#fail(failure);
      this.#giveUp((frame.phase as Extract<Phase, { at: 'failed' }>).error);
    }
  }

  #caught(catcher: Catcher, index: number, { error, cause }: Failure): Promise<Exit> {
    const errorOutput: JsonObject = { Error: error ?? null, Cause: cause ?? (TIMEOUTS.has(error ?? '') ? '' : null) };
    return this.leave(catcher, errorOutput, { errorOutput }, `Catch[${index}]/`);
  }

  #giveUp({ error, cause }: Failure): void {
    const { Type } = this.state;
    if (Type === 'Map' || Type === 'Parallel') this.append(`${Type}StateFailed`);
    this.frame.error = defined({ error, cause });
    this.#end('failed');
  }

  #end(status: 'succeeded' | 'failed'): void {
    const { frame, execution, parent } = this;
    if (parent !== undefined && frame.item !== undefined) {
      this.lastStateEvent = frame.lastEvent;
      const details = { name: parent.frame.state, index: frame.index };
      if (status === 'succeeded') this.append('MapIterationSucceeded', details);
      else execution.appendAside(frame, 'MapIterationFailed', details);
    }
    frame.status = status;
    execution.save(frame);
    if (parent === undefined) execution.ended(frame);
  }
}

/** Undefined when nothing is assigned. */
function assignedTexts(assign: JsonObject): JsonObject | undefined {
  const texts = Object.entries(assign).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}
