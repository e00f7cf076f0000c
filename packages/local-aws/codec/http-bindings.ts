import type { NormalizedSchema } from '@smithy/core/schema';
import { jsonIn, jsonOut } from './json';
import type { Route } from './route';
import { fromBase64, fromText, HTTP_DATE, timestampIn, toText } from './scalars';
import { memberTraitsOf, type OperationSchema, type Struct, traitsOf, type Value } from './schema';
import { element, membersOut, parseRoot, xmlIn, xmlOut } from './xml';

/** A request as the codec sees it. For S3 the bucket has been taken from path or host and stands in `labels`. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Value;
}

type Format = 'json' | 'xml';
const WITH_JSON_NAMES = { jsonNames: true };

/**
 * Gathers an input from labels, query, headers and body. A streaming payload is not touched: it stays with the handler.
 */
export function restIn({ input, route }: OperationSchema, request: WireRequest, format: Format): Struct {
  const result: Struct = {};
  if (input.isUnitSchema() || route === undefined) return result;
  const labels = labelsOf(route, request);
  const inBody: [string, NormalizedSchema][] = [];
  for (const [name, member] of input.structIterator()) {
    const traits = traitsOf(member);
    if (traits.httpPayload) setDefined(result, name, payloadIn(member, request.body, format));
    else if (isBound(member)) setDefined(result, name, boundIn(name, member, request, labels, route));
    else inBody.push([name, member]);
  }
  if (inBody.length > 0 && request.body.length > 0) Object.assign(result, bodyIn(inBody, request.body, format));
  return result;
}

const isBound = (member: NormalizedSchema): boolean => {
  const t = traitsOf(member);
  return [t.httpLabel, t.httpHeader, t.httpPrefixHeaders, t.httpQuery, t.httpQueryParams].some((v) => v !== undefined);
};

const setDefined = (target: Struct, name: string, value: Value): void => {
  if (value !== undefined) target[name] = value;
};

function labelsOf({ path, labels }: Route, request: WireRequest): Readonly<Record<string, string>> {
  const groups = path.exec(request.path)?.slice(1) ?? [];
  const found = Object.fromEntries(labels.map((label, i) => [label, decodeURIComponent(groups[i] ?? '')]));
  return { ...found, ...request.labels };
}

function boundIn(
  name: string,
  member: NormalizedSchema,
  { query, headers }: WireRequest,
  labels: Readonly<Record<string, string>>,
  { literals }: Route,
): Value {
  const { httpLabel, httpHeader, httpPrefixHeaders, httpQuery } = traitsOf(member);
  if (httpLabel !== undefined) return labels[name] === undefined ? undefined : fromText(member, labels[name]);
  if (httpHeader !== undefined) {
    const header = headers[httpHeader.toLowerCase()];
    return header === undefined ? undefined : headerIn(member, header);
  }
  if (httpPrefixHeaders !== undefined) return nonEmpty(prefixed(headers, httpPrefixHeaders.toLowerCase()));
  if (httpQuery !== undefined) {
    if (!query.has(httpQuery)) return undefined;
    if (member.isListSchema()) return query.getAll(httpQuery).map((v) => fromText(member.getValueSchema(), v));
    return fromText(member, query.get(httpQuery) ?? '');
  }
  const fixed = literals.map(([key]) => key);
  return nonEmpty(Object.fromEntries([...query].filter(([key]) => !fixed.includes(key))));
}

const nonEmpty = (record: Struct): Struct | undefined => (Object.keys(record).length > 0 ? record : undefined);

const prefixed = (headers: WireRequest['headers'], prefix: string): Struct =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([k, v]) => (k.startsWith(prefix) ? [[k.slice(prefix.length), v]] : [])),
  );

function headerIn(member: NormalizedSchema, header: string): Value {
  if (member.isListSchema()) return headerList(member.getValueSchema(), header);
  if (traitsOf(member).mediaType === 'application/json') return Buffer.from(fromBase64(header)).toString();
  return fromText(member, header);
}

