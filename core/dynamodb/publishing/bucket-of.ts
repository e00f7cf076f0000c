import { hash } from 'node:crypto';

/** Hex digits of the hash that count: more than enough for the most buckets. */
export const HASH_DIGITS = 4;

/** What is hashed: each key after its length in bytes, so that two keys never run into each other. */
const textOf = (keys: readonly string[]): string => keys.map((key) => `${Buffer.byteLength(key)}:${key}`).join('');

/** The bucket of a key, by its values in the order of the columns. Data in the lake depend on it: it never changes. */
export const bucketOf = (keys: readonly string[], buckets: number): number =>
  buckets === 1 ? 0 : Number.parseInt(hash('sha256', textOf(keys)).slice(0, HASH_DIGITS), 16) % buckets;

/** The same for columns, in DuckDB's SQL. `columns` are quoted. */
export const bucketSql = (columns: readonly string[], buckets: number): string => {
  const text = columns.map((column) => `strlen(${column})::VARCHAR || ':' || ${column}`).join(' || ');
  return `(('0x' || substr(sha256(${text}), 1, ${HASH_DIGITS}))::INTEGER % ${buckets})`;
};
