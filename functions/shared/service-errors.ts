import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { isThrottled, verdictOf } from '../../core/errors/verdicts';
import { accessDenied } from './access-denied';

/** AWS asks to slow down. The machine retries with jitter. */
export class ServiceThrottledError extends Error {
  override readonly name = 'ServiceThrottledError';
}

/** AWS did not answer, or answered 5xx; the call may have had its effect. The machine retries. */
export class ServiceUnavailableError extends Error {
  override readonly name = 'ServiceUnavailableError';
}

interface Sender {
  send(...call: never[]): unknown;
}

/**
 * The client, with a name of their own for failures that the machine should retry. Every other error keeps AWS's name.
 */
export function classifying<Client extends Sender>(client: Client): Pick<Client, 'send'> {
  const send = async (...call: never[]): Promise<unknown> => {
    try {
      return await client.send(...call);
    } catch (error) {
      throw accessDenied(error, call[0]) ?? classify(error);
    }
  };
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as Pick<Client, 'send'>;
}

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
