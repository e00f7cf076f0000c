import type { Json } from '../../../engine/json';
import { testState } from '../../../engine/test-state/test-state';
import type { TestStateRequest } from '../../../engine/test-state/test-state-run';
import { harness, ROLE } from '../harness';

const input: Json = { n: 1 };
const test1 = async (definition: object, more: Partial<TestStateRequest> = {}) => {
  const { engine } = await harness();
  return testState(engine, { definition: definition as Json, input, roleArn: ROLE, ...more });
};
const mocked = (error: string): Partial<TestStateRequest> => ({ mock: { errorOutput: { error, cause: 'why' } } });
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, End: true };
const catching = (more: object = {}): object => ({
  ...task,
  Catch: [
    { ErrorEquals: ['Other'], Next: 'Elsewhere' },
    { ErrorEquals: ['States.TaskFailed'], Next: 'Caught', ...more },
  ],
});
const map = (more: object): object => ({
  Type: 'Map',
  Items: [1, 2, 3, 4],
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'A',
    States: { A: { Type: 'Pass', End: true } },
  },
  End: true,
  ...more,
});
const choice = (Condition: unknown): object => ({
  Type: 'Choice',
  Choices: [{ Condition, Next: 'Yes' }],
  Default: 'No',
});

test.each<[string, object, Partial<TestStateRequest>, object]>([
  ['Wait', { Type: 'Wait', Seconds: 5, Next: 'N' }, {}, { status: 'SUCCEEDED', output: input, nextState: 'N' }],
  ['Succeed', { Type: 'Succeed', Output: 1 }, {}, { status: 'SUCCEEDED', output: 1 }],
  ['Fail', { Type: 'Fail', Error: "{% 'E' & $states.input.n %}" }, {}, { status: 'FAILED', error: 'E1' }],
  ['Choice, a rule', choice('{% $states.input.n = 1 %}'), {}, { status: 'SUCCEEDED', nextState: 'Yes' }],
  ['Choice, no rule', choice('{% false %}'), {}, { status: 'SUCCEEDED', nextState: 'No' }],
  [
    'a Choice that is not boolean',
    choice('{% 1 %}'),
    {},
    {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. " +
        "Expected 'boolean', but was 'number' for value: 1",
    },
  ],
  [
    'variables given and assigned',
    { Type: 'Pass', Assign: { x: '{% $y + 1 %}' }, End: true },
    { variables: { y: 2 } },
    { status: 'SUCCEEDED', inspectionData: { input, variables: { x: 3, y: 2 } } },
  ],
  [
    'a caught error',
    catching(),
    mocked('Some'),
    { status: 'CAUGHT_ERROR', output: { Error: 'Some', Cause: 'why' }, nextState: 'Caught' },
  ],
  ['an error that is not caught', catching(), mocked('States.Timeout'), { status: 'FAILED', error: 'States.Timeout' }],
  [
    'a Catcher that fails itself',
    catching({ Output: '{% $none %}' }),
    mocked('Some'),
    {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$none' specified for the field 'Catch[1]/Output' returned nothing (undefined).",
    },
  ],
  [
    'the second retry',
    { ...task, Retry: [{ ErrorEquals: ['Some'], IntervalSeconds: 3, BackoffRate: 2, MaxDelaySeconds: 10 }] },
    { ...mocked('Some'), configuration: { retrierRetryCount: 2 } },
    { status: 'RETRIABLE', inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 10 } } },
  ],
  [
    'as many failures as tolerated, by share',
    map({ ToleratedFailurePercentage: 50 }),
    { mock: { result: [1] }, configuration: { mapIterationFailureCount: 2 } },
    { status: 'SUCCEEDED', output: [1] },
  ],
  [
    'more failures than tolerated, by share',
    map({ ToleratedFailurePercentage: 50 }),
    { mock: { result: [1] }, configuration: { mapIterationFailureCount: 3 } },
    { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' },
  ],
])('%s', async (_, definition, more, expected) => expect(await test1(definition, more)).toMatchObject(expected));
