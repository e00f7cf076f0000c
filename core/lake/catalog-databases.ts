import { placed } from '../config/branch';
import { BRANCHES } from '../config/branches';
import type { BranchKey, Settings } from '../config/types';
import { type CatalogDatabase, type CrawledDatabase, isCrawled } from './catalog-database';

export type DeclaringSettings = Pick<Settings, BranchKey | 'environment' | 'lake'>;

/**
 * Every Glue database of a configuration: the one list. What stands in it is filled, governed, shared and shown; a
 * branch adds its databases here and nowhere else.
 */
export const catalogDatabases = (settings: DeclaringSettings): CatalogDatabase[] =>
  BRANCHES.flatMap((branch) => branch.catalogDatabases(placed<unknown>(settings[branch.key]), settings));

/** The Glue database that holds one database of a source. Throws for one that the configuration does not declare. */
export function catalogDatabaseOf(settings: DeclaringSettings, source: CatalogDatabase['source']): CrawledDatabase {
  const found = catalogDatabases(settings)
    .filter(isCrawled)
    .find((each) => each.source.id === source.id && each.source.database === source.database);
  if (found !== undefined) return found;
  throw new Error(`Database '${source.database}' of '${source.id}' is not in the configuration. Add it and deploy.`);
}
