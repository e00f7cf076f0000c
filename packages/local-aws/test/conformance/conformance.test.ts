import type { Case } from '../../conformance/case';
import { Comparison } from '../../conformance/compare';
import { summarize } from '../../conformance/report';
import { runExecution } from '../../conformance/run-execution';

const given: Case = {
  id: 'doubles',
  kind: 'execution',
  type: 'STANDARD',
  input: { n: 2 },
  run: {
    stateMachineName: 'm',
    executionName: 'e',
    roleArn: 'arn:aws:iam::111111111111:role/r',
    accountId: '111111111111',
    region: 'us-east-1',
  },
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { n: '{% $states.input.n %}' },
        End: true,
      },
    },
  },
  taskMocks: [
    { state: 'Ask', request: { payload: { n: 2 } }, outcome: { type: 'success', output: { MessageId: 'x' } } },
  ],
  expected: {
    status: 'SUCCEEDED',
    output: { MessageId: 'x' },
    stateSequence: ['Ask'],
    eventCounts: {
      ExecutionStarted: 1,
      TaskStateEntered: 1,
      TaskScheduled: 1,
      TaskStarted: 1,
      TaskSucceeded: 1,
      TaskStateExited: 1,
      ExecutionSucceeded: 1,
    },
  },
};

test('a case that agrees has no differences', async () => expect(await runExecution(given)).toEqual([]));

test.each<[string, Partial<Case>, number, string]>([
  ['another output', { expected: { ...given.expected, output: { MessageId: 'y' } } }, 1, 'output/MessageId'],
  ['another status', { expected: { ...given.expected, status: 'FAILED' } }, 1, 'status'],
  ['another way', { expected: { ...given.expected, stateSequence: ['Ask', 'Then'] } }, 2, 'stateSequence/length'],
  [
    'another request',
    { taskMocks: [{ ...given.taskMocks![0]!, request: { payload: { n: 3 } } }] },
    2,
    'requests/Ask/n',
  ],
  ['a call left over', { taskMocks: [...given.taskMocks!, given.taskMocks![0]!] }, 2, 'mocks left/length'],
  [
    'other events',
    { expected: { ...given.expected, eventCounts: { ExecutionStarted: 1 } } },
    3,
    'eventCounts/TaskStateEntered',
  ],
])('%s is told', async (_, change, level, path) => {
  expect(await runExecution({ ...given, ...change })).toContainEqual(expect.objectContaining({ level, path }));
});

test('names, times and wildcards are compared as their tokens', () => {
  const comparison = new Comparison({
    bindings: [{ value: 'my-machine', token: '<name>' }],
    wildcards: { wholeString: ['<uuid:1>'], anywhere: ['<req>'] },
    ignoreKeys: ['RedriveCount'],
  });
  comparison.check(
    1,
    'x',
    { a: 'at <name>', at: 'date', id: '<uuid:1>', text: 'id <req>!' },
    { a: 'at my-machine', at: '2026-01-01T00:00:00.5Z', id: 'anything', text: 'id 42!', RedriveCount: 3 },
  );
  expect(comparison.differences).toEqual([]);
  comparison.check(1, 'y', { text: 'id <req>!' }, { text: 'id 42?' });
  expect(comparison.differences).toHaveLength(1);
});

test('the share counts levels 1 and 2', () => {
  const verdict = (level: 1 | 2 | 3) => ({
    file: 'f',
    id: String(level),
    features: ['state:Pass'],
    differences: [{ level, path: 'p', expected: 1, actual: 2 }],
  });
  expect(summarize([verdict(1), verdict(2), verdict(3), { ...verdict(3), differences: [] }])).toMatchObject({
    total: 4,
    passed: { L1: 3, L2: 2, L3: 1 },
    share: 50,
    failedByFeature: { 'state:Pass': { failed: 2, total: 4 } },
  });
});
