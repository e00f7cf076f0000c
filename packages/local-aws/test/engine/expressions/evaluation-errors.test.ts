import { chain, harness, task } from '../harness';

const NO = '{% $states.input.missing %}';
const refused = (): never => {
  throw Object.assign(new Error('no'), { name: 'RefusedError' });
};

/**
 * Where an expression stands, as EvaluationFailed and the cause name it: relative to the state, rules by their
 * position.
 */
test.each<[string, object]>([
  ['Choices[1]/Condition', { Type: 'Choice', Choices: [rule('{% false %}'), rule(NO)], Default: 'End' }],
  [
    'Choices[1]/Output/v',
    { Type: 'Choice', Choices: [rule('{% false %}'), rule('{% true %}', { Output: { v: NO } })] },
  ],
  ['Choices[0]/Assign/x', { Type: 'Choice', Choices: [rule('{% true %}', { Assign: { x: NO } })] }],
  ['Output', { Type: 'Choice', Choices: [rule('{% false %}')], Default: 'End', Output: NO }],
  ['Catch[1]/Output/v', caught({ Output: { v: NO } })],
  ['Catch[1]/Assign/x', caught({ Assign: { x: NO } })],
  ['Seconds', { Type: 'Wait', Seconds: NO, Next: 'End' }],
  ['Items', map({ Items: NO })],
  ['MaxConcurrency', map({ Items: [1], MaxConcurrency: NO })],
  ['ItemSelector/a[0]', map({ Items: [1], ItemSelector: { a: [NO] } })],
])('%s', async (location, state) => {
  const h = await harness({ refused });
  const { record } = await h.run({ StartAt: 'A', States: { A: state, End: { Type: 'Succeed' } } });
  const cause =
    "An error occurred while executing the state 'A' (entered at the event id #2). " +
    `The JSONata expression '$states.input.missing' specified for the field '${location}' returned nothing (undefined).`;
  expect(record).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
  const failed = (await h.events(record.arn)).find((e) => e.type === 'EvaluationFailed');
  expect(failed?.evaluationFailedEventDetails).toMatchObject({ location, state: 'A' });
});

test.each([
  ['Error', { Error: NO }],
  ['Cause', { Error: 'E', Cause: NO }],
])('%s of a Fail state', async (location, fields) => {
  const h = await harness();
  const { record } = await h.run(chain({ A: { Type: 'Fail', ...fields } }));
  expect(record.cause).toContain(`specified for the field '${location}'`);
});

function rule(Condition: string, more: object = {}): object {
  return { Condition, Next: 'End', ...more };
}

function caught(more: object): object {
  const Catch = [
    { ErrorEquals: ['Other'], Next: 'End' },
    { ErrorEquals: ['RefusedError'], Next: 'End', ...more },
  ];
  return { ...task('refused'), Catch, Next: 'End' };
}

function map(more: object): object {
  const ItemProcessor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  return { Type: 'Map', ItemProcessor, Next: 'End', ...more };
}
