import { backoffMs, decodeXml, judgeAnswer } from '../../../core/s3';

const error = (code: string): string => `<Error><Code>${code}</Code><Message>why &amp; how</Message></Error>`;

test.each([
  [200, '<CopyObjectResult/>', 'OK', undefined],
  [200, error('InternalError'), 'TRANSIENT', 'InternalError'],
  [200, error('SlowDown'), 'SLOW_DOWN', 'SlowDown'],
  [200, '', 'TRANSIENT', 'IncompleteAnswer'],
  [503, error('SlowDown'), 'SLOW_DOWN', 'SlowDown'],
  [503, '', 'SLOW_DOWN', 'HTTP 503'],
  [500, error('InternalError'), 'TRANSIENT', 'InternalError'],
  [400, error('RequestTimeout'), 'TRANSIENT', 'RequestTimeout'],
  [400, error('ExpiredToken'), 'TRANSIENT', 'ExpiredToken'],
  [400, error('ThrottlingException'), 'SLOW_DOWN', 'ThrottlingException'],
  [400, error('KMS.ThrottlingException'), 'SLOW_DOWN', 'KMS.ThrottlingException'],
  [400, error('KMS.DependencyTimeoutException'), 'TRANSIENT', 'KMS.DependencyTimeoutException'],
  [400, error('KMS.KMSInternalException'), 'TRANSIENT', 'KMS.KMSInternalException'],
  [400, error('KMS.DisabledException'), 'REFUSED', 'KMS.DisabledException'],
  [403, error('AccessDenied'), 'REFUSED', 'AccessDenied'],
  [404, error('NoSuchKey'), 'REFUSED', 'NoSuchKey'],
  [412, error('PreconditionFailed'), 'REFUSED', 'PreconditionFailed'],
  [0, 'SocketError: other side closed', 'TRANSIENT', 'Network'],
])('%i %s of a copy is %s', (status, body, verdict, code) => {
  expect(judgeAnswer({ status, body }, 'CopyObjectResult')).toMatchObject({ verdict, ...(code && { code }) });
});

test.each([
  ['EMFILE', 'NO_SOCKET'],
  ['ENFILE', 'NO_SOCKET'],
  ['ECONNRESET', 'TRANSIENT'],
])('a request that failed with %s is %s', (networkCode, verdict) => {
  expect(judgeAnswer({ status: 0, body: 'Error: it failed', networkCode })).toMatchObject({ verdict, code: 'Network' });
});

test('an answer without a result is fine where none is expected', () => {
  expect(judgeAnswer({ status: 204, body: '' })).toEqual({ verdict: 'OK' });
});

test('messages are decoded', () => {
  expect(judgeAnswer({ status: 403, body: error('AccessDenied') })).toMatchObject({ message: 'why & how' });
  expect(decodeXml('a&#38;&#x41;&lt;&quot;&nonsense;')).toBe('a&A<"&nonsense;');
});

test('the back-off doubles up to five seconds, with full jitter', () => {
  expect([1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([100, 200, 400]);
  expect(backoffMs(30, 1)).toBe(5000);
  expect(backoffMs(30, 0)).toBe(0);
});
