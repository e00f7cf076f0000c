import { describeError } from '../../bin/describe-error';
import { InstallationRefusedError } from '../../core/installations';
import { PermanentFieldError } from '../../core/permanent';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

it.each([
  ['of an SDK client', refused],
  ['of fetch', new TypeError('fetch failed', { cause: refused })],
])('a refused connection %s says what to start', (_whose, error) =>
  expect(describeError(error)).toContain("Start the local runtime with 'npm run local'"),
);

it.each([
  ['none are there', named('CredentialsProviderError', 'Could not load credentials from any providers'), 'were found'],
  ['a profile is not there', named('CredentialsProviderError', "Could not resolve 'x'"), 'cannot be had: Could not'],
  ['they have expired', named('ExpiredTokenException', 'The security token is expired'), 'ExpiredTokenException'],
])('credentials say what is wrong and what to set when %s', (_when, error, reason) => {
  expect(describeError(error)).toContain(reason);
  expect(describeError(error)).toContain('Set AWS_PROFILE');
  expect(describeError(error)).toContain('--local');
});

it('a profile that nothing on this computer names is called so, not absent credentials', () => {
  const kept = { ...process.env };
  process.env.AWS_PROFILE = 'lkae';
  try {
    const said = describeError(named('CredentialsProviderError', 'Could not load credentials from any providers'));
    expect(said).toMatch(
      /^AWS_PROFILE is 'lkae', which gives no credentials: .* Set another AWS_PROFILE, or use --local/,
    );
    expect(said).not.toContain('were found');
  } finally {
    process.env = kept;
  }
});

it('a computer without the internet is told so, with the address', () => {
  const cause = Object.assign(new Error('getaddrinfo'), {
    code: 'ENOTFOUND',
    hostname: 'states.eu-west-1.amazonaws.com',
  });
  expect(describeError(cause)).toBe(
    'The address states.eu-west-1.amazonaws.com is not found. This command needs the internet; use --local to ask the local runtime.',
  );
});

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