/** Comma-separated; entries may be quoted, and an HTTP date has a comma of its own. */
function headerList(entry: NormalizedSchema, header: string): Value[] {
  if (entry.isTimestampSchema())
    return (header.match(/\w{3}, [^,]+|[^,\s][^,]*/g) ?? []).map((text) => timestampIn(text));
  return (header.match(/"(?:\\.|[^"])*"|[^,]+/g) ?? []).map((part) => {
    const text = part.trim();
    return fromText(
      entry,
      text.startsWith('"') && entry.isStringSchema() ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text,
    );
  });
}

function payloadIn(member: NormalizedSchema, body: Buffer, format: Format): Value {
  if (body.length === 0) return undefined;
  if (member.isBlobSchema() || member.isStreaming()) return body;
  if (member.isStringSchema()) return body.toString();
  return format === 'xml'
    ? xmlIn(member, parseRoot(body))
    : jsonIn(member, JSON.parse(body.toString()), WITH_JSON_NAMES);
}

function bodyIn(members: readonly [string, NormalizedSchema][], body: Buffer, format: Format): Struct {
  const parsed = (format === 'xml' ? parseRoot(body) : JSON.parse(body.toString())) as Struct | undefined;
  const result: Struct = {};
  for (const [name, member] of members) {
    const wire = format === 'xml' ? (memberTraitsOf(member).xmlName ?? name) : (traitsOf(member).jsonName ?? name);
    const sent = parsed?.[wire];
    if (sent === undefined || sent === null) continue;
    result[name] = format === 'xml' ? xmlIn(member, sent) : jsonIn(member, sent, WITH_JSON_NAMES);
  }
  return result;
}

/** Spreads an output over status, headers and body. */
export function restOut(
  { output, route }: OperationSchema,
  value: Struct,
  format: Format,
  xmlNamespace: string,
): WireResponse {
  const headers: Record<string, string> = {};
  let status = route?.status ?? 200;
  let body: Value;
  let hasBodyMembers = false;
  for (const [name, member] of output.isUnitSchema() ? [] : output.structIterator()) {
    const traits = traitsOf(member);
    const own = value[name];
    if (traits.httpHeader !== undefined) {
      if (own !== undefined && own !== null) headers[traits.httpHeader.toLowerCase()] = headerOut(member, own);
    } else if (traits.httpPrefixHeaders !== undefined) {
      const prefix = traits.httpPrefixHeaders.toLowerCase();
      for (const [key, text] of Object.entries((own ?? {}) as Struct)) headers[prefix + key] = String(text);
    } else if (traits.httpResponseCode !== undefined) status = own === undefined ? status : Number(own);
    else if (traits.httpPayload !== undefined)
      body = own === undefined || own === null ? undefined : payloadOut(member, own, format);
    else hasBodyMembers = true;
  }
  if (body === undefined && hasBodyMembers) body = bodyOut(output, value, format, xmlNamespace);
  if (body !== undefined) headers['content-type'] ??= format === 'xml' ? 'application/xml' : 'application/json';
  return { status, headers, body: body ?? '' };
}

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function payloadOut(member: NormalizedSchema, value: Value, format: Format): Value {
  if (member.isBlobSchema() || member.isStringSchema() || member.isStreaming()) return value;
  if (format === 'json') return JSON.stringify(jsonOut(member, value, WITH_JSON_NAMES));
  return XML_DECLARATION + xmlOut(member, value, traitsOf(member).xmlName ?? member.getName() ?? 'Result');
}

function bodyOut(output: NormalizedSchema, value: Struct, format: Format, xmlNamespace: string): string {
  if (format === 'xml') {
    const name = traitsOf(output).xmlName ?? output.getName() ?? 'Result';
    return XML_DECLARATION + element(name, membersOut(output, value).content, ` xmlns="${xmlNamespace}"`);
  }
  const unbound = Object.fromEntries(
    [...output.structIterator()]
      .filter(([, m]) => !isBound(m) && !traitsOf(m).httpResponseCode)
      .map(([name]) => [name, value[name]]),
  );
  return JSON.stringify(jsonOut(output, unbound, WITH_JSON_NAMES));
}

function headerOut(member: NormalizedSchema, value: Value): string {
  if (!member.isListSchema()) return toText(member, value, HTTP_DATE);
  const entry = member.getValueSchema();
  return (value as Value[])
    .map((v) => {
      const text = toText(entry, v, HTTP_DATE);
      return entry.isStringSchema() && /[",]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
    })
    .join(', ');
}
