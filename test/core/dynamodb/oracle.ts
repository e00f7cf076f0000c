import { isLosslessNumber, isSafeNumber, parse } from 'lossless-json';
import { changeMicros, type Precision } from '../../../core/dynamodb/change-time';
import { columnName } from '../../../core/dynamodb/column-name';
import { plainNumber } from './plain-number';

/** A row as a reader sees it. */
export type Row = Readonly<Record<string, unknown>>;

type Value = Readonly<Record<string, unknown>>;
type Image = Readonly<Record<string, Value>>;
export interface Change {
  readonly eventID?: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly tableName: string;
  readonly userIdentity?: unknown;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly ApproximateCreationDateTimePrecision?: string;
    readonly Keys: Image;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
  };
}

/** Flattens the plain way, from a parsed record. Lists and sets are values here, and text in a row. */
export function expectedRow(change: Change, sequence: string | null, oldImage: boolean): Row {
  const { dynamodb, eventName, userIdentity } = change;
  const { ApproximateCreationDateTimePrecision: precision, ApproximateCreationDateTime: time } = dynamodb;
  const keys = leaves(Object.fromEntries(Object.entries(dynamodb.Keys).map(([name, key]) => [name, keyValue(key)])));
  const old = oldImage ? leaves(dynamodb.OldImage ?? {}).filter(([name]) => !keys.some(([key]) => key === name)) : [];
  return {
    ddb_table: change.tableName,
    ddb_event: eventName,
    ddb_version: changeMicros(time, precision as Precision),
    ddb_sequence: sequence,
    ddb_event_id: change.eventID ?? null,
    ddb_source: 'STREAM',
    ddb_ttl: eventName === 'REMOVE' && userIdentity !== null && userIdentity !== undefined,
    ...Object.fromEntries(eventName === 'REMOVE' ? [] : leaves(dynamodb.NewImage ?? {})),
    ...Object.fromEntries(keys),
    ...Object.fromEntries(old.map(([name, value]) => [`ddb_old_${name}`, value])),
  };
}

const keyValue = (value: Value): Value => (typeof value.N === 'string' ? { N: plainNumber(value.N) } : value);

const leaves = (image: Image, path: readonly string[] = []): [string, unknown][] =>
  Object.entries(image).flatMap(([name, value]): [string, unknown][] => {
    const here = [...path, name];
    const [type, held] = Object.entries(value)[0]!;
    if (type === 'M' && Object.keys(held as Image).length > 0) return leaves(held as Image, here);
    return [[columnName(here, 'date'), leaf(type, held)]];
  });

function leaf(type: string, held: unknown): unknown {
  if (type === 'NULL') return null;
  if (type === 'BOOL') return String(held);
  if (type === 'M') return '{}';
  return ['S', 'N', 'B'].includes(type) ? held : { text: inList({ [type]: held }) };
}

/** A number of a list is the text of a JSON number. */
function inList(value: Value): unknown {
  const [type, held] = Object.entries(value)[0]!;
  if (type === 'N') return numberInList(held as string);
  if (type === 'NULL') return null;
  if (type === 'L') return (held as Value[]).map(inList);
  if (type === 'NS') return (held as string[]).map(numberInList);
  if (type === 'M')
    return Object.fromEntries(Object.entries(held as Image).map(([name, each]) => [name, inList(each)]));
  return held;
}

const numberInList = (digits: string): unknown =>
  /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits) ? { digits } : digits;

/** The row with its texts read, by a parser that keeps every digit. */
export function readRow(line: string, expected: Row): Row {
  const row = parse(line) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const wanted = expected[name];
      const isText = typeof wanted === 'object' && wanted !== null;
      return [name, isText ? { text: plain(parse(value as string)) } : number(value)];
    }),
  );
}

const number = (value: unknown): unknown =>
  isLosslessNumber(value) && isSafeNumber(value.value) ? Number(value.value) : value;

function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) return { digits: value.value };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
