import { snapshotDatabases } from '../config/snapshots/catalog-databases';
import type { Settings } from '../config/types';
import type { CatalogDatabase } from './catalog-database';

/**
 * Every Glue database of a configuration: the one list. What stands in it is crawled, governed, shared and shown; a branch adds its
 * databases here and nowhere else.
 */
export const catalogDatabases = ({ sources, lake }: Pick<Settings, 'sources' | 'lake'>): CatalogDatabase[] =>
  snapshotDatabases(
    sources.map((source, index) => ({ index, source })),
    lake,
  );

/** The Glue database that holds one database of a source. Throws for one that the configuration does not declare. */
export function catalogDatabaseOf(
  settings: Pick<Settings, 'sources' | 'lake'>,
  source: CatalogDatabase['source'],
): CatalogDatabase {
  const found = catalogDatabases(settings).find(
    (each) => each.source.id === source.id && each.source.database === source.database,
  );
  if (found !== undefined) return found;
  throw new Error(`Database '${source.database}' of '${source.id}' is not in the configuration. Add it and deploy.`);
}
