import { failedChild, nestedCause } from '../../../core/runs/nested-cause';

const inFunction = JSON.stringify({ errorType: 'CrawlFailedError', errorMessage: 'Internal Service Exception' });
const child = JSON.stringify({ Error: 'CrawlFailedError', Cause: inFunction, ExecutionArn: 'arn' });

it('the cause of a function error is its message', () => {
  expect(nestedCause('CrawlFailedError', inFunction)).toEqual({
    error: 'CrawlFailedError',
    message: 'Internal Service Exception',
  });
});

it('the cause of nested executions is the innermost', () => {
  const parent = JSON.stringify({ Error: 'States.TaskFailed', Cause: child });
  expect(nestedCause('States.TaskFailed', parent)).toEqual({
    error: 'CrawlFailedError',
    message: 'Internal Service Exception',
  });
});

it('plain text stays', () =>
  expect(nestedCause('States.Timeout', 'too late')).toEqual({ error: 'States.Timeout', message: 'too late' }));

it.each([
  [child, 'arn'],
  [inFunction, undefined],
  ['too late', undefined],
  ['null', undefined],
])('the failed child in %s is %s', (cause, arn) => expect(failedChild(cause)).toBe(arn));
