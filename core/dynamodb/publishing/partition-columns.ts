import { ENVELOPE, OLD_PREFIX } from '../row';
import type { PublishedTable } from './published-table';

/** A column of a published table, with its type in the Data Catalog. */
export interface PartitionColumn {
  readonly name: string;
  readonly type: string;
}

/** Of a table and date. A parquet file of more takes gigabytes to write, and Athena is slow to read it. */
export const MOST_COLUMNS = 2000;

const ENVELOPE_COLUMNS: readonly PartitionColumn[] = Object.values(ENVELOPE);
const ENVELOPE_NAMES = new Set(ENVELOPE_COLUMNS.map(({ name }) => name));

/**
 * The columns of a table of which rows have these attributes: envelope, keys, attributes by name, and attributes before
 * the change by name.
 */
export function partitionColumns(
  { keys, decimals }: Pick<PublishedTable, 'keys' | 'decimals'>,
  names: Iterable<string>,
): PartitionColumn[] {
  const others = [...new Set(names)].filter((name) => !ENVELOPE_NAMES.has(name) && !keys.includes(name)).sort();
  const isOld = (name: string): boolean => name.startsWith(OLD_PREFIX);
  const ordered = [...keys, ...others.filter((name) => !isOld(name)), ...others.filter(isOld)];
  return [...ENVELOPE_COLUMNS, ...ordered.map((name) => ({ name, type: typeOf(decimals, name) }))];
}

/** What an attribute was before a change has the type of the attribute. */
const typeOf = (decimals: PublishedTable['decimals'], name: string): string =>
  decimals[name.startsWith(OLD_PREFIX) ? name.slice(OLD_PREFIX.length) : name] ?? 'string';

/** The columns of all: as each has its keys and decimals from one configuration, one column has one type. */
export const mergedColumns = (
  table: Pick<PublishedTable, 'keys' | 'decimals'>,
  ...all: readonly (readonly Pick<PartitionColumn, 'name'>[])[]
): PartitionColumn[] =>
  partitionColumns(
    table,
    all.flat().map(({ name }) => name),
  );
