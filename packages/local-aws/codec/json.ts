import type { NormalizedSchema } from '@smithy/core/schema';
import { base64, EPOCH_SECONDS, fromBase64, timestampIn, timestampOut } from './scalars';
import { type Struct, traitsOf, type Value } from './schema';

/** Whether members go by their `jsonName`: in restJson1 they do, in awsJson they do not. */
export interface JsonNames {
  readonly jsonNames: boolean;
}

const wireName = (name: string, member: NormalizedSchema, { jsonNames }: JsonNames): string =>
  jsonNames ? (traitsOf(member).jsonName ?? name) : name;

/** Parsed JSON to the SDK's own types. Unknown members are dropped, as the services do. */
export function jsonIn(schema: NormalizedSchema, value: Value, names: JsonNames): Value {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) return structIn(schema, value as Struct, names);
  if (schema.isListSchema())
    return (value as Value[]).map((v) => (v === null ? null : jsonIn(schema.getValueSchema(), v, names)));
  if (schema.isMapSchema())
    return mapValues(value as Struct, (v) => (v === null ? null : jsonIn(schema.getValueSchema(), v, names)));
  if (schema.isTimestampSchema()) return timestampIn(value);
  if (schema.isBlobSchema()) return fromBase64(value as string);
  if (schema.isNumericSchema() && typeof value === 'string') return Number(value);
  return value;
}

function structIn(schema: NormalizedSchema, value: Struct, names: JsonNames): Struct {
  const result: Struct = {};
  for (const [name, member] of schema.structIterator()) {
    const sent = value[wireName(name, member, names)];
    if (sent !== null && sent !== undefined) result[name] = jsonIn(member, sent, names);
  }
  return result;
}

/** The SDK's own types to what JSON.stringify takes. Members the schema does not know are left out. */
export function jsonOut(schema: NormalizedSchema, value: Value, names: JsonNames): Value {
  if (value === null || value === undefined) return value;
  if (schema.isStructSchema()) {
    const result: Struct = {};
    for (const [name, member] of schema.structIterator()) {
      const own = (value as Struct)[name];
      if (own !== null && own !== undefined) result[wireName(name, member, names)] = jsonOut(member, own, names);
    }
    return result;
  }
  if (schema.isListSchema()) return (value as Value[]).map((v) => jsonOut(schema.getValueSchema(), v, names));
  if (schema.isMapSchema()) return mapValues(value as Struct, (v) => jsonOut(schema.getValueSchema(), v, names));
  if (schema.isTimestampSchema()) return timestampOut(schema, value as Date, EPOCH_SECONDS);
  if (schema.isBlobSchema()) return base64(value);
  // JSON has no such numbers; the services send them as strings.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'bigint' ? Number(value) : value;
}

const mapValues = (record: Struct, change: (value: Value) => Value): Struct =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
