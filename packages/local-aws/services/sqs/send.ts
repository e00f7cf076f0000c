import { randomUUID } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../service';
import type { Kms } from '../kms';
import { type ActingService, checkKeyUse, mayByPolicy } from '../service-rights';
import { numberOf } from './attributes';
import { digestOfAttributes, digestOfBody } from './digests';
import type { QueueRecord, Queues } from './queues';

export interface Outgoing {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>>;
}

/** XML's characters: SQS takes no others. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const MAX_ATTRIBUTES = 10;

/** Sends for a caller of the API, or for a service, which needs the queue's policy and the key's. */
export async function send(
  { queues, cipher }: { readonly queues: Queues; readonly cipher: Kms['cipher'] },
  queue: QueueRecord,
  message: Outgoing,
  service?: ActingService,
) {
  const { MessageBody: body = '', MessageAttributes: attributes, DelaySeconds } = message;
  checkMessage(queue, message);
  if (service !== undefined) refuseByPolicy(queue, service);
  const { KmsMasterKeyId } = queue.attributes;
  if (KmsMasterKeyId !== undefined) await checkKeyUse(cipher, KmsMasterKeyId, service, (problem) => `Kms${problem}`);
  const [id, sentAt] = [randomUUID(), queues.deps.clock.now()];
  const delay = DelaySeconds ?? numberOf(queue.attributes, 'DelaySeconds');
  const sent = {
    id,
    queueArn: queue.arn,
    body,
    attributes,
    sentAt,
    visibleAt: sentAt + delay * 1000,
    receives: 0,
  };
  await queues.change((changes) => queues.put(sent, changes));
  return {
    MessageId: id,
    MD5OfMessageBody: digestOfBody(body),
    MD5OfMessageAttributes: digestOfAttributes(attributes),
  };
}

function checkMessage(
  queue: QueueRecord,
  { MessageBody: body = '', MessageAttributes: attributes = {} }: Outgoing,
): void {
  if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (FORBIDDEN.test(body))
    throw new ServiceError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  const most = numberOf(queue.attributes, 'MaximumMessageSize');
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = new Uint8Array() }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + BinaryValue.length,
    Buffer.byteLength(body),
  );
  if (bytes > most)
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  if (Object.keys(attributes).length > MAX_ATTRIBUTES)
    throw new ServiceError(
      'InvalidParameterValue',
      `Number of message attributes exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
}

function refuseByPolicy({ arn, attributes }: QueueRecord, service: ActingService): void {
  const { Policy } = attributes;
  if (Policy !== undefined && mayByPolicy(Policy, service, { action: 'sqs:SendMessage', resource: arn })) return;
  throw new ServiceError(
    'AccessDenied',
    `User: ${service.principal} is not authorized to perform: sqs:SendMessage on resource: ${arn}`,
    { status: 403 },
  );
}
