import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { type Struct, traitsOf, type Value } from '../../codec/schema';

/** Deeper structures are left out: recursive shapes would never end. */
const MAX_DEPTH = 5;
/** Unions of nothing but unions go deeper still; here their lists end. */
const ABYSS = 8;

/** Members that the client itself fills in, checks or changes before it sends them. */
export const ITS_OWN =
  /^(CopySource)?SSECustomerKey(MD5)?$|^Checksum|^ContentMD5$|^EndpointId$|^ContentLength$|^ExpiresString$/;

/** Any value of a schema that a client could send or receive. `place` is the header, label or body it travels in. */
export function anyValue(schema: NormalizedSchema, depth = 0, place: Place = 'body'): fc.Arbitrary<Value> {
  if (schema.isUnionSchema()) return anyUnion(schema, depth);
  if (schema.isStructSchema()) return anyStruct(schema, depth);
  if (schema.isListSchema()) {
    if (depth > ABYSS) return fc.constant([]);
    return fc.array(anyValue(schema.getValueSchema(), depth + 1, place), { minLength: 1, maxLength: 2 });
  }
  if (schema.isMapSchema()) {
    const key = fc.constantFrom('k1', 'k2', 'k3');
    const entry = anyValue(schema.getValueSchema(), depth + 1, place);
    return fc.dictionary(key, entry, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
  }
  return anyScalar(schema, place);
}

type Place = 'body' | 'header' | 'label' | 'host';

function anyStruct(schema: NormalizedSchema, depth: number): fc.Arbitrary<Value> {
  const members: Record<string, fc.Arbitrary<Value>> = {};
  const required: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    const traits = traitsOf(member);
    if (member.isStreaming() || (depth === 0 && ITS_OWN.test(name)) || (depth >= MAX_DEPTH && isNested(member)))
      continue;
    members[name] =
      traits.httpResponseCode === undefined ? anyValue(member, depth + 1, placeOf(member)) : fc.constant(200);
    if (isAlwaysSent(schema, name, member)) required.push(name);
  }
  const record = fc.record(members, { requiredKeys: required, noNullPrototype: true });
  // XML and forms cannot tell an empty structure from an absent one.
  return depth === 0
    ? record
    : record.filter((r) => Object.keys(members).length === 0 || Object.keys(r as Struct).length > 0);
}

/** Without them the request is another one, or the client makes up a value of its own. */
function isAlwaysSent(schema: NormalizedSchema, name: string, member: NormalizedSchema): boolean {
  const raw = schema.getSchema() as unknown;
  const requiredCount = Array.isArray(raw) ? Number(raw[6] ?? 0) : 0;
  const isRequired = Array.isArray(raw) && (raw[4] as string[]).indexOf(name) < requiredCount;
  return (
    isRequired ||
    traitsOf(member).httpLabel !== undefined ||
    traitsOf(member).httpResponseCode !== undefined ||
    traitsOf(member).httpPayload !== undefined ||
    member.isIdempotencyToken()
  );
}

function anyUnion(schema: NormalizedSchema, depth: number): fc.Arbitrary<Value> {
  const all = [...schema.structIterator()];
  const flat = all.filter(([, member]) => !isNested(member));
  const choices = depth >= MAX_DEPTH && flat.length > 0 ? flat : all;
  return fc.oneof(...choices.map(([name, member]) => anyValue(member, depth + 1).map((value) => ({ [name]: value }))));
}

const isNested = (schema: NormalizedSchema): boolean =>
  schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema();

function placeOf(member: NormalizedSchema): Place {
  const traits = traitsOf(member);
  if ((traits as { hostLabel?: unknown }).hostLabel) return 'host';
  if (traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined) return 'header';
  return traits.httpLabel === undefined ? 'body' : 'label';
}

/** Whole seconds: HTTP dates and form fields carry no fractions. */
const anyDate = fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
const anyWord = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const anyText = fc.oneof(
  anyWord,
  fc.constantFrom(
    'b<c>&"q"\'',
    'ünïcode ☃ 🎉',
    'x y+z/%',
    'line\nbreak\ttab',
    ' led',
    '{"a":1}',
    '0',
    'true',
    'null',
    '2026-11-20T00:00:00Z',
  ),
);

function anyScalar(schema: NormalizedSchema, place: Place): fc.Arbitrary<Value> {
  if (schema.isTimestampSchema()) return anyDate;
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 9 });
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isBigIntegerSchema()) return fc.bigInt(0n, 2n ** 53n);
  if (schema.isNumericSchema()) return fc.integer({ min: -1000, max: 100_000 });
  if (schema.isBigDecimalSchema()) return fc.integer();
  if (schema.isDocumentSchema()) return fc.record({ a: fc.integer(), b: fc.array(anyText) }, { noNullPrototype: true });
  if (traitsOf(schema).mediaType === 'application/json') return fc.constant('{"a":1}');
  if (place === 'body') return anyText;
  return place === 'label' ? fc.oneof(anyWord, fc.constantFrom('ünï code', 'x+y', '100%', 'a:b')) : anyWord;
}
