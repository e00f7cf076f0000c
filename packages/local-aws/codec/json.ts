import type { NormalizedSchema } from '@smithy/core/schema';
import { base64, EPOCH_SECONDS, fromBase64, timestampIn, timestampOut } from './scalars';
import { type Struct, traitsOf, type Value } from './schema';

/** Whether members go by their `jsonName`: in restJson1 they do, in awsJson they do not. */
export interface JsonNames {
  readonly jsonNames: boolean;
}

const wireName = (name: string, member: NormalizedSchema, { jsonNames }: JsonNames): string =>
  jsonNames ? (traitsOf(member).jsonName ?? name) : name;

/**
 * Parsed JSON to the SDK's own types. Unknown members are dropped, as the services do. Throws a SyntaxError for a value
 * of another type, as they refuse it: past this point nobody looks again.
 */
export function jsonIn(schema: NormalizedSchema, value: Value, names: JsonNames): Value {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) return structIn(schema, checked(value, isObject(value), 'a structure'), names);
  if (schema.isListSchema()) return listIn(schema, checked(value, Array.isArray(value), 'a list'), names);
  if (schema.isMapSchema())
    return mapValues(checked(value, isObject(value), 'a map'), (v) =>
      v === null ? null : jsonIn(schema.getValueSchema(), v, names),
    );
  return scalarIn(schema, value);
}

function scalarIn(schema: NormalizedSchema, value: Value): Value {
  if (schema.isTimestampSchema()) {
    const date = timestampIn(checked(value, isText(value) || typeof value === 'number', 'a timestamp'));
    return checked(date, !Number.isNaN(date.getTime()), 'a timestamp');
  }
  if (schema.isBlobSchema()) return fromBase64(checked(value, isText(value), 'a blob'));
  if (schema.isBooleanSchema()) return checked(value, typeof value === 'boolean', 'a boolean');
  if (schema.isStringSchema()) return checked(value, isText(value), 'a string');
  if (!schema.isNumericSchema()) return value;
  const number = isText(value) ? Number(value) : value;
  return checked(number, typeof number === 'number' && (!Number.isNaN(number) || value === 'NaN'), 'a number');
}

const isText = (value: Value): value is string => typeof value === 'string';
const isObject = (value: Value): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value, taken for what it was found to be. */
function checked<T>(value: Value, isRight: boolean, wanted: string): T {
  if (isRight) return value as T;
  const found = Array.isArray(value) ? 'a list' : isObject(value) ? 'an object' : String(value);
  throw new SyntaxError(`${found} can not be converted to ${wanted}`);
}

function listIn(schema: NormalizedSchema, values: readonly Value[], names: JsonNames): Value[] {
  const isSparse = 'sparse' in traitsOf(schema);
  return values.map((v) =>
    v === null ? checked(v, isSparse, 'a member of a list') : jsonIn(schema.getValueSchema(), v, names),
  );
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
