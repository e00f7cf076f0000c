import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { isThrottled, verdictOf } from '../../core/errors/verdicts';
import { accessDenied } from './access-denied';
import { type Sender, translating } from './translating';

/** AWS asks to slow down. The machine retries with jitter. */
export class ServiceThrottledError extends Error {
  override readonly name = 'ServiceThrottledError';
}

/** AWS did not answer, or answered 5xx; the call may have had its effect. The machine retries. */
export class ServiceUnavailableError extends Error {
  override readonly name = 'ServiceUnavailableError';
}

/**
 * The client, with a name of their own for failures that the machine should retry. Every other error keeps AWS's name.
 */
export const classifying = <Client extends Sender>(client: Client): Pick<Client, 'send'> =>
  translating(client, (error, command) => accessDenied(error, command) ?? classify(error));

/** As `classifying`, for clients whose refusals the caller judges by AWS's own names. */
export const classifyingFailures = <Client extends Sender>(client: Client): Pick<Client, 'send'> =>
  translating(client, classify);

/** Named for the machine's retry where AWS throttled or was unavailable; any other error as it is. */
export function classify(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ServiceThrottledError || error instanceof ServiceUnavailableError)
    return error;
  // the SDK's judges read the members that its own errors carry
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  const message = `${error.name}: ${error.message}`;
  const told = { code: error.name, message: error.message, status: sdkError.$metadata?.httpStatusCode };
  if (isThrottlingError(sdkError) || isThrottled(told)) return new ServiceThrottledError(message, { cause: error });
  const isUnavailable = isServerError(sdkError) || isTransientError(sdkError) || verdictOf(told) === 'retry';
  return isUnavailable ? new ServiceUnavailableError(message, { cause: error }) : error;
}
