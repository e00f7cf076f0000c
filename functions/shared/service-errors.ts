import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { KMS_THROTTLING, KMS_TRANSIENT } from '../../core/s3/kms-codes';

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
      throw classify(error);
    }
  };
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as Pick<Client, 'send'>;
}

/** Named for the machine's retry where AWS throttled or was unavailable; any other error as it is. */
export function classify(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // the SDK's judges read the members that its own errors carry
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  const message = `${error.name}: ${error.message}`;
  // the SDK takes the codes of KMS that S3 passes on for mistakes of the caller
  if (isThrottlingError(sdkError) || KMS_THROTTLING.includes(error.name))
    return new ServiceThrottledError(message, { cause: error });
  const isUnavailable = isServerError(sdkError) || isTransientError(sdkError) || KMS_TRANSIENT.includes(error.name);
  return isUnavailable ? new ServiceUnavailableError(message, { cause: error }) : error;
}
