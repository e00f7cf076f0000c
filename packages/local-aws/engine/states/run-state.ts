import type { Exit, StateRun } from '../run/run';
import { runChoice } from './choice';
import { runFail } from './fail';
import { runMap } from './map';
import { runParallel } from './parallel';
import { runTask } from './task';
import { runWait } from './wait';

/** Works the frame's current state until it can be left. Throws `StateError` when it fails. */
export function runState(run: StateRun): Promise<Exit> {
  const { state } = run;
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return run.leave(state, run.frame.input);
    case 'Choice':
      return runChoice(run, state);
    case 'Wait':
      return runWait(run, state);
    case 'Fail':
      return runFail(run, state);
    case 'Task':
      return runTask(run, state);
    case 'Parallel':
      return runParallel(run, state);
    case 'Map':
      return runMap(run, state);
  }
}
