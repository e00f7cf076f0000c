import { setImmediate } from 'node:timers/promises';
import { QueryFailedError } from '../../query-error';
import { INVALID, textReader } from './column-text';
import type { JsonDialect } from './dialect';
import { DuplicateNameError, type JsonValue, MalformedJsonError, scanObject } from './scan-object';

/** A column with its type of Hive. */
export interface JsonColumn {
  readonly name: string;
  readonly type: string;
}

const LINE_FEED = 0x0a;
/** After so many lines others have their turn: 5,000 take about 0.1 s, and a file has millions. */
const LINES_AT_ONCE = 5000;

/**
 * The rows of one file as JSON Lines that DuckDB reads without loss: of each declared column its text, or null. `place`
 * names the file in errors. They tell neither names nor values: whoever asks may not see the column. Throws
 * QueryFailedError.
 */
export async function convertLines(
  body: Uint8Array,
  columns: readonly JsonColumn[],
  dialect: JsonDialect,
  place: string,
): Promise<Uint8Array> {
  const readers = columns.map(({ name, type }) => [name, textReader(type)] as const);
  const rowOf = (line: string): Record<string, string | null> => {
    const members = membersOf(line, dialect);
    return Object.fromEntries(
      readers.map(([name, read]) => {
        const value = members.get(name);
        if (value === undefined || value.kind === 'null') return [name, null];
        const text = read?.(value, dialect.serde) ?? INVALID;
        if (text !== INVALID) return [name, text];
        if (dialect.nullsInvalid) return [name, null];
        throw new QueryFailedError('HIVE_BAD_DATA: A value does not fit the type of its column');
      }),
    );
  };
  const rows: string[] = [];
  let number = 0;
  for (const line of linesOf(body)) {
    if (++number % LINES_AT_ONCE === 0) await setImmediate();
    try {
      rows.push(`${JSON.stringify(rowOf(line))}\n`);
    } catch (error) {
      throw failureAt(error, `${place}, line ${number}`);
    }
  }
  return Buffer.from(rows.join(''));
}

function membersOf(line: string, dialect: JsonDialect): ReadonlyMap<string, JsonValue> {
  if (dialect.serde === 'openx' && line.trim() === '') return new Map();
  try {
    return scanObject(line, dialect.columnOf);
  } catch (error) {
    if (error instanceof MalformedJsonError && dialect.ignoresMalformed) return new Map();
    throw error;
  }
}

function failureAt(error: unknown, place: string): unknown {
  if (error instanceof QueryFailedError) return new QueryFailedError(`${error.reason} (${place})`);
  if (error instanceof MalformedJsonError || error instanceof RangeError)
    return new QueryFailedError(`HIVE_BAD_DATA: Row is not a valid JSON Object (${place})`);
  if (error instanceof DuplicateNameError)
    return new QueryFailedError(
      `HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: Duplicate key (${place})`,
    );
  return error;
}

function* linesOf(body: Uint8Array): Generator<string> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    const to = end < 0 ? bytes.length : end;
    yield bytes.toString('utf8', at, to);
    at = to + 1;
  }
}
