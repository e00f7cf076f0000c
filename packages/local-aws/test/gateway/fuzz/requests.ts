import type { NormalizedSchema } from '@smithy/core/schema';
import { memberTraitsOf, type ServiceSchema, type Value } from '../../../codec/schema';

/** A service and the operations that it serves. */
export interface Target {
  readonly name: string;
  readonly schema: ServiceSchema | undefined;
  readonly operations: readonly string[];
}

/** Repeatable randomness (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most) }, () => this.below(256)));
  }
}

const TEXTS = [
  '',
  'a',
  'shop',
  '__proto__',
  'constructor',
  '../..',
  '%00',
  '\u0000',
  'ünï☃',
  '\ud800',
  '"',
  '<a>',
  '&',
  '{}',
  '[]',
  'null',
  '-1',
  '1e400',
  'NaN',
  'arn:aws:iam::1:role/x',
  'arn:aws:s3:::b',
  'arn:',
  's3://',
  's3://bucket/x',
  '2026-13-45T99:00:00Z',
  '{% $states.input %}',
  "{% $match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /(a+)+$/) %}",
  '*'.repeat(300),
  'x'.repeat(5000),
];
const MACHINE = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: { A: { Type: 'Pass', Output: "{% $match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /(a+)+$/) %}", End: true } },
});
/** What makes requests meet each other's resources. */
const NAMES = [
  ...['a', 'a', 'a', 'shop', 'shop', 'bucket', 'key', 's3://bucket/a/', 'SELECT 1', 'SELECT * FROM a', '{}', MACHINE],
  ...['arn:aws:states:eu-west-1:111111111111:stateMachine:a', 'arn:aws:states:eu-west-1:111111111111:execution:a:a'],
  ...['arn:aws:s3:::bucket', 'arn:aws:iam::111111111111:role/a', 'SELECT', 'ALL', 'string', 'STANDARD', 'EXPRESS', '*'],
  ...['{"source":["a"]}', '{"source":[{"wildcard":"*a*a*a*b"}]}', 'rate(1 day)', "a = 'a'", 'CATALOG', '/a', 'String'],
];
const WRONG: readonly Value[] = [null, true, -1, 1e308, 0.5, '', 'text', [], {}, [null], { a: { b: [1] } }, [[[]]]];

/** A value that fits the schema, mostly. */
export function value(dice: Dice, schema: NormalizedSchema, depth = 0): Value {
  if (dice.chance(0.02)) return dice.of(WRONG);
  if (schema.isStructSchema()) {
    const fields: Record<string, Value> = {};
    if (depth > 4) return fields;
    const required = requiredOf(schema);
    for (const [name, member] of schema.structIterator())
      if (dice.chance(required.includes(name) ? 0.97 : 0.4)) fields[name] = value(dice, member, depth + 1);
    return fields;
  }
  if (schema.isListSchema())
    return Array.from({ length: depth > 4 ? 0 : dice.below(3) }, () => value(dice, schema.getValueSchema(), depth + 1));
  if (schema.isMapSchema()) return { [dice.of(TEXTS)]: value(dice, schema.getValueSchema(), depth + 1) };
  if (schema.isBooleanSchema()) return dice.chance(0.5);
  if (schema.isTimestampSchema()) return dice.of([0, 1.7e9, -1e20, 1e20]);
  if (schema.isNumericSchema()) return dice.of([0, 1, 5, -1, 100_000, 2 ** 53]);
  if (schema.isBlobSchema()) return dice.of(['', 'AAAA', '%%%', 'e30=']);
  return dice.chance(0.6) ? dice.of(NAMES) : dice.of(TEXTS);
}

/** The schema names required members first. */
function requiredOf(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema() as unknown;
  return Array.isArray(raw) ? (raw[4] as readonly string[]).slice(0, Number(raw[6] ?? 0)) : [];
}

function form(dice: Dice, fields: unknown, path: string[] = []): string[] {
  if (fields === null || typeof fields !== 'object')
    return [`${path.map(encoded).join('.')}=${encoded(String(fields))}`];
  const entries: [string, unknown][] = Array.isArray(fields)
    ? fields.map((each, i) => [`member.${dice.chance(0.9) ? i + 1 : dice.of(TEXTS)}`, each])
    : Object.entries(fields);
  return entries.flatMap(([name, each]) => form(dice, each, [...path, name]));
}

const encoded = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '?'));

