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
