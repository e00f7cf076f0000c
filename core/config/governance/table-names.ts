import type { CatalogDatabase } from '../../lake/catalog-database';
import { catalogName, glueTableName } from '../../names';
import { fieldPath, type Problem } from '../problems';
import type { DatabasePolicy } from './types';

export interface TableNamesContext {
  readonly databases: readonly CatalogDatabase[];
  leavesOut(database: CatalogDatabase, glueTable: string): string | undefined;
}

/** Tables stand in a policy as the catalog names them, and something of them must be able to arrive. */
export function judgeTableNames(
  at: readonly PropertyKey[],
  glueDatabase: string,
  { share = [], filters = {}, namedFilters = {}, tables = {} }: DatabasePolicy,
  { databases, leavesOut }: TableNamesContext,
): Problem[] {
  const database = databases.find(({ key }) => key === glueDatabase);
  const places: (readonly [readonly PropertyKey[], string])[] = [
    ...share.map((table, i) => [[...at, 'share', i], table] as const),
    ...Object.entries({ filters, namedFilters, tables }).flatMap(([field, record]) =>
      Object.keys(record).map((table) => [[...at, field, table], table] as const),
    ),
  ];
  return places.flatMap(([path, table]): Problem[] => {
    const fix = flawOf(table, database, leavesOut);
    return fix === undefined ? [] : [{ path: fieldPath(path), value: table, fix }];
  });
}

function flawOf(
  table: string,
  database: CatalogDatabase | undefined,
  leavesOut: TableNamesContext['leavesOut'],
): string | undefined {
  if (table === '') return 'is empty: give the name of a table.';
  if (table.includes('*'))
    return 'is a wildcard, which is not read: name each table, for only what is named is shared.';
  if (catalogName(table) !== table) return `is not how the catalog names it: use '${nameInCatalog(table, database)}'.`;
  return database === undefined ? undefined : leavesOut(database, table);
}

/** PostgreSQL's `schema.table`, and MySQL's `database.table`. */
function nameInCatalog(table: string, database: CatalogDatabase | undefined): string {
  const dot = table.indexOf('.');
  if (dot < 1 || dot === table.length - 1) return glueTableName(undefined, table);
  const [schema, own] = [table.slice(0, dot).toLowerCase(), table.slice(dot + 1)];
  return glueTableName(schema === database?.source.database.toLowerCase() ? undefined : schema, own);
}
