import { failureOf } from '../../../core/replication/try-failure';

it('keeps name and message of an error, cut, without credentials', () => {
  const error = new RangeError(
    `AKIAIOSFODNN7EXAMPLE is unknown, eyJhbGciOiJSUzI1NiJ9.e30.sig is too old. ${'x'.repeat(2000)}`,
  );
  const failure = failureOf(Object.assign(error, { request: 'secret' }), 0);
  expect(failure).toEqual({
    error: 'RangeError',
    message: expect.stringMatching(/^\*\*\* is unknown, \*\*\* is too old\. x+$/),
    at: '1970-01-01T00:00:00.000Z',
  });
  expect(failure.message).toHaveLength(1000);
});
