import type { Json } from '../json';
import type { CallControl } from '../ports';
import type { TaskPhase } from '../records/frames';
import type { StateRun } from '../run/run';
import type { TaskResource } from './resource';

/** One call of a Task. Its answer is the result, or for `.sync` and tokens what TaskSubmitted shows. */
export interface TaskCall {
  readonly run: StateRun;
  readonly resource: TaskResource;
  readonly phase: TaskPhase;
  readonly roleArn?: string;
  readonly control: CallControl;
}

export interface TaskAnswer {
  readonly result: Json;
  /** `.sync`: the execution that was started. */
  readonly child?: string;
}
