import { ServiceError } from '../../service';

/** What a topic may be told about itself here; other attributes are refused. */
export interface TopicAttributes {
  readonly DisplayName?: string;
  readonly KmsMasterKeyId?: string;
  readonly Policy?: string;
}

export interface TopicRecord {
  readonly arn: string;
  readonly accountId: string;
  readonly attributes: TopicAttributes;
}

export const PROTOCOLS = ['email', 'lambda', 'sqs'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface SubscriptionRecord {
  readonly arn: string;
  readonly topicArn: string;
  readonly accountId: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** The message itself, without the envelope. Only queues take it. */
  readonly isRaw: boolean;
  /** The queue that gets what cannot be delivered. */
  readonly deadLetterArn?: string;
  /** Of a subscription that its owner has not confirmed: it gets nothing. */
  readonly token?: string;
}

export const invalid = (parameter: string, reason: string): ServiceError =>
  new ServiceError('InvalidParameterException', `Invalid parameter: ${parameter} Reason: ${reason}`);

export const notFound = (what: string): ServiceError => new ServiceError('NotFoundException', `${what} does not exist`);
