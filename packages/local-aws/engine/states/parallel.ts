import type { ParallelState } from '../definition';
import { dataLimitExceeded } from '../errors';
import { jsonBytes } from '../json';
import { MAX_PAYLOAD_BYTES } from '../limits';
import { childId, newFrame } from '../records/frames';
import type { Exit, StateRun } from '../run/run';
import { runChildren } from './children';

export async function runParallel(run: StateRun, state: ParallelState): Promise<Exit> {
  if (run.frame.phase.at === 'entered') await begin(run, state);
  if (run.frame.phase.at === 'children') await join(run, state);
  const result = run.frame.phase.at === 'answered' ? run.frame.phase.result : [];
  return run.leave(state, result, { result });
}

/** All branches begin at once, each with the same input. */
async function begin(run: StateRun, { Arguments, Branches }: ParallelState): Promise<void> {
  const { frame, execution } = run;
  const input = Arguments === undefined ? frame.input : await run.evaluate(Arguments, 'Arguments');
  if (jsonBytes(input) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(frame.state);
  run.append('ParallelStateStarted');
  for (const [index, branch] of Branches.entries()) {
    execution.save(
      newFrame({
        id: childId(frame.id, index),
        parent: frame.id,
        path: [...frame.path, [frame.state, index]],
        index,
        state: branch.StartAt,
        input,
        lastEvent: frame.lastEvent,
      }),
    );
  }
  run.phase({ at: 'children', total: Branches.length, concurrency: Branches.length });
}

async function join(run: StateRun, { Branches }: ParallelState): Promise<void> {
  const create = (index: number): never => {
    throw new Error(`Branch ${index} of ${run.frame.state} was never begun.`);
  };
  const result = await runChildren(run, { total: Branches.length, concurrency: Branches.length, create });
  if (jsonBytes(result) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(run.frame.state);
  run.execution.appendAside(run.frame, 'ParallelStateSucceeded');
  run.execution.dropChildren(run.frame);
  run.phase({ at: 'answered', result });
}
