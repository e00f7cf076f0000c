import { checkPolicy, MalformedPolicyError } from '../../iam';
import { ServiceError } from '../../service';

/** What a queue may be told about itself here, and within which limits; other attributes are refused. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number, usual: number]>> = {
  DelaySeconds: [0, 900, 0],
  KmsDataKeyReusePeriodSeconds: [60, 86_400, 300],
  MaximumMessageSize: [1024, 1_048_576, 262_144],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};
const TEXTS = ['KmsMasterKeyId', 'SqsManagedSseEnabled'];

export type QueueAttributes = Readonly<Record<string, string>>;

export const numberOf = (attributes: QueueAttributes, name: string): number =>
  Number(attributes[name] ?? NUMBERS[name]![2]);

export const withDefaults = (attributes: QueueAttributes): QueueAttributes => ({
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, [, , usual]]) => [name, String(usual)])),
  ...attributes,
});

/** Checked, without empty ones: an empty value is none. Throws InvalidAttributeName or InvalidAttributeValue. */
export function checkedAttributes(given: QueueAttributes): QueueAttributes {
  for (const [name, value] of Object.entries(given)) if (value !== '') check(name, value);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function check(name: string, value: string): void {
  const limits = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (limits !== undefined) {
    const [least, most] = limits;
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most)
      throw invalidValue(name, `must be a whole number from ${least} to ${most}.`);
  } else if (name === 'Policy') checkQueuePolicy(value);
  else if (name === 'RedrivePolicy') checkRedrivePolicy(name, value);
  else if (!TEXTS.includes(name))
    throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}: it is not served locally.`);
}

function checkQueuePolicy(value: string): void {
  try {
    checkPolicy(value, 'resource');
  } catch (error) {
    throw error instanceof MalformedPolicyError ? invalidValue('Policy', `is malformed: ${error.message}`) : error;
  }
}

function checkRedrivePolicy(name: string, value: string): void {
  const { deadLetterTargetArn, maxReceiveCount } = parsed(name, value) as {
    deadLetterTargetArn?: unknown;
    maxReceiveCount?: unknown;
  };
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1000)
    throw invalidValue(name, 'needs deadLetterTargetArn and a maxReceiveCount from 1 to 1000.');
}

function parsed(name: string, value: string): object {
  try {
    const document: unknown = JSON.parse(value);
    if (typeof document === 'object' && document !== null) return document;
  } catch {}
  throw invalidValue(name, 'must be a JSON object.');
}

const invalidValue = (name: string, rule: string): ServiceError =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${name} ${rule}`);
