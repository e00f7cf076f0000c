import { VirtualClock } from '../../clock';
import type { Engine } from '../../engine/engine';
import { createEngine } from '../../engine/engine';
import { FunctionFailure, TaskFailure } from '../../engine/errors';
import type { Json } from '../../engine/json';
import type { EngineDependencies } from '../../engine/ports';
import type { HistoryEvent } from '../../engine/records/history';
import type { Execution } from '../../engine/run/execution';
import type { LocalService, Operation } from '../../service';
import { createStatesService } from '../../services/stepfunctions';
import { memoryStore, type Store } from '../../store';

export const START = Date.parse('2026-11-01T00:00:00Z');
export const ROLE = 'arn:aws:iam::111111111111:role/machines';

type Functions = Readonly<Record<string, (payload: never) => Json | Promise<Json>>>;

export interface Harness {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly api: Readonly<Record<string, Operation>>;
  readonly service: LocalService;
  /** Status events, as they were emitted. */
  readonly emitted: { readonly status: string; readonly redriveCount: number; readonly executionArn: string }[];
  createMachine(definition: object, name?: string): Promise<string>;
  /** Starts and waits for the end. */
  run(definition: object, input?: Json, name?: string): Promise<Execution>;
  end(executionArn: string): Promise<Execution>;
  redrive(executionArn: string): Promise<Execution>;
  events(executionArn: string): Promise<HistoryEvent[]>;
}

/** An engine over a memory store and a virtual clock, with functions called by name. */
export async function harness(
  functions: Functions = {},
  options: Partial<EngineDependencies> & { readonly store?: Store; readonly now?: number } = {},
): Promise<Harness> {
  const clock = new VirtualClock(options.now ?? START);
  const emitted: Harness['emitted'] = [];
  let id = 0;
  const engine = await createEngine({
    clock,
    store: memoryStore(),
    partition: 'aws',
    region: 'eu-central-1',
    accountId: '111111111111',
    random: () => 0.5,
    ids: () => `id-${String(++id).padStart(4, '0')}-${options.now ?? 0}`,
    emit: async ({ detail }) => void emitted.push(detail as unknown as Harness['emitted'][number]),
    invokeFunction: async (arn, payload) => {
      const name = arn.split(':').at(-1)!;
      const called = functions[name];
      if (called === undefined) throw new Error(`The test has no function ${name}.`);
      try {
        return await called(payload as never);
      } catch (error) {
        if (!(error instanceof Error) || error instanceof TaskFailure) throw error;
        throw new FunctionFailure({ errorType: error.name, errorMessage: error.message });
      }
    },
    sdk: async ({ service, action }) => {
      throw new Error(`The test has no ${service}:${action}.`);
    },
    ...options,
  });
  const service = createStatesService(engine);
  const api = service.operations;
  const context = {} as never;
  const end = (arn: string): Promise<Execution> => engine.whenClosed(arn);
  const createMachine = async (definition: object, name = 'machine'): Promise<string> => {
    const request = { name, definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }), roleArn: ROLE };
    return ((await api.CreateStateMachine!(request, context)) as { stateMachineArn: string }).stateMachineArn;
  };
  return {
    engine,
    clock,
    api,
    service,
    emitted,
    createMachine,
    end,
    async run(definition, input = {}, name) {
      const stateMachineArn = await createMachine(definition, name);
      const { record } = await engine.start({ stateMachineArn, input: JSON.stringify(input) });
      return end(record.arn);
    },
    async redrive(executionArn) {
      await api.RedriveExecution!({ executionArn }, context);
      return end(executionArn);
    },
    events: (arn) => engine.history(arn),
  };
}

/** A machine of one chain of states, each going to the next. */
export function chain(states: Record<string, object>): object {
  const names = Object.keys(states);
  const linked = names.map((name, i) => {
    const state = states[name] as { Type?: string; Next?: string };
    if (['Succeed', 'Fail', 'Choice'].includes(state.Type ?? '') || state.Next !== undefined) return [name, state];
    return [name, { ...state, ...(i + 1 < names.length ? { Next: names[i + 1] } : { End: true }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked) };
}

/** A Task that calls a function of the test by its ARN. */
export const task = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

export const output = (execution: Execution): Json => JSON.parse(execution.record.output ?? 'null') as Json;
export const types = (events: readonly HistoryEvent[]): string[] => events.map((e) => e.type);

/** Fails so many times, then does as told. */
export function failing(
  times: number,
  then: (payload: never) => Json,
  error = 'TroubleError',
): (payload: never) => Json {
  let left = times;
  return (payload) => {
    if (left-- > 0) throw Object.assign(new Error('not yet'), { name: error });
    return then(payload);
  };
}
