import { VirtualClock } from '../clock';
import { createEngine } from '../engine/engine';
import type { Json } from '../engine/json';
import { testState } from '../engine/test-state/test-state';
import { memoryStore } from '../store';
import type { Case, Difference } from './case';
import { Comparison } from './compare';
import { Outside } from './mocks';

/** A single state through TestState: status, output and next state are level 1 and 2, the inspection data level 3. */
export async function runTestState(given: Case): Promise<Difference[]> {
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
    sdk: async () => ({}),
    intercept: ({ state, payload }, control) => outside.answer(state, payload, control),
  });
  const request = given.request ?? {};
  const result = await testState(engine, {
    definition: given.definition ?? {},
    stateName: request.stateName,
    input: given.input,
    roleArn: given.run.roleArn,
    mock: request.mock,
    context: request.context,
    variables: request.variables,
    configuration: request.stateConfiguration,
  });
  const { expected } = given;
  comparison.check(1, 'status', expected.status, result.status);
  if (expected.output !== undefined) comparison.check(1, 'output', expected.output, result.output);
  comparison.check(1, 'error', expected.error, result.error);
  if (expected.nextState !== undefined) comparison.check(2, 'nextState', expected.nextState, result.nextState);
  comparison.check(3, 'cause', expected.cause, result.cause);
  if (expected.inspectionData !== undefined)
    comparison.check(3, 'inspectionData', expected.inspectionData, result.inspectionData as Json);
  return comparison.differences;
}
