import { isUtf8 } from 'node:buffer';
import { ENVELOPE } from '../row';
import { eventDateOf } from './event-date';

/** What a line says of itself. */
export interface LandingRow {
  readonly table: string;
  /** UTC date of the change. */
  readonly date: string;
  /** Names of its members, each a column, to what they hold. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** A line that is no row of core/dynamodb/row.ts. It cannot be from lakeferry; somebody may have put its file there. */
export interface NoRow {
  /** Holds nothing of the line. */
  readonly reason: string;
}

/** DuckDB's own for an object. An item has 400 kB, and its row at most some times as much. */
export const MOST_LINE_BYTES = 16 * 1024 ** 2;

const EVENTS: readonly unknown[] = ['LOAD', 'INSERT', 'MODIFY', 'REMOVE'];
/** As `columnName` makes them. Others might be two names of one column. */
const COLUMN = /^[a-z][a-z0-9_]{0,254}$/;

const { table, event, version, sequence, eventId, source, ttl } = ENVELOPE;
const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || value === undefined || isText(value);

const ENVELOPE_CHECKS: readonly (readonly [string, (value: unknown) => boolean])[] = [
  [table.name, isText],
  [event.name, (value) => EVENTS.includes(value)],
  [version.name, (value) => Number.isSafeInteger(value) && (value as number) > 0],
  [sequence.name, isTextOrNull],
  [eventId.name, isTextOrNull],
  [source.name, isText],
  [ttl.name, (value) => typeof value === 'boolean'],
];
const ENVELOPE_NAMES = new Set(ENVELOPE_CHECKS.map(([name]) => name));

/** Reads a line. `known` gathers names that were found to be columns. */
export function readRow(line: Buffer, known: Set<string>): LandingRow | NoRow {
  if (line.length > MOST_LINE_BYTES) return { reason: `it has more than ${MOST_LINE_BYTES} bytes` };
  if (!isUtf8(line)) return { reason: 'it is not UTF-8' };
  const text = line.toString();
  const members = parsed(text);
  if (members === undefined) return { reason: 'it is not a JSON object' };
  const wrong = ENVELOPE_CHECKS.find(([name, holds]) => !holds(members[name]))?.[0];
  const date = wrong === undefined ? eventDateOf(members[version.name] as number) : undefined;
  if (date === undefined) return { reason: `its ${wrong ?? version.name} is not valid` };
  const reason = wrongMember(members, known, text.includes(ESCAPE));
  return reason === undefined ? { table: members[table.name] as string, date, members } : { reason };
}

/** Half of a character, which UTF-8 does not have. Only an escape can stand for it. */
const HALF = /\p{Surrogate}/u;
const ESCAPE = '\\u';

function wrongMember(members: LandingRow['members'], known: Set<string>, hasEscapes: boolean): string | undefined {
  for (const name in members) {
    if (!known.has(name)) {
      if (!COLUMN.test(name)) return 'a member has a name that no column has';
      known.add(name);
    }
    const value = members[name];
    if (typeof value === 'string') {
      if (hasEscapes && HALF.test(value)) return `its ${name} has half of a character`;
    } else if (value !== null && !ENVELOPE_NAMES.has(name)) return `its ${name} is not a string`;
  }
  return undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
