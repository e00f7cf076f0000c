import { columnsInPredicate } from '../../core/config/governance/row-predicate';
import type { DatabasePolicy, SourceConfig } from '../../core/config/types';
import { ownValue } from '../../core/own-value';
import type { DatabaseSpec, TableSpec } from '../../packages/local-aws/databases/source';
import { generatedColumn } from './column-values';
import { generatedTables } from './table-names';

/** Rows of each generated table. */
export const GENERATED_ROWS = 1000;

/** A column that no policy names, so that a filter has something to hide. */
const UNNAMED = 'unnamed_column';

/** A database with the tables and columns that its policy names, or with one table that nobody sees. */
export function generatedDatabase(source: SourceConfig, name: string, policy: DatabasePolicy = {}): DatabaseSpec {
  const tables = generatedTables(source, name, policy);
  const schemas = [...new Set(tables.map(({ schema }) => schema))].filter((schema) => schema !== 'public');
  return {
    name,
    setup: schemas.map((schema) => `CREATE SCHEMA ${quoted(schema)}`),
    tables: tables.map(({ schema, table, catalogName }) => ({
      name: `${quoted(schema)}.${quoted(table)}`,
      ...contents(catalogName, policy),
    })),
  };
}

function contents(table: string, { filters = {}, namedFilters = {}, tables = {} }: DatabasePolicy) {
  const filter = ownValue(filters, table);
  const own = [...(filter === undefined ? [] : [filter]), ...Object.values(ownValue(namedFilters, table) ?? {})];
  const predicates = own.flatMap(({ rows }) => (rows === undefined ? [] : [rows]));
  const named = [
    ...own.flatMap(({ columns }) => columns),
    ...predicates.flatMap(columnsInPredicate),
    ...Object.keys(ownValue(tables, table)?.columns ?? {}),
  ];
  const others = [...new Set(named.length === 0 ? ['name', 'remark'] : [...named, UNNAMED])].filter(
    (column) => column !== 'id',
  );
  const id = { name: 'id', type: 'integer PRIMARY KEY', value: 'i' };
  const columns = [id, ...others.map((column) => ({ name: column, ...generatedColumn(column, predicates) }))];
  return {
    columns: columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', '),
    rows: `SELECT ${columns.map(({ value }) => value).join(', ')} FROM range(1, ${GENERATED_ROWS + 1}) AS numbers(i)`,
  } satisfies Omit<TableSpec, 'name'>;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
