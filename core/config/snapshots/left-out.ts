import type { CatalogDatabase } from '../../lake/catalog-database';
import { catalogName, glueTableName } from '../../names';
import type { Placed } from '../branch';
import { fieldPath } from '../problems';
import { SOURCES } from './catalog-databases';
import type { SourceConfig } from './types';

/** The `exportOnly` of the database's source, where no entry of it can bring the table. */
export function exportOnlyWithout(
  sources: readonly Placed<SourceConfig>[],
  { source: { id, database } }: CatalogDatabase,
  glueTable: string,
): string | undefined {
  const found = sources.find(({ entry }) => entry.id === id && entry.databases.includes(database));
  const { exportOnly = [], engine } = found?.entry ?? {};
  const own = exportOnly.filter((each) => each === database || each.startsWith(`${database}.`));
  if (found === undefined || own.length === 0) return undefined;
  const brings = own.some((each) => canBring(each.slice(database.length + 1), engine, glueTable));
  return brings ? undefined : fieldPath([SOURCES, found.index, 'exportOnly']);
}

/** `part` is what follows the database: nothing, `schema`, `schema.table`; for MySQL `table`. */
function canBring(part: string, engine: SourceConfig['engine'] | undefined, glueTable: string): boolean {
  if (part === '') return true;
  const [schema = '', table] = part.split('.');
  if (engine === 'mysql') return glueTableName(undefined, part) === glueTable;
  if (table !== undefined) return glueTableName(schema, table) === glueTable;
  // tables of `public` have names of any kind
  return schema === 'public' || glueTable.startsWith(catalogName(`${schema}_`));
}
