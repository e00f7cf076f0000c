import { StateError } from '../errors';
import type { Json } from '../json';
import { childId, type Frame } from '../records/frames';
import type { StateRun } from '../run/run';

interface Children {
  readonly total: number;
  readonly concurrency: number;
  /**
   * Makes the frame of a branch or iteration that has not begun; `after` is the last event of the one whose place it
   * takes.
   */
  readonly create: (index: number, after: number | undefined) => Promise<Frame> | Frame;
}

/** Runs branches or iterations; the first that fails aborts the others and fails the whole. Outputs are in order. */
export async function runChildren(run: StateRun, { total, concurrency, create }: Children): Promise<Json[]> {
  const { execution, frame } = run;
  let failed: Frame | undefined;
  let wake = (): void => {};
  const launch = (child: Frame): void => {
    const work = run.fork(child);
    run.children.add(work);
    work.run().then(
      () => {
        run.children.delete(work);
        if (child.status === 'failed') failed ??= child;
        else freed.push(work.lastStateEvent);
        wake();
      },
      (error: unknown) => {
        broken ??= error;
        wake();
      },
    );
  };
  let broken: unknown;
  const freed: number[] = [];
  for (let next = 0; ; ) {
    while (failed === undefined && broken === undefined && next < total && run.children.size < concurrency) {
      const child = execution.frames.get(childId(frame.id, next)) ?? (await create(next, freed.shift()));
      next++;
      if (child.status === 'failed') failed = child;
      else if (child.status !== 'succeeded') launch(child);
    }
    if (broken !== undefined) throw broken;
    if (failed !== undefined) throw abortChildren(run, failed);
    if (run.children.size === 0) break;
    await run.idle(
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    );
  }
  const outputs: Json[] = [];
  for (let i = 0; i < total; i++) {
    const child = execution.frames.get(childId(frame.id, i))!;
    outputs.push(child.output ?? null);
    frame.lastEvent = Math.max(frame.lastEvent, child.lastEvent);
  }
  return outputs;
}

/**
 * Aborts what still runs, deepest first, and says so in the history; the failed state itself comes last (as recorded).
 */
function abortChildren(run: StateRun, failed: Frame): StateError {
  for (const child of run.children) child.abort();
  run.children.clear();
  for (const child of run.execution.children(run.frame)) {
    if (child.status === 'running') abortFrame(run, child);
  }
  abortedState(run, failed);
  run.frame.lastEvent = failed.lastEvent;
  return new StateError(failed.error?.error, failed.error?.cause);
}

function abortFrame(run: StateRun, frame: Frame): void {
  const { execution } = run;
  for (const child of execution.children(frame)) if (child.status === 'running') abortFrame(run, child);
  abortedState(run, frame);
  if (frame.item !== undefined) {
    const parent = execution.frames.get(frame.parent ?? '');
    execution.append(frame, 'MapIterationAborted', { name: parent?.state ?? '', index: frame.index });
  }
  frame.status = 'aborted';
  execution.save(frame);
}

function abortedState({ execution }: StateRun, frame: Frame): void {
  if (frame.phase.at === 'entering') return;
  const { Type: type } = execution.stateOf(frame);
  if (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')
    execution.append(frame, `${type}StateAborted`);
}
