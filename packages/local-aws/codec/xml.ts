import { parseXML } from '@aws-sdk/xml-builder';
import type { NormalizedSchema } from '@smithy/core/schema';
import { base64, DATE_TIME, fromText, timestampOut } from './scalars';
import { memberTraitsOf, type Struct, type Traits, traitsOf, type Value } from './schema';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML content. Control characters that a parser would normalise are written as references. */
export const escapeXml = (text: string): string =>
  SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`) : text;

const SPECIAL = /[&<>"'\r\n\u0085\u2028]/;
const EVERY_SPECIAL = new RegExp(SPECIAL, 'g');

export const element = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`;

const namespaceOf = ({ xmlNamespace }: Traits): string => {
  if (xmlNamespace === undefined) return '';
  const [prefix, uri] = xmlNamespace;
  return ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`;
};

/** The members of a structure that travel in the body, one after the other, and its XML attributes. */
export function membersOut(
  schema: NormalizedSchema,
  value: Struct,
): { readonly content: string; readonly attributes: string } {
  let content = '';
  let attributes = '';
  for (const [name, member] of schema.structIterator()) {
    const own = value[name];
    const traits = traitsOf(member);
    if (own === null || own === undefined) continue;
    if (traits.httpHeader ?? traits.httpPrefixHeaders ?? traits.httpResponseCode) continue;
    if (traits.xmlAttribute) attributes += ` ${traits.xmlName ?? name}="${escapeXml(String(own))}"`;
    else content += xmlOut(member, own, memberTraitsOf(member).xmlName ?? name);
  }
  return { content, attributes };
}

/** One value as an element of that name (a flattened list: as many elements as it has entries). */
export function xmlOut(schema: NormalizedSchema, value: Value, name: string): string {
  // Most of what is written are texts and numbers: a page of a listing has thousands.
  if (typeof value === 'string') return element(name, escapeXml(value));
  if (typeof value === 'number') return element(name, String(value));
  const traits = traitsOf(schema);
  if (schema.isStructSchema()) {
    const { content, attributes } = membersOut(schema, value as Struct);
    return element(name, content, namespaceOf(traits) + attributes);
  }
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    if (traits.xmlFlattened) return (value as Value[]).map((v) => xmlOut(member, v, name)).join('');
    const entryName = traitsOf(member).xmlName ?? 'member';
    return element(name, (value as Value[]).map((v) => xmlOut(member, v, entryName)).join(''), namespaceOf(traits));
  }
  if (schema.isMapSchema()) return mapOut(schema, value as Struct, name);
  return element(name, escapeXml(scalarOut(schema, value)));
}

function mapOut(schema: NormalizedSchema, value: Struct, name: string): string {
  const keyName = traitsOf(schema.getKeySchema()).xmlName ?? 'key';
  const valueName = traitsOf(schema.getValueSchema()).xmlName ?? 'value';
  const entries = (entryName: string): string =>
    Object.entries(value)
      .map(([k, v]) =>
        element(entryName, element(keyName, escapeXml(k)) + xmlOut(schema.getValueSchema(), v, valueName)),
      )
      .join('');
  return traitsOf(schema).xmlFlattened ? entries(name) : element(name, entries('entry'));
}

function scalarOut(schema: NormalizedSchema, value: Value): string {
  if (schema.isTimestampSchema()) return String(timestampOut(schema, value as Date, DATE_TIME));
  return schema.isBlobSchema() ? base64(value) : String(value);
}

/** The root element of a document, parsed. */
export function parseRoot(body: Buffer): unknown {
  const parsed = parseXML(body.toString()) as Struct;
  const root = Object.keys(parsed).find((key) => !key.startsWith('?'));
  return root === undefined ? undefined : parsed[root];
}

const textOf = (node: unknown): string =>
  typeof node === 'object' && node !== null ? String((node as Struct)['#text'] ?? '') : String(node ?? '');
const listOf = (node: unknown): unknown[] =>
  node === undefined || node === null || node === '' ? [] : Array.isArray(node) ? node : [node];
const child = (node: unknown, name: string): unknown =>
  typeof node === 'object' && node !== null ? (node as Struct)[name] : undefined;

/** A parsed element to the SDK's own types. */
export function xmlIn(schema: NormalizedSchema, node: unknown): Value {
  if (schema.isStructSchema()) {
    const result: Struct = {};
    for (const [name, member] of schema.structIterator()) {
      const sent = child(node, memberTraitsOf(member).xmlName ?? name);
      if (sent !== undefined) result[name] = xmlIn(member, sent);
    }
    return result;
  }
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    const entries = traitsOf(schema).xmlFlattened ? node : child(node, traitsOf(member).xmlName ?? 'member');
    return listOf(entries).map((entry) => xmlIn(member, entry));
  }
  if (schema.isMapSchema()) {
    const keyName = traitsOf(schema.getKeySchema()).xmlName ?? 'key';
    const valueName = traitsOf(schema.getValueSchema()).xmlName ?? 'value';
    const entries = traitsOf(schema).xmlFlattened ? node : child(node, 'entry');
    return Object.fromEntries(
      listOf(entries).map((entry) => [
        textOf(child(entry, keyName)),
        xmlIn(schema.getValueSchema(), child(entry, valueName)),
      ]),
    );
  }
  return fromText(schema, textOf(node));
}
