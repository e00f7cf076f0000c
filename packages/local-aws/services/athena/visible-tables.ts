import type { Catalog, CatalogTable } from '../glue';
import { plain } from './missing-table';
import type { TableSight } from './tables/load-table';

/** What a principal reads of a table; undefined: for it the table does not exist. */
export type SeeTable = (
  principalArn: string,
  table: { readonly catalogId: string; readonly database: string; readonly table: string },
) => Promise<TableSight | undefined>;

/** A table, or a view, that the caller sees. */
export interface VisibleTable {
  /** Of the caller's catalog: the link's own name where it is one. */
  readonly schema: string;
  readonly table: CatalogTable;
  readonly sight: TableSight;
}

/** All that a principal sees in its account's catalog, through resource links too. */
export async function visibleTables(
  { catalog, see }: { readonly catalog: Catalog; readonly see: SeeTable },
  { principalArn, catalogId }: { readonly principalArn: string; readonly catalogId: string },
): Promise<VisibleTable[]> {
  const visible: VisibleTable[] = [];
  for (const { name, target } of catalog.databases(catalogId)) {
    const owner = target?.CatalogId ?? catalogId;
    const source = target?.DatabaseName?.toLowerCase() ?? name;
    for (const table of catalog.tables(owner, source)) {
      const sight = await see(principalArn, { catalogId: owner, database: source, table: table.name });
      if (sight !== undefined) visible.push({ schema: name, table, sight });
    }
  }
  return visible;
}

export const schemasOf = (visible: readonly VisibleTable[], database: string): Set<string> =>
  new Set([database, ...visible.map(({ schema }) => schema)]);

/** Every word of a query that could be a name, in lower case. */
export const identifiersOf = (sql: string): Set<string> =>
  new Set((sql.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).map(plain));
