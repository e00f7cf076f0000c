import { ENVELOPE, ENVELOPE_PREFIX, OLD_PREFIX, ROW_SOURCES } from './row';

/** One published table, as somebody sees it. */
export interface StateSource {
  /** What follows `FROM`: a table or a function of the engine. */
  readonly from: string;
  /** Columns of the key attributes. */
  readonly keys: readonly string[];
  /** Columns that are seen. @default every column of the source */
  readonly columns?: readonly string[];
}

/** Without these columns nobody can tell which row of a key is the latest, and whether the item is still there. */
export const STATE_COLUMNS: readonly string[] = [
  ENVELOPE.version,
  ENVELOPE.sequence,
  ENVELOPE.event,
  ENVELOPE.source,
].map(({ name }) => name);

/** Attributes never have it: `columnName`. */
const RANK = `${ENVELOPE_PREFIX}rank`;

/**
 * The items of a table as they are after every row of its history, in one statement that Athena and DuckDB take: of
 * each key the latest row, unless that is a deletion. Of a version that several sources tell, the stream's row counts,
 * because an export has no sequence. Engines differ in where they sort NULL, so each direction says it.
 */
export function currentState({ from, keys, columns }: StateSource): string {
  const [version, sequence, event, source] = STATE_COLUMNS.map(quotedName) as [string, string, string, string];
  const shown = columns === undefined ? '*' : stateColumns({ keys, columns }).map(quotedName).join(', ');
  const read = columns === undefined ? '*' : [...stateColumns({ keys, columns }).map(quotedName), event].join(', ');
  return [
    `SELECT ${shown}`,
    'FROM (',
    `  SELECT ${read}, row_number() OVER (`,
    `    PARTITION BY ${keys.map(quotedName).join(', ')}`,
    `    ORDER BY ${version} DESC NULLS LAST,`,
    `      CASE WHEN ${source} = '${ROW_SOURCES.stream}' THEN 0 ELSE 1 END,`,
    `      length(${sequence}) DESC NULLS LAST, ${sequence} DESC NULLS LAST`,
    `  ) AS ${quotedName(RANK)}`,
    `  FROM ${from}`,
    ')',
    `WHERE ${quotedName(RANK)} = 1 AND ${event} <> 'REMOVE'`,
  ].join('\n');
}

/**
 * The columns of the state: keys, attributes, and the time of the last change. The rest of the envelope and old values
 * tell of the change and not of the item.
 */
export function stateColumns({ keys, columns }: Required<Omit<StateSource, 'from'>>): string[] {
  const attributes = columns.filter((name) => !keys.includes(name) && isOfItem(name));
  return [...keys, ...attributes, ENVELOPE.version.name];
}

/** Attributes whose names begin like the envelope have columns that do too: `columnName`. */
export const isOfItem = (column: string): boolean => !NOT_OF_ITEM.has(column) && !column.startsWith(OLD_PREFIX);

const NOT_OF_ITEM: ReadonlySet<string> = new Set(Object.values(ENVELOPE).map(({ name }) => name));

/** Columns that the state of a table needs and that are not seen. None: the state can be told. */
export const missingForState = ({ keys, columns }: Required<Omit<StateSource, 'from'>>): string[] =>
  [...keys, ...STATE_COLUMNS].filter((name) => !columns.includes(name));

/** A name of SQL, whatever it is. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
