import type { NormalizedSchema } from '@smithy/core/schema';
import { fromText } from './scalars';
import { type Struct, traitsOf, type Value } from './schema';

/** A form body of the awsQuery protocol, with every prefix of its keys, so that presence is one look-up. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly prefixes: ReadonlySet<string>;
}

/** No input is nested as deep; each level of a name costs its length. */
const MAX_LEVELS = 32;

/** `Filters.Filter.1.Name=status` and so on. */
export function parseForm(body: string): Form {
  const fields = new Map<string, string>();
  const prefixes = new Set<string>();
  for (const [key, value] of new URLSearchParams(body)) {
    if (key.split('.', MAX_LEVELS + 1).length > MAX_LEVELS)
      throw new SyntaxError(`A parameter's name has more than ${MAX_LEVELS} levels`);
    fields.set(key, value);
    for (let prefix = key; prefix !== '' && !prefixes.has(prefix); prefix = parentOf(prefix)) prefixes.add(prefix);
  }
  return { fields, prefixes };
}

const parentOf = (key: string): string => key.slice(0, Math.max(key.lastIndexOf('.'), 0));

/** Decodes the member that stands at `path` in the form; '' is the whole input. */
export function queryIn(schema: NormalizedSchema, form: Form, path = ''): Value {
  if (schema.isStructSchema()) return structIn(schema, form, path);
  if (schema.isListSchema()) return listIn(schema, form, path);
  if (schema.isMapSchema()) return mapIn(schema, form, path);
  return fromText(schema, form.fields.get(path) ?? '');
}

function structIn(schema: NormalizedSchema, form: Form, path: string): Struct {
  const result: Struct = {};
  for (const [name, member] of schema.structIterator()) {
    const wire = traitsOf(member).xmlName ?? name;
    const at = path === '' ? wire : `${path}.${wire}`;
    if (form.prefixes.has(at)) result[name] = queryIn(member, form, at);
  }
  return result;
}

function listIn(schema: NormalizedSchema, form: Form, path: string): Value[] {
  const member = schema.getValueSchema();
  const base = traitsOf(schema).xmlFlattened ? path : `${path}.${traitsOf(member).xmlName ?? 'member'}`;
  return numbered(form, base).map((at) => queryIn(member, form, at));
}

function mapIn(schema: NormalizedSchema, form: Form, path: string): Struct {
  const base = traitsOf(schema).xmlFlattened ? path : `${path}.entry`;
  const keyName = traitsOf(schema.getKeySchema()).xmlName ?? 'key';
  const valueName = traitsOf(schema.getValueSchema()).xmlName ?? 'value';
  return Object.fromEntries(
    numbered(form, base).map((at) => [
      form.fields.get(`${at}.${keyName}`) ?? '',
      queryIn(schema.getValueSchema(), form, `${at}.${valueName}`),
    ]),
  );
}

/** `base.1`, `base.2`, … as far as the form has them. */
function numbered(form: Form, base: string): string[] {
  const found: string[] = [];
  for (let i = 1; form.prefixes.has(`${base}.${i}`); i++) found.push(`${base}.${i}`);
  return found;
}
