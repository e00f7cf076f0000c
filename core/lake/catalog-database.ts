import { CRAWLER_EXCLUSIONS } from './crawler';
import type { DatabaseNames } from './database-names';

/** One Glue database of the lake, its crawler and its folder, whatever brings its data. */
export interface CatalogDatabase extends DatabaseNames {
  /** The level at which the crawler finds tables. Glue counts the bucket as level 1. */
  readonly tableLevel: number;
  /** Globs of files that are no data. */
  readonly exclusions: readonly string[];
  /** For people who look at the catalog. */
  readonly description: string;
  /** The configuration's list that declares it, for example `sources`. */
  readonly branch: string;
  /** The entry of that list, and the database of it as its owner names it. */
  readonly source: { readonly id: string; readonly database: string };
  /** The field that declares it: `sources[0].databases[1]`. */
  readonly declaredAt: string;
}

/** What a branch says of a database; the rest follows. */
export type DeclaredDatabase = Omit<CatalogDatabase, 'tableLevel' | 'exclusions'>;

export const catalogDatabase = (declared: DeclaredDatabase): CatalogDatabase => ({
  ...declared,
  // the bucket before the folders, the table after them
  tableLevel: declared.folder.split('/').filter((part) => part !== '').length + 2,
  exclusions: CRAWLER_EXCLUSIONS,
});
