import { S3UnavailableError } from '../../shared/s3-lean';
import { ServiceThrottledError, ServiceUnavailableError } from '../../shared/service-errors';

/** The machine tries again: what AWS throttles or does not answer is no fault of one database. */
export const mayPass = (error: unknown): boolean =>
  error instanceof S3UnavailableError ||
  error instanceof ServiceThrottledError ||
  error instanceof ServiceUnavailableError;
