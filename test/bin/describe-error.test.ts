import { describeError } from '../../bin/describe-error';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

it.each([
  ['of an SDK client', refused],
  ['of fetch', new TypeError('fetch failed', { cause: refused })],
])('a refused connection %s says what to start', (_whose, error) =>
  expect(describeError(error)).toContain("Start the local runtime with 'npm run local'"),
);

it('another error is told by its name and words', () => {
  expect(describeError(new RangeError('No such source.'))).toBe('RangeError: No such source.');
  expect(describeError(new Error('No such source.'))).toBe('No such source.');
});
