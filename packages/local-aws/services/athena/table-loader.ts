import type { Column } from '@aws-sdk/client-glue';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObjectStore, ObjectSummary } from '../../service';
import type { Catalog, CatalogTable } from '../glue';
import type { FileCache } from './file-cache';
import { QueryFailedError } from './query-error';
import { duckDbType, literal, quoted } from './sql-types';

/** What a principal reads of a table; partition keys come by themselves. */
export interface TableSight {
  readonly columns: readonly string[];
  /** Partition keys that do not come. */
  readonly hiddenKeys?: readonly string[];
  readonly rowFilter?: string;
  readonly cellFilters?: Readonly<Record<string, string>>;
}

export interface LoaderDependencies {
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
  readonly files: FileCache;
}

/** Files of one partition (or of a table without partitions), with the values of its keys. */
interface DataPart {
  readonly values: readonly string[];
  readonly bucket: string;
  readonly objects: readonly ObjectSummary[];
}

/**
 * Makes `schema.table` in DuckDB with the columns and rows that are seen and nothing else: what is hidden never enters
 * the engine, so no query can reach it. `withData` false: the empty table.
 */
export async function loadTable(
  connection: DuckDBConnection,
  deps: LoaderDependencies,
  schema: string,
  table: CatalogTable,
  sight: TableSight,
  withData: boolean,
): Promise<void> {
  if (hasDuplicates(table.input)) {
    if (withData) throw duplicateColumns(table);
    return;
  }
  const target = `${schema}.${quoted(table.name)}`;
  const visible = visibleColumns(table, sight);
  const keys = visibleKeys(table, sight);
  const typed = [
    ...visible.map((c) => ({ name: c.Name!, type: duckDbType(c.Type ?? '') })),
    ...keys.map((name) => ({ name, type: 'VARCHAR' })),
  ];
  const parts = withData ? dataParts(deps, table) : [];
  const selects: string[] = [];
  for (const part of parts) {
    const paths = await deps.files.paths(part.bucket, part.objects);
    if (paths.length > 0) selects.push(await selectOf(connection, table, sight, visible, part, paths));
  }
  if (selects.length === 0) {
    const columns = typed.map(({ name, type = 'VARCHAR' }) => `${quoted(name)} ${type}`);
    await connection.run(`CREATE TABLE ${target} (${columns.join(', ')})`);
    return;
  }
  await connection.run(`CREATE TABLE ${target} AS ${selects.join(' UNION ALL BY NAME ')}`);
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

const visibleKeys = (table: CatalogTable, { hiddenKeys = [] }: TableSight): string[] =>
  (table.input.PartitionKeys ?? []).map(({ Name = '' }) => Name).filter((name) => !hiddenKeys.includes(name));

/** All of the table's columns first (a row predicate may be about hidden ones), then the rows, then what is visible. */
async function selectOf(
  connection: DuckDBConnection,
  table: CatalogTable,
  sight: TableSight,
  visible: readonly Column[],
  part: DataPart,
  paths: readonly string[],
): Promise<string> {
  const { rowFilter, cellFilters = {} } = sight;
  const source = `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  const present = await columnsOfFiles(connection, source);
  const all = (table.input.StorageDescriptor?.Columns ?? []).map((c) => {
    const type = duckDbType(c.Type ?? '');
    const value = present.has(c.Name ?? '') ? quoted(c.Name!) : 'NULL';
    return `${type === undefined ? value : `CAST(${value} AS ${type})`} AS ${quoted(c.Name!)}`;
  });
  const keys = (table.input.PartitionKeys ?? []).map(
    (k, i) => `${literal(part.values[i] ?? '')} AS ${quoted(k.Name!)}`,
  );
  const shown = visible.map(({ Name = '' }) => {
    const filter = Object.hasOwn(cellFilters, Name) ? cellFilters[Name] : undefined;
    return filter === undefined ? quoted(Name) : `CASE WHEN (${filter}) THEN ${quoted(Name)} END AS ${quoted(Name)}`;
  });
  const keyNames = visibleKeys(table, sight).map(quoted);
  const where = rowFilter === undefined ? '' : ` WHERE (${rowFilter})`;
  return `SELECT ${[...shown, ...keyNames].join(', ')} FROM (SELECT ${[...all, ...keys].join(', ')} FROM ${source})${where}`;
}

async function columnsOfFiles(connection: DuckDBConnection, source: string): Promise<Set<string>> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  return new Set(described.getRows().map(([name]) => String(name).toLowerCase()));
}

function dataParts({ catalog, objects }: LoaderDependencies, table: CatalogTable): DataPart[] {
  if ((table.input.PartitionKeys ?? []).length === 0) {
    return [partAt(objects, [], table.input.StorageDescriptor?.Location)];
  }
  return catalog.partitions(table).map((p) => partAt(objects, p.values, p.input.StorageDescriptor?.Location));
}

/** Names that begin with `_` or `.` are hidden from queries, as on Athena. */
function partAt(objects: ObjectStore, values: readonly string[], location: string | undefined): DataPart {
  const match = /^s3a?:\/\/([^/]+)\/?(.*)$/.exec(location ?? '');
  if (match === null) return { values, bucket: '', objects: [] };
  const [, bucket = '', path = ''] = match;
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const found = objects
    .list(bucket, prefix)
    .filter(({ key, size }) => size > 0 && !key.endsWith('/') && !/^[_.]/.test(key.split('/').at(-1) ?? ''));
  return { values, bucket, objects: found };
}
