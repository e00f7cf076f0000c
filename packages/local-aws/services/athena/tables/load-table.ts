import type { Column } from '@aws-sdk/client-glue';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogTable } from '../../glue';
import { QueryFailedError } from '../query-error';
import type { DataPart, PartDependencies } from './data-part';
import { dataParts } from './data-parts';
import type { FileCache } from './file-cache';
import type { FileSource } from './file-source';
import { readerOf } from './formats';
import { duckDbType, literal, quoted } from './sql-types';

/** What a principal reads of a table; partition keys come by themselves. */
export interface TableSight {
  readonly columns: readonly string[];
  /** Partition keys that do not come. */
  readonly hiddenKeys?: readonly string[];
  readonly rowFilter?: string;
  readonly cellFilters?: Readonly<Record<string, string>>;
}

export interface LoaderDependencies extends PartDependencies {
  readonly files: FileCache;
}

/**
 * Makes `schema.table` in DuckDB with the columns and rows that are seen and nothing else: what is hidden never enters
 * the engine, so no query can reach it. `sql` undefined: no query reads it, so that the table is empty.
 */
export async function loadTable(
  connection: DuckDBConnection,
  deps: LoaderDependencies,
  schema: string,
  table: CatalogTable,
  sight: TableSight,
  sql: string | undefined,
): Promise<void> {
  if (hasDuplicates(table.input)) {
    if (sql !== undefined) throw duplicateColumns(table);
    return;
  }
  const target = `${schema}.${quoted(table.name)}`;
  const selects = sql === undefined ? [] : await selectsOf(connection, deps, table, sight, sql);
  const query = selects.length === 0 ? `CREATE TABLE ${target} (${emptyColumns(table, sight).join(', ')})` : undefined;
  await connection.run(query ?? `CREATE TABLE ${target} AS ${selects.join(' UNION ALL BY NAME ')}`);
}

const emptyColumns = (table: CatalogTable, sight: TableSight): string[] =>
  [...visibleColumns(table, sight), ...visibleKeys(table, sight)].map(
    ({ Name = '', Type = '' }) => `${quoted(Name)} ${duckDbType(Type) ?? 'VARCHAR'}`,
  );

async function selectsOf(
  connection: DuckDBConnection,
  deps: LoaderDependencies,
  table: CatalogTable,
  sight: TableSight,
  sql: string,
): Promise<string[]> {
  const name = `${table.databaseName}.${table.name}`;
  // A table of a format that is not served is refused although it has no files yet.
  readerOf(name, table.input.StorageDescriptor);
  const selects: string[] = [];
  for (const part of dataParts(deps, table, sql)) {
    if (part.objects.length === 0) continue;
    const source = await readerOf(name, part.descriptor)(connection, deps.files, part);
    selects.push(selectOf(table, sight, part, source));
  }
  return selects;
}

const duplicateColumns = ({ name, databaseName }: CatalogTable): QueryFailedError =>
  new QueryFailedError(
    `HIVE_INVALID_METADATA: Hive metadata for table ${databaseName}.${name} is invalid: Table descriptor contains duplicate columns`,
  );

/** Athena reads no table in which a name comes twice among columns and partition keys. */
function hasDuplicates({ StorageDescriptor, PartitionKeys = [] }: CatalogTable['input']): boolean {
  const names = [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(({ Name = '' }) => Name.toLowerCase());
  return new Set(names).size < names.length;
}

const visibleColumns = (table: CatalogTable, sight: TableSight): Column[] =>
  (table.input.StorageDescriptor?.Columns ?? []).filter((c) => sight.columns.includes(c.Name ?? ''));

const visibleKeys = (table: CatalogTable, { hiddenKeys = [] }: TableSight): Column[] =>
  (table.input.PartitionKeys ?? []).filter(({ Name = '' }) => !hiddenKeys.includes(Name));

/** All of the table's columns first (a row predicate may be about hidden ones), then the rows, then what is visible. */
function selectOf(table: CatalogTable, sight: TableSight, part: DataPart, source: FileSource): string {
  const { rowFilter, cellFilters = {} } = sight;
  const all = (table.input.StorageDescriptor?.Columns ?? []).map(({ Name = '', Type = '' }) =>
    typed(source.columns.has(Name) ? quoted(Name) : 'NULL', Type, Name),
  );
  const keys = (table.input.PartitionKeys ?? []).map(({ Name = '', Type = '' }, i) =>
    typed(literal(part.values[i] ?? ''), Type, Name),
  );
  const shown = visibleColumns(table, sight).map(({ Name = '' }) => {
    const filter = Object.hasOwn(cellFilters, Name) ? cellFilters[Name] : undefined;
    return filter === undefined ? quoted(Name) : `CASE WHEN (${filter}) THEN ${quoted(Name)} END AS ${quoted(Name)}`;
  });
  const keyNames = visibleKeys(table, sight).map(({ Name = '' }) => quoted(Name));
  const where = rowFilter === undefined ? '' : ` WHERE (${rowFilter})`;
  return `SELECT ${[...shown, ...keyNames].join(', ')} FROM (SELECT ${[...all, ...keys].join(', ')} FROM ${source.from})${where}`;
}

function typed(value: string, hiveType: string, name: string): string {
  const type = duckDbType(hiveType);
  return `${type === undefined ? value : `CAST(${value} AS ${type})`} AS ${quoted(name)}`;
}
