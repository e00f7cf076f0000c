import { memberName } from '../engine/integrations/java-names';
import { isStructure, membersOf, resolve, type Schema } from '../engine/integrations/schema';
import { isObject, type Json } from '../engine/json';

const LIST = 64;
const MAP = 128;

/**
 * Arguments of an SDK Task against the operation's input; expressions pass for anything. Each complaint names the path.
 */
export function checkArguments(reference: unknown, value: Json, path = 'Arguments'): string[] {
  if (typeof value === 'string' && value.startsWith('{%')) return [];
  const schema = resolve(reference);
  if (schema === 'unit') return [];
  if (typeof schema === 'number') return checkSimple(schema, value, path);
  if (schema[0] === 1) return checkList(schema[4], value, path);
  if (schema[0] === 2) return checkMap(schema[5], value, path);
  return isStructure(schema) ? checkStructure(schema, value, path) : [];
}

function checkStructure(schema: Schema, value: Json, path: string): string[] {
  if (!isObject(value)) return [`${path}: expected an object (${schema[2]}), got ${JSON.stringify(value)}.`];
  const { names, references, required } = membersOf(schema);
  const known = names.map(memberName);
  const complaints = Object.entries(value).flatMap(([key, member]) => {
    const i = known.indexOf(key);
    if (i >= 0) return checkArguments(references[i], member, `${path}.${key}`);
    const near =
      known.find((name) => name.toLowerCase() === key.toLowerCase()) ??
      known.find((name) => name.startsWith(key.slice(0, 5)));
    return [`${path}.${key}: ${schema[2]} has no such member.${near === undefined ? '' : ` Did you mean ${near}?`}`];
  });
  const missing = known.slice(0, required).filter((name) => value[name] === undefined);
  return [...complaints, ...missing.map((name) => `${path}.${name}: required by ${schema[2]}.`)];
}

function checkList(item: unknown, value: Json, path: string): string[] {
  if (!Array.isArray(value)) return [`${path}: expected a list, got ${JSON.stringify(value)}.`];
  return value.flatMap((member, i) => checkArguments(item, member, `${path}[${i}]`));
}

function checkMap(member: unknown, value: Json, path: string): string[] {
  if (!isObject(value)) return [`${path}: expected a map, got ${JSON.stringify(value)}.`];
  return Object.entries(value).flatMap(([key, v]) => checkArguments(member, v, `${path}.${key}`));
}

/**
 * Codes of simple types: 0 text, 1 number, 2 boolean, 4-7 times, 17 and 19 big numbers; objects given for text are
 * serialised by Step Functions.
 */
function checkSimple(code: number, value: Json, path: string): string[] {
  if (code & LIST) return checkList(code & ~LIST, value, path);
  if (code & MAP) return checkMap(code & ~MAP, value, path);
  const wanted = ({ 0: 'text', 1: 'number', 2: 'boolean', 17: 'number', 19: 'number' } as Record<number, string>)[code];
  const given = typeof value === 'string' || isObject(value) ? 'text' : typeof value;
  return wanted === undefined || wanted === given
    ? []
    : [`${path}: expected a ${wanted}, got ${JSON.stringify(value)}.`];
}
