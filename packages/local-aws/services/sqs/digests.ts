import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Clients compare it with what they sent. */
export const digestOfBody = (body: string): string => md5(body);

const STRING = 1;
const BINARY = 2;

/** SQS Developer Guide, "Calculating the MD5 message digest for message attributes". Undefined without attributes. */
export function digestOfAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>> = {},
): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue = new Uint8Array() } = attributes[name]!;
    const [transport, value] = StringValue === undefined ? [BINARY, BinaryValue] : [STRING, StringValue];
    return [sized(name), sized(DataType), Buffer.of(transport), sized(value)];
  });
  return md5(Buffer.concat(parts));
}

function sized(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
