import type { MapState } from '../definition';
import { dataLimitExceeded, StateError, TaskFailure } from '../errors';
import { type Json, jsonBytes } from '../json';
import { DISTRIBUTED_MAP_CONCURRENCY, MAX_MAP_RUN_REDRIVES, MAX_PAYLOAD_BYTES } from '../limits';
import type { MapRunPlan, MapRunRecord } from '../records/map-runs';
import type { StateRun } from '../run/run';
import { batchItems } from './item-batcher';
import { readItems } from './item-reader';
import { concurrencyOf, distributedItems } from './map-inline';
import { runMapChildren } from './map-run-children';
import { collectResults, writeResults } from './result-writer';
import { numberIn, wholeNumber } from './values';

/** Evaluates the Map's fields, announces the Map Run, and keeps inline items. What an ItemReader reads comes later. */
export async function beginMapRun(run: StateRun, state: MapState): Promise<void> {
  const items = state.ItemReader === undefined ? await distributedItems(run, state) : undefined;
  const record = await newMapRun(run, state);
  const inputs =
    items === undefined
      ? undefined
      : await batchItems(
          run,
          state,
          record.plan,
          items.map((item, index) => ({ ...item, index })),
        );
  run.append('MapStateStarted', { length: items?.length ?? 0 });
  run.append('MapRunStarted', { mapRunArn: record.arn });
  run.runtime.mapRuns.save(record);
  if (inputs !== undefined) run.runtime.mapRuns.keepItems(record, inputs);
  run.phase({ at: 'map-run', mapRunArn: record.arn });
}

async function newMapRun(run: StateRun, state: MapState): Promise<MapRunRecord> {
  const { runtime, execution } = run;
  const maxConcurrency = await concurrencyOf(run, state, DISTRIBUTED_MAP_CONCURRENCY);
  const toleratedFailureCount =
    state.ToleratedFailureCount === undefined
      ? undefined
      : await wholeNumber(run, state.ToleratedFailureCount, 'ToleratedFailureCount', {
          from: 0,
          to: Number.MAX_SAFE_INTEGER,
        });
  const percentage =
    state.ToleratedFailurePercentage === undefined
      ? undefined
      : await numberIn(run, state.ToleratedFailurePercentage, 'ToleratedFailurePercentage', { from: 0, to: 100 });
  const plan = await planOf(run, state);
  const label = state.Label ?? runtime.ids();
  const { partition, region, accountId } = runtime.place;
  const machine = execution.record.stateMachineName;
  return {
    arn: `arn:${partition}:states:${region}:${accountId}:mapRun:${machine}/${label}:${runtime.ids()}`,
    executionArn: execution.record.arn,
    stateMachineArn: `arn:${partition}:states:${region}:${accountId}:stateMachine:${machine}/${label}`,
    label,
    startDate: runtime.clock.now(),
    maxConcurrency,
    toleratedFailureCount,
    toleratedFailurePercentage: percentage,
    executionType: state.ItemProcessor.ProcessorConfig?.ExecutionType ?? 'STANDARD',
    plan,
    status: 'RUNNING',
    redriveCount: 0,
  };
}

async function planOf(run: StateRun, { ItemReader, ItemBatcher, ResultWriter }: MapState): Promise<MapRunPlan> {
  const many = { from: 0, to: 100_000_000 };
  const number = (value: number | string | undefined, field: string) =>
    value === undefined ? undefined : wholeNumber(run, value, field, many);
  const json = (value: Json | undefined, field: string) =>
    value === undefined ? undefined : run.evaluate(value, field);
  return {
    readerArguments: await json(ItemReader?.Arguments, 'ItemReader/Arguments'),
    maxItems: await number(ItemReader?.ReaderConfig?.MaxItems, 'ItemReader/ReaderConfig/MaxItems'),
    batchItems: await number(ItemBatcher?.MaxItemsPerBatch, 'ItemBatcher/MaxItemsPerBatch'),
    batchBytes: await number(ItemBatcher?.MaxInputBytesPerBatch, 'ItemBatcher/MaxInputBytesPerBatch'),
    batchInput: await json(ItemBatcher?.BatchInput, 'ItemBatcher/BatchInput'),
    writerArguments: await json(ResultWriter?.Arguments, 'ResultWriter/Arguments'),
  };
}

