import type { PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import { ENVELOPE, ENVELOPE_PREFIX, ROW_SOURCES } from '../../../core/dynamodb/row';
import { sqlName } from '../../shared/duckdb/database';
import { allRows } from './merge-sql';
import type { RowBucket, RowFiles } from './row-files';

const { version, sequence, eventId, event, source, ttl } = ENVELOPE;

/** Attributes never have these: `columnName`. */
const LEVEL = `${ENVELOPE_PREFIX}level`;
const RANK = `${ENVELOPE_PREFIX}rank`;

/** Orders rows of a key as the current state does, but for their sequence. */
const level = `${version.name} * 2 + CASE WHEN ${source.name} = '${ROW_SOURCES.stream}' THEN 1 ELSE 0 END`;

/** A view in which the rows of a bucket are that may be the latest of their keys. */
export const LATEST = 'latest';

/**
 * Makes {@link LATEST}. Of a key every row of the latest version and best source is in it: which of them is the latest
 * is told by their sequences, and one that came twice has the sequence of its first arrival.
 */
export function latestRows(
  input: RowBucket,
  columns: readonly PartitionColumn[],
  files: readonly RowFiles[],
): readonly string[] {
  const keys = input.keys.map(sqlName).join(', ');
  return [
    `CREATE OR REPLACE TEMP VIEW levelled AS SELECT *, ${level} AS ${LEVEL} FROM (${allRows(input, columns, files)})`,
    `CREATE OR REPLACE TEMP TABLE best AS SELECT ${keys}, max(${LEVEL}) AS ${LEVEL} FROM levelled GROUP BY ${keys}`,
    `CREATE OR REPLACE TEMP VIEW ${LATEST} AS SELECT * FROM levelled SEMI JOIN best USING (${keys}, ${LEVEL})`,
  ];
}

/** Items, in the order of their keys, and the other rows of `kept`: no two of it are alike. */
export function itemRows(keys: readonly string[], columns: readonly PartitionColumn[], kept: string) {
  const [ofKey, wanted] = [keys.map(sqlName).join(', '), columns.map(({ name }) => sqlName(name)).join(', ')];
  const latestFirst = [`length(${sequence.name})`, sequence.name, eventId.name, event.name, ttl.name]
    .map((each) => `${each} DESC NULLS LAST`)
    .join(', ');
  // few keys have several: only these are ranked
  const ranked = `WITH shared AS (SELECT ${ofKey} FROM ${kept} GROUP BY ${ofKey} HAVING count(*) > 1),
    ranked AS (SELECT *, 1 AS ${RANK} FROM ${kept} ANTI JOIN shared USING (${ofKey}) UNION ALL
      SELECT *, row_number() OVER (PARTITION BY ${ofKey} ORDER BY ${latestFirst}) AS ${RANK}
      FROM ${kept} SEMI JOIN shared USING (${ofKey}))`;
  const isItem = `(${RANK} = 1 AND ${event.name} <> 'REMOVE')`;
  const rows = (condition: string): string =>
    `${ranked} SELECT ${wanted} FROM ranked WHERE ${condition} ORDER BY ${ofKey}`;
  return { items: rows(isItem), others: `${rows(`NOT ${isItem}`)}, ${RANK}` };
}

/** Tells rows from others, in any order. */
export const fingerprint = (from: string, columns: readonly PartitionColumn[]): string =>
  `SELECT count(*)::VARCHAR || ':' || coalesce(sum(hash(${columns.map(({ name }) => sqlName(name)).join(', ')}))::VARCHAR, '') FROM (${from})`;
