import type { Clock } from '../../clock';
import type { Faults } from '../../faults';
import type { Definition, Scope, State } from '../definition';
import type { Expressions } from '../expressions/expression';
import type { Json, JsonObject } from '../json';
import type { Intercept, InvokeFunction, Refusal, SdkCaller, StartRequest } from '../ports';
import type { ExecutionRecord } from '../records/execution-record';
import type { ErrorOutput, Frame, Phase } from '../records/frames';
import type { EventDetails } from '../records/history';
import type { Journal } from '../records/journal';
import type { MapRuns } from '../records/map-runs';
import type { TaskTokens } from './task-tokens';

/**
 * What is at work, as its parts see each other: the engine, an execution, a frame. Their classes implement these;
 * states know only these.
 */

/** How a state is left: its output, its assignments, where to. */
export interface Exit {
  readonly output: Json;
  readonly assign?: JsonObject;
  readonly next?: string;
}

export interface Leaving {
  readonly Output?: Json;
  readonly Assign?: Json;
  readonly Next?: string;
}

/** One execution, as its frames and states see it. */
export interface RunningExecution {
  readonly runtime: Runtime;
  readonly record: ExecutionRecord;
  readonly definition: Definition;
  readonly frames: Map<string, Frame>;
  readonly input: Json;
  readonly scope: Scope;
  /** TestState lets the caller make up the context object. */
  contextOverride: JsonObject | undefined;
  /** Appends to the history. Throws when the history is full, unless the event closes the execution. */
  append(frame: Frame | undefined, type: string, details?: EventDetails): number;
  /** An event that nothing follows from. */
  appendAside(frame: Frame | undefined, type: string, details?: EventDetails): number;
  save(frame: Frame): void;
  saveRecord(): void;
  stateOf(frame: Frame): State;
  /** Frames directly below, in order of their index. */
  children(frame: Frame): Frame[];
  dropChildren(frame: Frame): void;
  begin(): void;
  start(): void;
  restart(): void;
  ended(root: Frame): void;
  abort(error: ErrorOutput): void;
}

/** What executions and their frames need of the engine. */
export interface Runtime {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly expressions: Expressions;
  readonly tokens: TaskTokens;
  readonly mapRuns: MapRuns<RunningExecution>;
  readonly invokeFunction: InvokeFunction;
  readonly sdk: SdkCaller;
  readonly refusal: Refusal | undefined;
  readonly intercept: Intercept | undefined;
  readonly faults: Pick<Faults, 'strikes'> | undefined;
  readonly random: () => number;
  readonly ids: () => string;
  readonly place: { readonly partition: string; readonly region: string; readonly accountId: string };
  readonly options: { readonly historyLimit: boolean };
  /** Nothing is worked on any more. */
  readonly isHalted: boolean;
  start(request: StartRequest): Promise<RunningExecution>;
  /** Made and not begun yet. */
  createExecution(record: ExecutionRecord, definition: Definition): RunningExecution;
  launch(execution: RunningExecution): void;
  execution(arn: string): RunningExecution | undefined;
  /** Resolves when the execution is not running any more. */
  whenClosed(arn: string): Promise<RunningExecution>;
  closed(execution: RunningExecution): void;
  announce(execution: RunningExecution): void;
  stop(arn: string, error?: string, cause?: string): void;
  redrive(execution: RunningExecution): void;
}

/** A frame at work, as a state sees it. */
export interface StateRun {
  readonly execution: RunningExecution;
  readonly frame: Frame;
  readonly runtime: Runtime;
  readonly state: State;
  readonly children: Set<StateRun>;
  /** Best-effort tidying when the state at work is aborted. */
  onAbort: (() => void) | undefined;
  readonly lastStateEvent: number;
  fork(child: Frame): StateRun;
  run(): Promise<void>;
  abort(): void;
  alive(): void;
  /** Awaits under the hold: time stands still. */
  wait<T>(work: Promise<T>): Promise<T>;
  /** Awaits without the hold: time passes. */
  idle<T>(work: Promise<T>): Promise<T>;
  until(time: number): Promise<void>;
  timer(time: number): { readonly done: Promise<void>; cancel(): void };
  flush(): Promise<void>;
  /** A value as JSON, made once while the value stays the same. */
  text(value: Json): string;
  append(type: string, details?: EventDetails): number;
  phase(phase: Phase): void;
  /** There at once when the field's expressions are simple. */
  evaluate(template: Json, field: string, extra?: JsonObject, token?: string): Json | Promise<Json>;
  leave(leaving: Leaving, otherwise: Json, extra?: JsonObject, at?: string): Promise<Exit>;
}
