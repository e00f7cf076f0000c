import { inBackground } from '../../background';
import { StateError } from '../errors';
import type { ExecutionRecord } from '../records/execution-record';
import type { ChildInput, MapRunRecord } from '../records/map-runs';
import { redriveStatus } from '../run/redrive-status';
import type { RunningExecution, StateRun } from '../run/run';

/**
 * Runs every child to its end, so many at a time; throws when more failed than is tolerated. Closed children of an
 * earlier try count as they are.
 */
export async function runMapChildren(run: StateRun, record: MapRunRecord): Promise<void> {
  const { runtime } = run;
  const { total = 0 } = record;
  const children = runtime.mapRuns.children(record.arn);
  const succeeded = runtime.mapRuns.succeeded(record.arn);
  const tolerance = toleratedFailures(record, total);
  let inputs = new Map<number, ChildInput>();
  let failures = 0;
  let active = 0;
  let wake = (): void => {};
  const follow = (child: RunningExecution): void => {
    active++;
    inBackground('states', async () => {
      await runtime.whenClosed(child.record.arn);
      active--;
      if (child.record.status !== 'SUCCEEDED') failures++;
      wake();
    });
  };
  for (let next = 0; ; ) {
    while (failures <= tolerance && next < total && active < record.maxConcurrency) {
      if (succeeded.has(next)) {
        next++;
        continue;
      }
      if (!children.has(next) && !inputs.has(next))
        inputs = await run.wait(runtime.mapRuns.inputsAround(record.arn, next));
      const child = children.get(next) ?? beginChild(run, record, inputs.get(next)!, next);
      next++;
      if (needsRedrive(record, child)) redriveChild(run, record, child);
      if (child.record.status === 'RUNNING') follow(child);
      else if (child.record.status !== 'SUCCEEDED') failures++;
    }
    if (failures > tolerance) throw stopChildren(run, children);
    if (active === 0 && next >= total) return;
    await run.idle(
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    );
  }
}

function toleratedFailures({ toleratedFailureCount, toleratedFailurePercentage }: MapRunRecord, total: number): number {
  const byShare = toleratedFailurePercentage === undefined ? Infinity : (toleratedFailurePercentage * total) / 100;
  const least = Math.min(toleratedFailureCount ?? Infinity, byShare);
  return least === Infinity ? 0 : least;
}

function beginChild(run: StateRun, mapRun: MapRunRecord, { input, item }: ChildInput, index: number): RunningExecution {
  const { runtime, execution, frame } = run;
  const { record } = execution;
  const { partition, region, accountId } = runtime.place;
  const name = runtime.ids();
  const kind = mapRun.executionType === 'EXPRESS' ? 'express' : 'execution';
  const childRecord: ExecutionRecord = {
    arn: `arn:${partition}:states:${region}:${accountId}:${kind}:${record.stateMachineName}/${mapRun.label}:${name}`,
    name,
    stateMachineArn: mapRun.stateMachineArn,
    stateMachineName: `${record.stateMachineName}/${mapRun.label}`,
    roleArn: record.roleArn,
    type: mapRun.executionType,
    definition: record.definition,
    path: [...frame.path, [frame.state]],
    mapRunArn: mapRun.arn,
    mapRunIndex: index,
    mapRunRedrive: mapRun.redriveCount,
    item,
    startDate: runtime.clock.now(),
    input: JSON.stringify(input),
    status: 'RUNNING',
    redriveCount: 0,
    eventCount: 0,
  };
  const child = runtime.createExecution(childRecord, execution.definition);
  runtime.mapRuns.children(mapRun.arn).set(index, child);
  runtime.launch(child);
  return child;
}

/** Unsuccessful in an earlier try, not yet touched by this redrive, and still redrivable. */
function needsRedrive(mapRun: MapRunRecord, { record }: RunningExecution): boolean {
  if (record.status === 'SUCCEEDED' || record.status === 'RUNNING') return false;
  if ((record.mapRunRedrive ?? 0) >= mapRun.redriveCount) return false;
  return record.type === 'EXPRESS' || redriveStatus(record).redriveStatus === 'REDRIVABLE_BY_MAP_RUN';
}

/** STANDARD children go on from where they failed, EXPRESS ones start over. */
function redriveChild({ runtime }: StateRun, mapRun: MapRunRecord, child: RunningExecution): void {
  child.record.mapRunRedrive = mapRun.redriveCount;
  if (child.record.type === 'EXPRESS') {
    child.restart();
    return;
  }
  runtime.redrive(child);
}

function stopChildren({ runtime }: StateRun, children: Map<number, RunningExecution>): StateError {
  for (const child of children.values()) if (child.record.status === 'RUNNING') runtime.stop(child.record.arn);
  return new StateError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}
