import type { ScopeStep } from '../definition';
import type { Json } from '../json';

/** Error and Cause as Catch, Parallel and the execution see them; absent members stay absent. */
export interface ErrorOutput {
  readonly error?: string;
  readonly cause?: string;
}

/** A state's error as Retry and Catch see it. */
export interface Failure extends ErrorOutput {
  /** `States.Timeout` for want of a heartbeat: `States.HeartbeatTimeout` matches it too. */
  readonly heartbeat?: boolean;
}

/** What of a state has been done. Written before the engine acts on it; a restart goes on from here. */
export type Phase =
  | { readonly at: 'entering' }
  | { readonly at: 'entered' }
  /** Wait: until this time. */
  | { readonly at: 'waiting'; readonly until: number }
  /** Task: called, or about to be. A restart calls again. */
  | (TaskPhase & { readonly at: 'scheduled' })
  /** Task: the call was accepted; what it started (or a token's callback) is awaited. A restart only waits. */
  | (TaskPhase & { readonly at: 'submitted'; readonly child?: string })
  /** Parallel, inline Map: the frames below are at work. */
  | {
      readonly at: 'children';
      readonly total: number;
      readonly concurrency: number;
      readonly items?: Json[];
      readonly input?: Json;
    }
  /** Distributed Map. */
  | { readonly at: 'map-run'; readonly mapRunArn: string; readonly redrive?: boolean }
  /** The state's work is done, its Output is not evaluated yet. */
  | { readonly at: 'answered'; readonly result: Json }
  /** Failed; Retry and Catch are not consulted yet. */
  | { readonly at: 'failed'; readonly error: Failure; readonly from: Phase }
  | { readonly at: 'retrying'; readonly until: number };

export interface TaskPhase {
  readonly token: string;
  readonly arguments: Json;
  /** Milliseconds since the epoch; absent when the Task may take for ever. */
  readonly deadline?: number;
  readonly heartbeatSeconds?: number;
  /** When the last heartbeat came. */
  readonly heartbeatAt?: number;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
  readonly key?: string;
  readonly source?: string;
}

/**
 * One scope at work: the machine itself, a Parallel's branch, or a Map's iteration. Each is stored under a key of its
 * own, so that a step costs the same however many iterations run beside it.
 */
export interface Frame {
  readonly id: string;
  readonly parent?: string;
  readonly path: readonly ScopeStep[];
  readonly index: number;
  readonly item?: MapItem;
  status: 'running' | 'succeeded' | 'failed' | 'aborted';
  state: string;
  input: Json;
  /** Assigned in this scope; the scopes outside are read through. */
  variables: { [name: string]: Json };
  enteredAt: number;
  enteredEvent: number;
  lastEvent: number;
  /** Attempts used, by position of the retrier. */
  retries: number[];
  phase: Phase;
  output?: Json;
  error?: ErrorOutput;
}

export const ROOT = 'r';
export const childId = (parent: string, index: number): string => `${parent}.${String(index).padStart(6, '0')}`;

export function newFrame(
  given: Pick<Frame, 'id' | 'path' | 'index' | 'state' | 'input'> &
    Partial<Pick<Frame, 'parent' | 'item' | 'lastEvent'>>,
): Frame {
  return {
    status: 'running',
    variables: {},
    enteredAt: 0,
    enteredEvent: 0,
    lastEvent: 0,
    retries: [],
    phase: { at: 'entering' },
    ...given,
  };
}
