import type { MapState, TaskState } from '../definition';
import type { Engine } from '../engine';
import { StateError } from '../errors';
import type { Json, JsonObject } from '../json';
import type { FrameRun } from '../run/frame-run';
import { decideRetry, findCatcher, matchesError } from '../run/retry';
import { distributedItems } from '../states/map-inline';
import { runState } from '../states/run-state';
import { scratchRun, type TestStateRequest } from './test-state-run';

export interface TestStateResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'CAUGHT_ERROR' | 'RETRIABLE';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData: JsonObject;
}

type Guarded = TaskState | MapState;

/** Runs one state and tells where it would go. Nothing of it is kept. */
export async function testState(engine: Engine, request: TestStateRequest): Promise<TestStateResult> {
  const run = scratchRun(engine, request);
  const inspection: JsonObject = { input: request.input };
  try {
    await prepare(run, request, inspection);
    const { output, next, assign } = await runState(run);
    const { phase } = run.frame;
    if (run.state.Type === 'Task' && phase.at === 'answered') inspection.result = phase.result;
    inspectVariables(run, assign, inspection);
    return { status: 'SUCCEEDED', output, nextState: next, inspectionData: inspection };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return judge(run, request, inspection, error);
  }
}

/** Evaluates what the inspection shows; a mocked Map or Parallel is answered without running what is inside it. */
async function prepare(
  run: FrameRun,
  { mock, configuration }: TestStateRequest,
  inspection: JsonObject,
): Promise<void> {
  const { state } = run;
  if ((state.Type === 'Task' || state.Type === 'Parallel') && state.Arguments !== undefined) {
    inspection.afterArguments = await run.evaluate(state.Arguments, 'Arguments', {}, 'token');
  }
  if (state.Type === 'Map') await inspectMap(run, state, inspection);
  if (mock === undefined || (state.Type !== 'Map' && state.Type !== 'Parallel')) return;
  if (mock.errorOutput !== undefined) throw new StateError(mock.errorOutput.error, mock.errorOutput.cause);
  if (state.Type === 'Map' && (await isBeyondTolerance(run, state, configuration, inspection))) {
    throw new StateError(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
  }
  run.phase({ at: 'answered', result: mock.result ?? [] });
}

/** More iterations are said to have failed than the Map tolerates; what it does not limit is tolerated. */
async function isBeyondTolerance(
  run: FrameRun,
  state: MapState,
  { mapIterationFailureCount: failures = 0, mapItemReaderData }: NonNullable<TestStateRequest['configuration']> = {},
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: JsonObject,
): Promise<boolean> {
  if (count !== undefined && failures > Number(count)) return true;
  if (percentage === undefined || failures === 0) return false;
  const items = mapItemReaderData ?? (await distributedItems(run, state));
  return Array.isArray(items) && (failures * 100) / items.length > Number(percentage);
}

/** Variables as they stand after the state, when there are any. */
function inspectVariables(run: FrameRun, assigned: JsonObject | undefined, inspection: JsonObject): void {
  const variables = { ...run.frame.variables, ...assigned };
  if (Object.keys(variables).length > 0) inspection.variables = variables;
}

async function inspectMap(run: FrameRun, state: MapState, inspection: JsonObject): Promise<void> {
  inspection.maxConcurrency =
    state.MaxConcurrency === undefined ? 0 : await run.evaluate(state.MaxConcurrency, 'MaxConcurrency');
  for (const field of ['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const) {
    const value = state[field];
    if (value !== undefined)
      inspection[field.charAt(0).toLowerCase() + field.slice(1)] = await run.evaluate(value, field);
  }
}

/** Retry, Catch, or the end, as the machine would decide at the state's first failure. */
async function judge(
  run: FrameRun,
  { configuration }: TestStateRequest,
  inspection: JsonObject,
  failure: StateError,
): Promise<TestStateResult> {
  const state = run.state as Guarded;
  // The bare cause: there is no event that it could name.
  const { error, reason: cause } = failure;
  const used = (state.Retry ?? []).map(() => configuration?.retrierRetryCount ?? 0);
  const retry = decideRetry(state.Retry, { error }, used, () => 1);
  if (retry !== undefined) {
    const errorDetails = { retryIndex: retry.retrier, retryBackoffIntervalSeconds: Math.trunc(retry.delaySeconds) };
    return { status: 'RETRIABLE', error, cause, inspectionData: { ...inspection, errorDetails } };
  }
  const spent = (state.Retry ?? []).findIndex((r) => matchesError(r.ErrorEquals, error));
  if (spent >= 0) inspection.errorDetails = { retryIndex: spent };
  const catchIndex = findCatcher(state.Catch, { error });
  const catcher = state.Catch?.[catchIndex];
  if (catcher === undefined) return { status: 'FAILED', error, cause, inspectionData: inspection };
  const errorOutput: JsonObject = { Error: error ?? null, Cause: cause ?? null };
  const inspectionData: JsonObject = { ...inspection, errorDetails: { catchIndex } };
  try {
    const { output, next, assign } = await run.leave(catcher, errorOutput, { errorOutput }, `Catch[${catchIndex}]/`);
    inspectVariables(run, assign, inspectionData);
    return { status: 'CAUGHT_ERROR', output, error, cause, nextState: next, inspectionData };
  } catch (again) {
    if (!(again instanceof StateError)) throw again;
    return { status: 'FAILED', error: again.error, cause: again.reason, inspectionData };
  }
}
