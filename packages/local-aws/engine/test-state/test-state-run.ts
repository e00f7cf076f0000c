import { ServiceError } from '../../service';
import { memoryStore } from '../../store';
import type { Definition, Scope, ScopeStep, State } from '../definition';
import { Engine } from '../engine';
import { TaskFailure } from '../errors';
import { isObject, type Json } from '../json';
import { type ErrorOutput, newFrame, ROOT } from '../records/frames';
import { Execution } from '../run/execution';
import { FrameRun } from '../run/frame-run';
import { targetsOf } from '../validation/transitions';

export interface TestStateRequest {
  /** A machine (then `stateName` says which state, at any depth) or a state alone, which is called `StateName`. */
  readonly definition: Json;
  readonly stateName?: string;
  readonly input: Json;
  readonly roleArn: string;
  readonly mock?: { readonly result?: Json; readonly errorOutput?: ErrorOutput };
  readonly context?: Json;
  readonly variables?: Json;
  readonly configuration?: {
    readonly retrierRetryCount?: number;
    readonly mapIterationFailureCount?: number;
    /** What the ItemReader is said to have read. */
    readonly mapItemReaderData?: Json;
  };
}

/** A run of the one state, in an engine of its own. */
export function scratchRun(
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

/** The machine to be validated: a state alone may go to states that are not there, so they are put there. */
export function testedMachine(definition: Json): Json {
  if (!isObject(definition) || definition.States !== undefined) return definition;
  const stubs = targetsOf(definition).map((name) => [name, { Type: 'Succeed' }]);
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'StateName',
    States: { ...Object.fromEntries(stubs), StateName: definition },
  };
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