/** Reads, runs the children, writes the results; on a redrive only what was not done. */
export async function joinMapRun(run: StateRun, state: MapState): Promise<void> {
  const { phase } = run.frame;
  if (phase.at !== 'map-run') return;
  const { mapRuns } = run.runtime;
  const record = mapRuns.get(phase.mapRunArn)!;
  if (phase.redrive) beginRedrive(run, record);
  run.onAbort = () => abortMapRun(run, record);
  try {
    throwRefused(run, record.label, phase.redrive === true);
    await run.flush();
    if (record.total === undefined) {
      mapRuns.keepItems(record, await batchItems(run, state, record.plan, await readItems(run, state, record.plan)));
      await run.flush();
    }
    await runMapChildren(run, record);
    const result = await results(run, state, record);
    endMapRun(run, record, 'SUCCEEDED');
    run.append('MapRunSucceeded');
    run.execution.appendAside(run.frame, 'MapStateSucceeded');
    run.phase({ at: 'answered', result });
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    record.error = error.error;
    endMapRun(run, record, 'FAILED');
    const { reason } = error;
    run.append('MapRunFailed', {
      ...(error.error === undefined ? {} : { error: error.error }),
      ...(reason === undefined ? {} : { cause: reason }),
    });
    throw error;
  } finally {
    run.onAbort = undefined;
  }
}

/** The Map's children are executions of its own machine. */
function throwRefused({ runtime, execution }: StateRun, label: string, isRedrive: boolean): void {
  const { roleArn, stateMachineArn, stateMachineName } = execution.record;
  const children = `${stateMachineArn.replace(':stateMachine:', ':execution:')}/${label}:any`;
  const needed = [
    ['states:StartExecution', stateMachineArn.replace(/\/.*$/, '')],
    ...(isRedrive ? [['states:RedriveExecution', children]] : []),
  ];
  for (const [action = '', resource = ''] of needed) {
    const refused = runtime.refusal?.(roleArn, action, resource);
    if (refused !== undefined) throw new StateError('States.Permissions', `${stateMachineName}: ${refused}`);
  }
}

async function results(run: StateRun, state: MapState, record: MapRunRecord): Promise<Json> {
  if (state.ResultWriter?.Resource !== undefined) {
    try {
      return await writeResults(run, state, record);
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      throw new StateError('States.ResultWriterFailed', error.reason);
    }
  }
  const result = await collectResults(run, state, record);
  if (jsonBytes(result) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(run.frame.state);
  return result;
}

function beginRedrive(run: StateRun, record: MapRunRecord): void {
  if (record.redriveCount >= MAX_MAP_RUN_REDRIVES) {
    throw new StateError(
      'States.Runtime',
      `The Map Run has reached the maximum number of redrives (${MAX_MAP_RUN_REDRIVES}).`,
    );
  }
  record.redriveCount++;
  record.redriveDate = run.runtime.clock.now();
  record.status = 'RUNNING';
  record.stopDate = undefined;
  record.error = undefined;
  run.append('MapRunRedriven', { mapRunArn: record.arn, redriveCount: record.redriveCount });
  run.runtime.mapRuns.save(record);
  run.phase({ at: 'map-run', mapRunArn: record.arn });
}

function endMapRun(run: StateRun, record: MapRunRecord, status: MapRunRecord['status']): void {
  record.status = status;
  record.stopDate = run.runtime.clock.now();
  if (status === 'SUCCEEDED') run.runtime.mapRuns.dropItems(record);
  run.runtime.mapRuns.save(record);
}

function abortMapRun(run: StateRun, record: MapRunRecord): void {
  record.status = 'ABORTED';
  record.stopDate = run.runtime.clock.now();
  run.runtime.mapRuns.save(record);
  run.execution.append(run.frame, 'MapRunAborted');
  for (const child of run.runtime.mapRuns.children(record.arn).values()) {
    if (child.record.status === 'RUNNING') run.runtime.stop(child.record.arn);
  }
}
