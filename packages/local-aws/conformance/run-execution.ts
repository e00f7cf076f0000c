import { VirtualClock } from '../clock';
import { createEngine, type Engine } from '../engine/engine';
import { isObject, type Json } from '../engine/json';
import type { Execution } from '../engine/run/execution';
import { createStatesService } from '../services/stepfunctions';
import { memoryStore } from '../store';
import type { Case, Difference } from './case';
import { Comparison } from './compare';
import { compareExecution } from './compare-execution';
import { Outside } from './mocks';

/** Runs a case under its recorded names and tells every difference. */
export async function runExecution(given: Case): Promise<Difference[]> {
  const clock = new VirtualClock(Date.parse('2025-01-01T00:00:00.123Z'));
  const comparison = new Comparison(given);
  const outside = new Outside(given, clock, comparison);
  const engine = await createEngine({
    clock,
    store: memoryStore(),
    partition: 'aws',
    region: given.run.region,
    accountId: given.run.accountId,
    emit: async () => {},
    random: () => 0.5,
    invokeFunction: (arn, payload, control) => outside.invoke(arn, payload, control),
    sdk: async ({ action, arguments: args }) => outside.s3(action, isObject(args) ? args : {}),
    intercept: ({ state, payload, child }, control) => (child ? undefined : outside.answer(state, payload, control)),
  });
  const execution = await start(engine, given);
  await finished(engine, execution);
  await compareExecution(comparison, given.expected, engine, execution);
  for (const { state, expected, actual } of outside.wrongRequests)
    comparison.check(2, `requests/${state}`, expected, actual);
  if (outside.left.length > 0)
    comparison.check(
      2,
      'mocks left',
      [],
      outside.left.map((m) => m.state),
    );
  return comparison.differences;
}

async function start(
  engine: Engine,
  { definition, type, input, run, childStateMachines = [] }: Case,
): Promise<Execution> {
  const { operations } = createStatesService(engine);
  const create = async (name: string, machine: Json, roleArn: string): Promise<string> => {
    const made = await operations.CreateStateMachine!(
      { name, definition: JSON.stringify(machine), roleArn, type },
      {} as never,
    );
    return (made as { stateMachineArn: string }).stateMachineArn;
  };
  for (const child of childStateMachines) await create(child.name, child.definition, run.roleArn);
  const stateMachineArn = await create(run.stateMachineName, definition ?? {}, run.roleArn);
  return engine.start({ stateMachineArn, name: run.executionName, input: JSON.stringify(input) });
}

const PATIENCE_MS = 20_000;

async function finished(engine: Engine, execution: Execution): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The execution does not end.')), PATIENCE_MS);
  });
  await Promise.race([engine.whenClosed(execution.record.arn), late]).finally(() => clearTimeout(timer));
}