/** One request as bytes on a connection that closes after it. */
export function anyRequest(dice: Dice, targets: readonly Target[]): Buffer {
  const target = dice.of(targets);
  const headers: Record<string, string> = { host: 'localhost', connection: 'close' };
  if (dice.chance(0.95)) headers.authorization = credential(dice, target.name);
  const { method, path, body } = dice.chance(0.75)
    ? sensible(dice, target, headers)
    : { method: dice.of(METHODS), path: anyPath(dice), body: dice.bytes(300) };
  if (dice.chance(0.15)) headers['content-encoding'] = dice.of(['gzip', 'aws-chunked', 'br', 'gzip,aws-chunked', '']);
  if (dice.chance(0.1)) headers['x-amz-content-sha256'] = dice.of(['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x']);
  if (dice.chance(0.1)) headers['x-amz-decoded-content-length'] = dice.of(['5', '-1', 'x', '99999999999']);
  if (dice.chance(0.2)) headers[dice.of(HEADERS)] = dice.of(['', 'x', '-1', '0', 'bytes=9-1', 'bytes=-', 'a=b&c', 'é']);
  headers['content-length'] = String(body.length);
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body]);
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
const HEADERS = [
  'range',
  'x-amz-copy-source',
  'x-amz-copy-source-range',
  'x-amz-tagging',
  'x-amz-meta-a',
  'if-match',
  'if-modified-since',
  'content-md5',
  'x-amz-checksum-crc32',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-storage-class',
  'x-amz-server-side-encryption',
  'content-type',
  'x-amz-target',
  'x-amz-date',
];
const SUBRESOURCES = [
  ...['uploads', 'uploadId=x', 'partNumber=1&uploadId=x', 'versions', 'versioning', 'tagging', 'delete', 'location'],
  ...['lifecycle', 'encryption', 'policy', 'notification', 'replication', 'list-type=2', 'attributes', 'logging'],
  ...['list-type=2&max-keys=-1', 'list-type=2&continuation-token=x', 'partNumber=x', 'versionId=x', 'max-keys=x', ''],
];

const credential = (dice: Dice, service: string): string =>
  dice.chance(0.95)
    ? `AWS4-HMAC-SHA256 Credential=111111111111/20261120/eu-west-1/${service}/aws4_request`
    : dice.of(['', 'Basic x', 'AWS4-HMAC-SHA256 Credential=////', `Credential=a/b/c/${service}/e`]);

function anyPath(dice: Dice): string {
  const parts = [
    '/',
    'bucket',
    'key',
    '%2f',
    '%ff',
    '%',
    '..',
    '//',
    '?',
    '&',
    '=',
    ';',
    '_local/',
    'é',
    '+',
    '#',
    '*',
  ];
  return `/${Array.from({ length: dice.below(8) }, () => dice.of(parts)).join('')}`;
}

interface Sensible {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** A request that its service understands more or less. */
function sensible(dice: Dice, { name, schema, operations }: Target, headers: Record<string, string>): Sensible {
  if (name === 's3') return s3Request(dice);
  if (operations.length === 0) return { method: 'POST', path: '/', body: dice.bytes(300) };
  const operation = dice.of(operations);
  const input = schema?.operations.get(operation)?.input;
  const fields = input === undefined ? dice.of(WRONG) : value(dice, input);
  if (schema?.protocol === 'awsQuery') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return { method: 'POST', path: '/', body: Buffer.from([`Action=${operation}`, ...form(dice, fields)].join('&')) };
  }
  if (schema?.protocol === 'restJson1' && input !== undefined) return restRequest(dice, schema, operation, fields);
  headers['x-amz-target'] = `${name === 'dynamodb' ? 'DynamoDB_20120810' : 'x'}.${operation}`;
  headers['content-type'] = 'application/x-amz-json-1.0';
  const body = JSON.stringify(fields) ?? '';
  return { method: 'POST', path: '/', body: Buffer.from(dice.chance(0.95) ? body : body.slice(0, dice.below(50))) };
}

function s3Request(dice: Dice): Sensible {
  const path = `/${dice.of(['bucket', 'none', 'b', '%ff', ''])}${dice.of(['', '/', '/key', '/a/b%20c', '/é', '/%'])}`;
  const bodies = [
    Buffer.alloc(0),
    dice.bytes(500),
    Buffer.from('<Delete><Object><Key>k</Key></Object></Delete>'),
    Buffer.from('<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>'),
    Buffer.from('<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>'),
    Buffer.from(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${'c'.repeat(50)}">]><a>&b;&b;</a>`),
    Buffer.from(`${'<a>'.repeat(300)}`),
    Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n'),
  ];
  return { method: dice.of(METHODS), path: `${path}?${dice.of(SUBRESOURCES)}`, body: dice.of(bodies) };
}

function restRequest(dice: Dice, schema: ServiceSchema, operation: string, fields: Value): Sensible {
  const input = schema.operations.get(operation)!.input;
  const paths = {
    Invoke: ['POST', '/2015-03-31/functions/NAME/invocations'],
    GetFunction: ['GET', '/2015-03-31/functions/NAME'],
  } as Record<string, [string, string]>;
  const [method, path] = paths[operation] ?? ['GET', '/2015-03-31/functions/'];
  const payload = [...input.structIterator()].some(([, member]) => 'httpPayload' in memberTraitsOf(member));
  const body = payload ? dice.of(['', '{', 'null', '[1]', '{"a":1}']) : JSON.stringify(fields);
  return { method, path: path.replace('NAME', dice.of(['f', 'arn:aws:x', '%ff', ''])), body: Buffer.from(body ?? '') };
}
