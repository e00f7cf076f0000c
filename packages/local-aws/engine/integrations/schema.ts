import { isObject, type Json, type JsonObject } from '../json';
import { memberName } from './java-names';

/**
 * The runtime schemas every SDK client exports: `[kind, namespace, name, traits, …]`; kind 9 an operation, 3 a
 * structure, 4 a union,
 * -3 an error, 1 a list, 2 a map, 0 a simple type with traits. Structures hold member names and references side by
 * side.
 */
export type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
type Reference = unknown;

const OPERATION = 9;
const LIST = 64;
const MAP = 128;
const BLOBS = new Set([21, 42]);
const TIMES = new Set([4, 5, 6, 7]);

/** Follows thunks and strips the traits of a member; a number stands for a simple type. */
export function resolve(reference: Reference): number | Schema | 'unit' {
  let found = reference;
  while (typeof found === 'function') found = (found as () => unknown)();
  if (Array.isArray(found) && found.length === 2 && typeof found[0] !== 'number') return resolve(found[0]);
  if (Array.isArray(found) && found.length === 2) return found[0] as number;
  if (Array.isArray(found) && found[0] === 0) return resolve(found[4]);
  return found as number | Schema | 'unit';
}

export const isSchema = (value: unknown): value is Schema =>
  Array.isArray(value) && value.length > 3 && typeof value[2] === 'string';
export const isStructure = (schema: Schema): boolean => [3, 4, -3].includes(schema[0]);

/** Member names and references of a structure; the first `required` of them must be given. */
export function membersOf(schema: Schema): {
  names: readonly string[];
  references: readonly Reference[];
  required: number;
} {
  return {
    names: schema[4] as string[],
    references: schema[5] as Reference[],
    required: (schema[6] as number | undefined) ?? 0,
  };
}

/** The operation of a client package by its action name, however it is capitalised (`describeDBSnapshots`). */
export function findOperation(
  client: Readonly<Record<string, unknown>>,
  action: string,
): { name: string; input: Reference; output: Reference } | undefined {
  const wanted = action.toLowerCase();
  for (const value of Object.values(client)) {
    if (isSchema(value) && value[0] === OPERATION && value[2].toLowerCase() === wanted)
      return { name: value[2], input: value[4], output: value[5] };
  }
  return undefined;
}

/**
 * Arguments in Step Functions' casing to the client's own: names, dates, and objects where the API takes a string (they
 * are serialised).
 */
export function toClientInput(reference: Reference, value: Json): unknown {
  const schema = resolve(reference);
  if (typeof schema === 'number') {
    if (schema & LIST) return each(value, (item) => toClientInput(schema & ~LIST, item));
    if (schema & MAP) return eachMember(value, (member) => toClientInput(schema & ~MAP, member));
    return simple(schema, value);
  }
  if (schema === 'unit' || value === null) return value;
  if (schema[0] === 1) return each(value, (item) => toClientInput(schema[4], item));
  if (schema[0] === 2) return eachMember(value, (member) => toClientInput(schema[5], member));
  if (!isStructure(schema) || !isObject(value)) return value;
  const { names, references } = membersOf(schema);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const i = names.findIndex((name) => name === key || memberName(name) === key);
      return i < 0 ? [key, member] : [names[i], toClientInput(references[i], member)];
    }),
  );
}

function simple(code: number, value: Json): unknown {
  if (code === 0 && value !== null && typeof value === 'object') return JSON.stringify(value);
  if (TIMES.has(code) && (typeof value === 'string' || typeof value === 'number'))
    return new Date(typeof value === 'number' ? value * 1000 : value);
  if (BLOBS.has(code) && value !== null && value !== undefined)
    return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return value;
}

/**
 * A client's output in Step Functions' casing: PascalCase members, ISO dates, bytes as text; what is undefined is
 * absent.
 */
export async function toTaskResult(reference: Reference, value: unknown): Promise<Json> {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (isStream(value)) return value.transformToString();
  const schema = resolve(reference);
  if (Array.isArray(value)) {
    const inner = typeof schema === 'number' ? schema & ~LIST : Array.isArray(schema) ? schema[4] : 15;
    return Promise.all(value.map((item) => toTaskResult(inner, item)));
  }
  if (typeof value !== 'object') return value as Json;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined || key === '$metadata' || key === '$unknown') continue;
    const [name, inner] = memberOf(schema, key);
    result[name] = await toTaskResult(inner, member);
  }
  return result;
}

function memberOf(schema: number | Schema | 'unit', key: string): [string, Reference] {
  if (typeof schema === 'number') return [key, schema & ~MAP];
  if (schema === 'unit') return [key, 15];
  if (schema[0] === 2) return [key, schema[5]];
  if (!isStructure(schema)) return [key, 15];
  const { names, references } = membersOf(schema);
  const i = names.indexOf(key);
  return [memberName(key), i < 0 ? 15 : references[i]];
}

const isStream = (value: unknown): value is { transformToString(): Promise<string> } =>
  typeof value === 'object' && value !== null && 'transformToString' in value;
const each = (value: Json, map: (item: Json) => unknown): unknown => (Array.isArray(value) ? value.map(map) : value);
const eachMember = (value: Json, map: (item: Json) => unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)])) : value;
