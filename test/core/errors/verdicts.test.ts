import { isThrottled, verdictOf } from '../../../core/errors/verdicts';

const answer = (code: string, message = '', status?: number) => ({ code, message, status });

it.each([
  [answer('ValidationException', 'Rate exceeded', 400)],
  [answer('RDSServiceException', 'Rate exceeded')],
  [answer('InvalidInputException', 'Too Many Requests', 400)],
  [answer('InvalidRequest', 'Please reduce your request rate.', 400)],
  [answer('SomethingNew', 'Please reduce your concurrent request rate for the same object.', 400)],
  [answer('SomethingNew', '', 429)],
  [answer('SomethingNew', '', 503)],
  [answer('KMSThrottlingException', '', 400)],
  [answer('InternalServiceException', 'Throttled.', 500)],
  [answer('KMSAccessDeniedException', 'The request was throttled.', 429)],
])('%j is throttling, which is retried', (error) => {
  expect(isThrottled(error)).toBe(true);
  expect(verdictOf(error)).toBe('retry');
});

it.each([
  [answer('AccessDenied', 'not authorized to read table throttled_requests of throttling', 403), 'mend'],
  [answer('EntityNotFoundException', 'Table frame_rate_exceeded_by not found', 400), 'mend'],
  [answer('EntityNotFoundException', "Table 'throttled' not found: rate exceeded", 400), 'mend'],
  [answer('ConditionalCheckFailedException', 'throttling', 400), 'mend'],
  [answer('InvalidInputException', "Column 'throttled' is not in the table", 400), 'mend'],
  [answer('InternalServiceException', '', 500), 'retry'],
  [answer('ConcurrentModificationException', '', 400), 'retry'],
  [answer('CrawlerRunningException', '', 400), 'wait'],
  [answer('InvalidExportSourceStateFault', '', 400), 'wait'],
  [answer('SomethingNew', '', 500), 'retry'],
  [answer('SomethingNew', '', 400), 'mend'],
  [answer('SomethingNew'), 'mend'],
])('%j: %s', (error, verdict) => {
  expect(isThrottled(error)).toBe(false);
  expect(verdictOf(error)).toBe(verdict);
});
