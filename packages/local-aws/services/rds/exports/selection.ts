import type { FrozenDatabase, FrozenTable, SourceSpec } from '../../../databases';

/** A table of an export: what is read and why it may be left out. */
export interface SelectedTable {
  readonly database: string;
  readonly table: FrozenTable;
  /** `database.schema.table` (PostgreSQL), `database.table` (MySQL). */
  readonly target: string;
  readonly skipped?: string;
}

/** RDS's own word for a table that its master user may not read. The others have no documented word. */
export const PERMISSIONS_MISSING = 'PERMISSIONS_DO_NOT_EXIST';

/** Columns so named make RDS leave out their table. */
const UNREADABLE_COLUMN = /[,;{}()\n\t= ]/;

/** Tables that `exportOnly` asks for, all when it is empty; in order of schema and name. */
export function selectTables(
  databases: readonly FrozenDatabase[],
  engine: SourceSpec['engine'],
  exportOnly: readonly string[],
): SelectedTable[] {
  return databases.flatMap(({ database, tables }) =>
    tables
      .filter((t) => exportOnly.length === 0 || exportOnly.some((entry) => covers(entry, database, t, engine)))
      .map((table) => ({ database, table, target: targetOf(database, table, engine), skipped: reasonToSkip(table) })),
  );
}

/** Entries of ExportOnly that name nothing: PostgreSQL `db`, `db.schema`, `db.schema.table`; MySQL `db`, `db.table`. */
export function unknownEntries(
  databases: readonly FrozenDatabase[],
  engine: SourceSpec['engine'],
  exportOnly: readonly string[],
): string[] {
  return exportOnly.filter((entry) => {
    const inDatabase = databases.filter((d) => entry === d.database || entry.startsWith(`${d.database}.`));
    return !inDatabase.some((d) => entry === d.database || d.tables.some((t) => covers(entry, d.database, t, engine)));
  });
}

const targetOf = (database: string, { schema, table }: FrozenTable, engine: SourceSpec['engine']): string =>
  engine === 'mysql' ? `${database}.${table}` : `${database}.${schema}.${table}`;

const covers = (entry: string, database: string, table: FrozenTable, engine: SourceSpec['engine']): boolean =>
  entry === database ||
  entry === targetOf(database, table, engine) ||
  (engine === 'postgres' && entry === `${database}.${table.schema}`);

function reasonToSkip({ table, columns, persistence }: FrozenTable): string | undefined {
  if (persistence === 'unlogged') return 'UNLOGGED_TABLE';
  if (table.includes('/')) return 'UNSUPPORTED_TABLE_NAME';
  return columns.some((c) => UNREADABLE_COLUMN.test(c.name)) ? 'UNSUPPORTED_COLUMN_NAME' : undefined;
}
