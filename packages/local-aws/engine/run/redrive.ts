import { isDistributed } from '../definition';
import { type Frame, type Phase, ROOT } from '../records/frames';
import type { RunningExecution } from './run';

/**
 * Puts an ended execution back to work where it failed: every state entered and not exited goes on as its type does on
 * a redrive (facts: developer guide, "Restarting state machine executions with redrive"). Finished branches and
 * iterations stay.
 */
export function redriveExecution(execution: RunningExecution): void {
  const { record, runtime } = execution;
  record.redriveCount++;
  record.redriveDate = runtime.clock.now();
  record.status = 'RUNNING';
  for (const key of ['stopDate', 'error', 'cause'] as const) delete record[key];
  const root = execution.frames.get(ROOT);
  if (root === undefined) throw new Error(`Execution ${record.arn} has no frames to redrive.`);
  const id = execution.append(root, 'ExecutionRedriven', { redriveCount: record.redriveCount });
  reset(execution, root, id);
  execution.saveRecord();
  runtime.announce(execution);
  execution.start();
}

function reset(execution: RunningExecution, frame: Frame, redriven: number): void {
  frame.status = 'running';
  frame.retries = [];
  frame.lastEvent = redriven;
  delete frame.error;
  frame.phase = resumed(execution, frame);
  if (frame.phase.at === 'children') {
    for (const child of execution.children(frame)) if (child.status !== 'succeeded') reset(execution, child, redriven);
  }
  execution.save(frame);
}

/** Where a state goes on. */
function resumed(execution: RunningExecution, frame: Frame): Phase {
  const { phase } = frame;
  const state = execution.stateOf(frame);
  const failure = phase.at === 'failed' ? phase : undefined;
  const before = failure?.from ?? phase;
  if (before.at === 'entering') return before;
  switch (state.Type) {
    case 'Fail':
      return { at: 'entering' };
    case 'Wait':
      return before.at === 'waiting' ? before : { at: 'entered' };
    case 'Parallel':
    case 'Map': {
      const tooLarge = failure?.error.error === 'States.DataLimitExceeded';
      if (tooLarge) execution.dropChildren(frame);
      if (tooLarge || before.at === 'retrying') return { at: 'entered' };
      if (before.at === 'map-run' && isDistributed(state as never)) return redrivenMapRun(execution, before);
      return before.at === 'children' || before.at === 'answered' ? before : { at: 'entered' };
    }
    default:
      return { at: 'entered' };
  }
}

/** The same Map Run goes on; one that never started a child reads its items again. */
function redrivenMapRun({ runtime }: RunningExecution, { mapRunArn }: Extract<Phase, { at: 'map-run' }>): Phase {
  const record = runtime.mapRuns.get(mapRunArn);
  if (record === undefined) return { at: 'entered' };
  const started = runtime.mapRuns.children(mapRunArn).size > 0 || runtime.mapRuns.succeeded(mapRunArn).size > 0;
  if (!started && record.plan.readerArguments !== undefined) {
    runtime.mapRuns.dropItems(record);
    record.total = undefined;
    runtime.mapRuns.save(record);
  }
  return { at: 'map-run', mapRunArn, redrive: true };
}
