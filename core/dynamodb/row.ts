/**
 * The row that a change becomes, whoever makes it: `flatten-items` from the stream, `load-rows` from a full or an
 * incremental export. One JSON object in one line, with its members in this order:
 *
 * 1. {@link ENVELOPE}: every member in every row.
 * 2. The key attributes, by name, numbers in one spelling. A deleted item has these and nothing else.
 * 3. The other attributes after the change, by name: one member for each leaf (column-name.ts), always a string or
 *    null. An attribute that the item lacks has no member.
 * 4. By choice the attributes before the change, under {@link OLD_PREFIX}, without the keys.
 *
 * Attributes are strings because one attribute may have another type in the next item, and a number of 38 digits fits
 * no type of Athena's with a point wherever it may be.
 */

/** Attributes never get a column that begins like this without a suffix. */
export const ENVELOPE_PREFIX = 'ddb_';

/** Of a column that holds what the attribute was before the change. */
export const OLD_PREFIX = `${ENVELOPE_PREFIX}old_`;

/** Columns that every row has, with their types in the Data Catalog. */
export const ENVELOPE = {
  /** Name of the table: several may share a stream. */
  table: { name: 'ddb_table', type: 'string' },
  /** `INSERT`, `MODIFY` or `REMOVE`; `LOAD` for an item of a first load. */
  event: { name: 'ddb_event', type: 'string' },
  /** Microseconds since 1970 of the change. The greatest of a key is its latest. */
  version: { name: 'ddb_version', type: 'bigint' },
  /**
   * Of Kinesis: orders what has the same version, by length and then by text. Null without one. Up to 129 digits, so no
   * number.
   */
  sequence: { name: 'ddb_sequence', type: 'string' },
  /** DynamoDB's id of the change. Null without one. */
  eventId: { name: 'ddb_event_id', type: 'string' },
  /** Where the row comes from: {@link ROW_SOURCES}. */
  source: { name: 'ddb_source', type: 'string' },
  /** Whether time to live deleted the item. A deletion replicated from another Region does not tell. */
  ttl: { name: 'ddb_ttl', type: 'boolean' },
} as const;

/**
 * `STREAM` is one change. `FULL_EXPORT` is an item as a first load found it: its version lies {@link LOAD_MARGIN_MS}
 * before the export's time, so that every change of the stream wins. `INCREMENTAL_EXPORT` is the net change of an item
 * in a window: what came in between is not told, and an item that came and went within it has no row.
 */
export const ROW_SOURCES = {
  stream: 'STREAM',
  fullExport: 'FULL_EXPORT',
  incrementalExport: 'INCREMENTAL_EXPORT',
} as const;

export type RowSource = (typeof ROW_SOURCES)[keyof typeof ROW_SOURCES];

/** An export is not one moment: AWS's own pipelines take five minutes from its time. */
export const LOAD_MARGIN_MS = 5 * 60_000;
