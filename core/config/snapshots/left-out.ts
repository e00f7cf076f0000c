import type { CatalogDatabase } from '../../lake/catalog-database';
import { catalogName } from '../../names';
import { foldersOf, glueTableOf } from '../../snapshots/layout/aliases';
import type { Placed } from '../branch';
import { fieldPath, neverArrives } from '../problems';
import { SOURCES } from './catalog-databases';
import type { SourceConfig } from './types';

/** The `exportOnly` of the database's source, where no entry of it can bring the table. */
export function exportOnlyWithout(
  sources: readonly Placed<SourceConfig>[],
  { source: { id, database } }: CatalogDatabase,
  glueTable: string,
): string | undefined {
  const found = sources.find(({ entry }) => entry.id === id && entry.databases.includes(database));
  const exportOnly = found?.entry.exportOnly ?? [];
  const own = exportOnly.filter((each) => each === database || each.startsWith(`${database}.`));
  if (found === undefined || own.length === 0) return undefined;
  const brings = own.some((each) => canBring(found.entry, each, database, glueTable));
  return brings ? undefined : neverArrives(fieldPath([SOURCES, found.index, 'exportOnly']));
}

/** `target` is a database, a schema of it or a table. */
function canBring(source: SourceConfig, target: string, database: string, glueTable: string): boolean {
  if (target === database) return true;
  const table = foldersOf(source, target);
  if (table !== undefined) return glueTableOf(source, table) === glueTable;
  const isAliased = ([aliased, alias]: readonly [string, string]): boolean =>
    alias === glueTable && aliased.startsWith(`${target}.`);
  const schema = target.slice(database.length + 1);
  // tables of `public` have names of any kind
  return (
    schema === 'public' ||
    glueTable.startsWith(catalogName(`${schema}_`)) ||
    Object.entries(source.aliases ?? {}).some(isAliased)
  );
}
