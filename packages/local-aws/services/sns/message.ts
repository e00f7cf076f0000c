import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { invalid, type Protocol } from './records';

/** What was published, checked. */
export interface Message {
  readonly subject?: string;
  /** What subscribers of a protocol get. */
  textFor(protocol: Protocol): string;
  readonly attributes: NonNullable<PublishCommandInput['MessageAttributes']>;
}

const MAX_BYTES = 262_144;
/** Less than 100 characters (SNS API Reference, Publish). */
const MAX_SUBJECT_CHARS = 99;

/** Throws InvalidParameterException for what SNS refuses. */
export function checkedMessage({
  Message: text = '',
  Subject,
  MessageStructure,
  MessageAttributes = {},
}: PublishCommandInput): Message {
  if (text === '') throw invalid('Message', 'Empty message');
  const attributeBytes = Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = new Uint8Array() }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + BinaryValue.length,
    0,
  );
  if (Buffer.byteLength(text) + attributeBytes > MAX_BYTES) throw invalid('Message', 'Message too long');
  return {
    subject: checkedSubject(Subject),
    textFor: MessageStructure === undefined ? () => text : byProtocol(text, MessageStructure),
    attributes: MessageAttributes,
  };
}

function checkedSubject(subject: string | undefined): string | undefined {
  if (subject === undefined) return undefined;
  if (subject === '') throw invalid('Subject', 'it is empty.');
  if (subject.length > MAX_SUBJECT_CHARS)
    throw invalid('Subject', `it has ${subject.length} characters; fewer than 100 are allowed.`);
  if (/\p{Cc}/u.test(subject)) throw invalid('Subject', 'it has a line break or a control character.');
  return subject;
}

function byProtocol(text: string, structure: string): (protocol: Protocol) => string {
  if (structure !== 'json') throw invalid('MessageStructure', "'json' is the only one.");
  const texts = parsed(text);
  if (typeof texts.default !== 'string') throw invalid('Message Structure', 'No default entry in JSON message body');
  return (protocol) => {
    const own = texts[protocol];
    return typeof own === 'string' ? own : String(texts.default);
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw invalid('Message Structure', 'JSON message body failed to parse');
}
