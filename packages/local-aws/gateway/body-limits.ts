import type { ServerCodec } from '../codec';
import { ServiceError } from '../service';

const MEBIBYTE = 1024 ** 2;

/**
 * The largest request that is not an object's bytes. Step Functions: quota "Maximum request size"; Lambda: a
 * synchronous payload; DynamoDB: BatchWriteItem; EventBridge: PutEvents. S3: DeleteObjects of 1,000 keys at their
 * longest, escaped. Kinesis and Firehose: a batch of 10 and 4 MiB, in base64.
 */
const LIMITS: Readonly<Record<string, number>> = {
  states: MEBIBYTE,
  lambda: 6 * MEBIBYTE,
  dynamodb: 16 * MEBIBYTE,
  events: MEBIBYTE,
  s3: 8 * MEBIBYTE,
  kinesis: 15 * MEBIBYTE,
  firehose: 7 * MEBIBYTE,
};
/** For services that document none: larger than any request they take, small enough to be held in memory. */
const OTHERS = 4 * MEBIBYTE;

export const maxBodyBytes = (service: string): number => LIMITS[service] ?? OTHERS;

/** In the words of the service's protocol. `codec` undefined: a service that speaks HTTP itself. */
export function bodyTooLarge(service: string, codec: ServerCodec | undefined): ServiceError {
  const limit = maxBodyBytes(service);
  if (codec?.schema.protocol === 'restXml') {
    return new ServiceError('MaxMessageLengthExceeded', 'Your request was too big.', {
      status: 400,
      members: { MaxMessageLengthBytes: limit },
    });
  }
  const code = service === 'lambda' ? 'RequestTooLargeException' : 'RequestEntityTooLargeException';
  return new ServiceError(code, `Request must be smaller than ${limit} bytes for the ${service} service`, {
    status: 413,
  });
}
