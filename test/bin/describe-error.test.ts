import { describeError } from '../../bin/describe-error';
import { InstallationRefusedError } from '../../core/installations';
import { PermanentFieldError } from '../../core/permanent';

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

it.each([
  ['field', new PermanentFieldError(["lake.prefix is 'b'."])],
  ['name', new InstallationRefusedError('blue', ['default'])],
])('a permanent %s that changed says how to begin anew on this computer', (_what, error) =>
  expect(describeError(error)).toBe(
    `${error.name}: ${error.message}\nTo begin anew on this computer, delete .lakeferry/local and what it holds.`,
  ),
);
