import fc from 'fast-check';
import {
  describeFailedDatabases,
  type FailedDatabase,
  failedDatabase,
  readFailedDatabases,
  withoutFailedDatabases,
} from '../../../core/runs/failed-databases';

const ARN = 'arn:aws:states:eu-west-1:111111111111:execution:lakeferry-catalog-tables:c1';
const several = (count: number, message: string): FailedDatabase[] =>
  Array.from({ length: count }, (_, i) => ({
    glueDatabase: `orders_db${i}`,
    error: 'CrawlFailedError',
    message,
    executionArn: ARN,
  }));

it('what is written of databases is read again', () => {
  const name = fc.stringMatching(/^[a-z0-9_]{1,60}$/);
  const message = fc.stringMatching(/^[A-Za-z0-9.:|-]{1,20}( [A-Za-z0-9.:|-]{1,20}){0,4}$/);
  const database = fc.record({
    glueDatabase: name,
    error: fc.stringMatching(/^[A-Z][A-Za-z.]{1,40}$/),
    message,
    executionArn: fc.option(fc.constant(ARN), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(database, { minLength: 1, maxLength: 20 }), (failed) => {
      const text = `${failed.length} failed.${describeFailedDatabases(failed)}`;
      expect(withoutFailedDatabases(text)).toBe(`${failed.length} failed.`);
      expect(readFailedDatabases(text)).toEqual(failed);
    }),
  );
});

it('a message of several lines is one line', () =>
  expect(readFailedDatabases(describeFailedDatabases(several(1, 'No.\n- other: X: y')))[0]?.message).toBe(
    'No. - other: X: y',
  ));

it.each([1, 20, 100, 600])('%i of them with long messages fit into a cause', (count) => {
  const text = describeFailedDatabases(several(count, 'x'.repeat(5000)));
  expect(text.length).toBeLessThan(13_000);
  expect(readFailedDatabases(text)).toHaveLength(Math.min(count, 100));
  expect(text.includes('500 more')).toBe(count === 600);
});

it.each<[string, string, string, Partial<FailedDatabase>]>([
  [
    'a function threw in its execution',
    'States.TaskFailed',
    JSON.stringify({
      Cause: JSON.stringify({ errorType: 'CrawlFailedError', errorMessage: 'It failed.' }),
      Error: 'CrawlFailedError',
      ExecutionArn: ARN,
      Status: 'FAILED',
    }),
    { error: 'CrawlFailedError', message: 'It failed.', executionArn: ARN },
  ],
  [
    'its execution was stopped',
    'States.TaskFailed',
    JSON.stringify({ ExecutionArn: ARN, Status: 'ABORTED', Input: '{}' }),
    { error: 'States.TaskFailed', message: 'Its execution ended ABORTED.', executionArn: ARN },
  ],
  [
    'it could not be started',
    'StepFunctions.AccessDeniedException',
    'not authorized',
    { error: 'StepFunctions.AccessDeniedException', message: 'not authorized' },
  ],
  ['its cause is cut', 'States.TaskFailed', '{"Cause":"{', { error: 'States.TaskFailed', message: '{"Cause":"{' }],
  ['nothing is known', '', '', { error: 'States.TaskFailed', message: '' }],
])('%s', (_what, error, cause, expected) =>
  expect(failedDatabase('orders_shop', error, cause)).toEqual({ glueDatabase: 'orders_shop', ...expected }),
);
