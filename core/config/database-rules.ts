import type { CatalogDatabase } from '../lake/catalog-database';
import type { Problem } from './problems';

/**
 * Two databases, of whichever branches, must not become one in the catalog or in the lake. Names are changed for Glue
 * (`-` becomes `_`, lower case), so that different names can meet.
 */
export function judgeDatabases(databases: readonly CatalogDatabase[]): Problem[] {
  const owners = new Map<string, CatalogDatabase>();
  return databases.flatMap((database): Problem[] => {
    const { name, bucket, declaredAt, source } = database;
    const folder = `${bucket}/${database.folder}`;
    const owner = owners.get(name) ?? owners.get(folder);
    owners.set(name, owner ?? database).set(folder, owner ?? database);
    if (owner === undefined || isRepeatedEntry(database, owner)) return [];
    const fix = `would be Glue database '${name}', which ${owner.declaredAt} is already: leave one out, or rename it at its origin.`;
    return [{ path: declaredAt, value: source.database, fix }];
  });
}

/** An entry that is listed twice has a problem of its own, which is enough. */
const isRepeatedEntry = (database: CatalogDatabase, owner: CatalogDatabase): boolean =>
  database.branch === owner.branch && database.source.id === owner.source.id && entryOf(database) !== entryOf(owner);

/** `sources[0].databases[1]` is of the entry `sources[0]`. */
const entryOf = ({ declaredAt }: CatalogDatabase): string => declaredAt.slice(0, declaredAt.indexOf(']'));
