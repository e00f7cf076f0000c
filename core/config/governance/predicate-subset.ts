import { ownValue } from '../../own-value';
import { type Comparison, parsePredicate } from './predicate-parser';

export type ValueKind = Comparison['values'][number]['kind'];

/** How the configuration may say "all rows". */
const ALL_ROWS = /^\s*true\s*$/i;

/** The predicate lets every row through, however it is spelt. */
export const isAllRows = (rows: string): boolean => ALL_ROWS.test(rows);

/** Every column of a predicate with what it is compared with, in order; up to a flaw. */
export const comparisonsIn = (rows: string): readonly Comparison[] =>
  isAllRows(rows) ? [] : parsePredicate(rows).comparisons;

/** What Lake Formation refuses whatever the table, and what to write instead. */
export const unsupportedIn = (rows: string): string | undefined =>
  isAllRows(rows) ? undefined : parsePredicate(rows).flaw;

/** Catalog types of columns that row filters take ("Supported data types" in the guide that the parser names). */
const KINDS: Readonly<Record<string, ValueKind>> = {
  ...Object.fromEntries(['string', 'char', 'varchar'].map((type) => [type, 'text' as const])),
  ...Object.fromEntries(
    ['int', 'integer', 'long', 'bigint', 'float', 'double', 'decimal'].map((type) => [type, 'number' as const]),
  ),
  boolean: 'boolean',
};

/** Of a catalog type, the kind of values that a row filter compares with it. Undefined: no column of it is taken. */
export const kindOfType = (type: string): ValueKind | undefined =>
  ownValue(KINDS, type.toLowerCase().replace(/[(<].*$/, ''));

/** What keeps a comparison with the partition key from being taken. lakeferry's crawls make partition keys strings. */
export function flawOfKey({ column, isNullTest, values }: Comparison): string | undefined {
  if (isNullTest) return `'${column}' is the partition key, which takes no IS NULL`;
  return flawOfValues(column, 'string', 'text', values);
}

/** The first value that is not of the column's kind, and how it is to be written. */
export function flawOfValues(
  column: string,
  type: string,
  kind: ValueKind,
  values: Comparison['values'],
): string | undefined {
  const other = values.find((value) => value.kind !== kind);
  if (other === undefined) return undefined;
  return `'${column}' is of type ${type}, and ${other.text} is a ${other.kind}${kind === 'text' ? ': texts stand in single quotes' : ''}`;
}
