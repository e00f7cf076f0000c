import type { NormalizedSchema } from '@smithy/core/schema';
import { traitsOf, type Value } from './schema';

/** Smithy's timestamp formats, by their schema codes. */
export const DATE_TIME = 5;
export const HTTP_DATE = 6;
export const EPOCH_SECONDS = 7;

const timestampFormat = (schema: NormalizedSchema, byDefault: number): number => {
  const own = schema.getSchema();
  return typeof own === 'number' && own >= DATE_TIME && own <= EPOCH_SECONDS ? own : byDefault;
};

/** A Date as the member's own format, or the protocol's, wants it. */
export function timestampOut(schema: NormalizedSchema, value: Date, byDefault: number): string | number {
  const format = timestampFormat(schema, byDefault);
  if (format === EPOCH_SECONDS) return value.getTime() / 1000;
  return format === HTTP_DATE ? value.toUTCString() : value.toISOString().replace('.000Z', 'Z');
}

/** Any of the three formats. */
export function timestampIn(value: unknown): Date {
  if (typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value)))
    return new Date(Math.round(Number(value) * 1000));
  return new Date(String(value));
}

export const base64 = (value: Value): string => Buffer.from(value as Uint8Array).toString('base64');
export const fromBase64 = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'base64'));

/** Text of a header, label, query parameter, form field or XML element, to the member's type. */
export function fromText(schema: NormalizedSchema, text: string): Value {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isBigIntegerSchema()) return BigInt(text);
  if (schema.isNumericSchema() || schema.isBigDecimalSchema()) return Number(text);
  if (schema.isTimestampSchema()) return timestampIn(text);
  if (schema.isBlobSchema()) return fromBase64(text);
  return text;
}

/** The other way; `dates` is the place's default timestamp format. */
export function toText(schema: NormalizedSchema, value: Value, dates: number): string {
  if (schema.isTimestampSchema()) return String(timestampOut(schema, value as Date, dates));
  if (schema.isBlobSchema()) return base64(value);
  if (schema.isStringSchema() && traitsOf(schema).mediaType === 'application/json') {
    return Buffer.from(String(value)).toString('base64');
  }
  return String(value);
}
