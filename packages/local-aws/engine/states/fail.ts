import type { FailState } from '../definition';
import { StateError } from '../errors';
import type { StateRun } from '../run/run';
import { text } from './values';

export async function runFail(run: StateRun, { Error: error, Cause }: FailState): Promise<never> {
  const name = error === undefined ? undefined : await text(run, error, 'Error');
  const cause = Cause === undefined ? undefined : await text(run, Cause, 'Cause');
  throw new StateError(name, cause);
}
