import { isUtf8 } from 'node:buffer';

/**
 * The record in the spelling that DynamoDB uses, with a 0 behind it, or nothing if it is no JSON. Of members that
 * occur twice the last stays.
 */
export function parsedAgain(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const text = bytes.subarray(start, end);
  if (!isUtf8(text)) return undefined;
  try {
    return Buffer.from(`${JSON.stringify(JSON.parse(text.toString('utf8')))}\0`);
  } catch {
    return undefined;
  }
}
