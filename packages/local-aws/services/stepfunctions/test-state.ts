import type { Engine } from '../../engine/engine';
import { parseInput } from '../../engine/input';
import type { Json } from '../../engine/json';
import { testState } from '../../engine/test-state/test-state';
import { testedMachine } from '../../engine/test-state/test-state-run';
import { assertValid } from '../../engine/validation/validate';
import { type Operation, ServiceError } from '../../service';

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ServiceError('ValidationException', `Not valid JSON: '${text.slice(0, 100)}'`);
  }
}
const texts = (data: object): object =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage', 'errorDetails'].includes(key)
        ? value
        : JSON.stringify(value),
    ]),
  );

/** TestState: one state, by itself, with or without a mock of its call. */
export function testStateOperation(engine: Engine): Operation {
  return async (
    {
      definition,
      input = '{}',
      roleArn = '',
      stateName,
      mock,
      context,
      variables,
      inspectionLevel = 'INFO',
      stateConfiguration,
    },
    { idle = (work) => work },
  ) => {
    let machine: Json;
    try {
      machine = JSON.parse(definition) as Json;
    } catch {
      throw new ServiceError(
        'InvalidDefinition',
        "Invalid State Machine Definition: 'Definition must be a valid JSON object'",
      );
    }
    assertValid(JSON.stringify(testedMachine(machine)), 'STANDARD');
    // A Wait waits, as on AWS: the engine holds time whenever the state itself works.
    const tested = testState(engine, {
      definition: machine,
      stateName,
      input: parseInput(input),
      roleArn,
      mock: mock === undefined ? undefined : { result: parsed(mock.result), errorOutput: mock.errorOutput },
      context: parsed(context),
      variables: parsed(variables),
      configuration: { ...stateConfiguration, mapItemReaderData: parsed(stateConfiguration?.mapItemReaderData) },
    });
    const result = await idle(tested);
    const { output, inspectionData, ...rest } = result;
    return {
      ...rest,
      output: output === undefined ? undefined : JSON.stringify(output),
      inspectionData: inspectionLevel === 'INFO' ? undefined : texts(inspectionData),
    };
  };
}
