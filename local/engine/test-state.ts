import { ServiceError } from '../services/service';
import { memoryStore } from '../store';
import type { Definition, MapState, Scope, ScopeStep, State, TaskState } from './definition';
import { Engine } from './engine';
import { QueryEvaluationError, StateError, TaskFailure } from './errors';
import { Execution } from './execution';
import { FrameRun } from './frame-run';
import { type ErrorOutput, newFrame, ROOT } from './frames';
import { isObject, type Json, type JsonObject } from './json';
import { decideRetry, findCatcher, matchesError } from './retry';
import { runState } from './states/run-state';

export interface TestStateRequest {
  /** A machine (then `stateName` says which state, at any depth) or a state alone, which is called `StateName`. */
  readonly definition: Json;
  readonly stateName?: string;
  readonly input: Json;
  readonly roleArn: string;
  readonly mock?: { readonly result?: Json; readonly errorOutput?: ErrorOutput };
  readonly context?: Json;
  readonly variables?: Json;
  readonly configuration?: { readonly retrierRetryCount?: number; readonly mapIterationFailureCount?: number };
}

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
    const { output, next } = await runState(run);
    const { phase } = run.frame;
    if (run.state.Type === 'Task' && phase.at === 'answered') inspection.result = phase.result;
    return { status: 'SUCCEEDED', output, nextState: next, inspectionData: inspection };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return judge(run, request, inspection, error);
  }
}

function scratchRun(
  engine: Engine,
  { definition, stateName, input, roleArn, mock, context, variables }: TestStateRequest,
): FrameRun {
  const machine = asMachine(definition);
  const name = stateName ?? machine.StartAt;
  const path = pathTo(machine, name, []);
  if (path === undefined) throw new ServiceError('ValidationException', `State '${name}' not found in the definition`);
  const scratch = new Engine({
    ...engine.dependencies,
    store: memoryStore(),
    intercept: mockOf(mock) ?? engine.intercept,
  });
  for (const [arn, known] of engine.machines) scratch.machines.set(arn, known);
  const { partition, region, accountId } = engine.place;
  const [machineName, executionName] = [engine.ids(), engine.ids()];
  const now = engine.clock.now();
  const execution = new Execution(
    scratch,
    {
      arn: `arn:${partition}:states:${region}:${accountId}:express:${machineName}:${executionName}:${engine.ids()}`,
      name: executionName,
      stateMachineArn: `arn:${partition}:states:${region}:${accountId}:stateMachine:${machineName}`,
      stateMachineName: machineName,
      roleArn,
      type: 'EXPRESS',
      definition: '',
      path,
      startDate: now,
      input: JSON.stringify(input),
      status: 'RUNNING',
      redriveCount: 0,
      eventCount: 0,
    },
    machine,
  );
  execution.contextOverride = isObject(context) ? context : undefined;
  const frame = newFrame({ id: ROOT, path, index: 0, state: name, input });
  frame.phase = { at: 'entered' };
  frame.enteredAt = now;
  if (isObject(variables)) frame.variables = variables;
  execution.save(frame);
  return new FrameRun(execution, frame);
}

function asMachine(definition: Json): Definition {
  if (!isObject(definition)) throw new ServiceError('InvalidDefinition', 'Definition must be a valid JSON object');
  if (definition.States !== undefined) return definition as unknown as Definition;
  return { StartAt: 'StateName', States: { StateName: definition as unknown as State } };
}

/** Where in the machine a state of this name stands. */
function pathTo(scope: Scope, name: string, path: readonly ScopeStep[]): readonly ScopeStep[] | undefined {
  if (scope.States[name] !== undefined) return path;
  for (const [outer, state] of Object.entries(scope.States)) {
    const inner: [Scope, ScopeStep][] =
      state.Type === 'Map'
        ? [[state.ItemProcessor, [outer]]]
        : state.Type === 'Parallel'
          ? state.Branches.map((b, i) => [b, [outer, i]])
          : [];
    for (const [within, step] of inner) {
      const found = pathTo(within, name, [...path, step]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function mockOf(mock: TestStateRequest['mock']): Engine['intercept'] {
  if (mock === undefined) return undefined;
  const { result, errorOutput } = mock;
  return () => ({
    outcome:
      errorOutput === undefined
        ? Promise.resolve(result ?? null)
        : Promise.reject(new TaskFailure(errorOutput.error, errorOutput.cause)),
  });
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
  const failures = configuration?.mapIterationFailureCount ?? 0;
  if (
    state.Type === 'Map' &&
    state.ToleratedFailureCount !== undefined &&
    failures > Number(inspection.toleratedFailureCount)
  ) {
    throw new StateError(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
  }
  run.phase({ at: 'answered', result: mock.result ?? [] });
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
  const { error, reason } = failure;
  const cause =
    failure instanceof QueryEvaluationError
      ? `An error occurred while executing the state '${run.frame.state}' (entered at the event id #0). ${reason}`
      : reason;
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
  const { output, next } = await run.leave(catcher, errorOutput, { errorOutput });
  return {
    status: 'CAUGHT_ERROR',
    output,
    error,
    cause,
    nextState: next,
    inspectionData: { ...inspection, errorDetails: { catchIndex } },
  };
}
