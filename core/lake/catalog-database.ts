import { CRAWLER_EXCLUSIONS } from './crawler';
import type { DatabaseNames } from './database-names';

/** One Glue database and its folder, whatever brings its data and whoever makes its tables. */
export type CatalogDatabase = CrawledDatabase | RegisteredDatabase | DeclaredDatabase;

interface AnyDatabase extends Omit<DatabaseNames, 'crawler'> {
  /** The bucket that has the folder. */
  readonly bucket: 'lake' | 'landing';
  /** For people who look at the catalog. */
  readonly description: string;
  /** The configuration's list that declares it, for example `sources`. */
  readonly branch: string;
  /** The entry of that list, and the database of it as its owner names it. */
  readonly source: { readonly id: string; readonly database: string };
  /** The field that declares it: `sources[0].databases[1]`. */
  readonly declaredAt: string;
}

/** A crawler finds its tables. */
export interface CrawledDatabase extends AnyDatabase {
  readonly filledBy: 'crawler';
  readonly bucket: 'lake';
  readonly crawler: string;
  /** The level at which the crawler finds tables. Glue counts the bucket as level 1. */
  readonly tableLevel: number;
  /** Globs of files that are no data. */
  readonly exclusions: readonly string[];
}

/** A function of lakeferry makes tables and partitions, as the role `registrar` of the lake's stack. */
export interface RegisteredDatabase extends AnyDatabase {
  readonly filledBy: 'registration';
  readonly bucket: 'lake';
  /** The field that gives its tables columns before rows have them: `dynamodb[0].publish[].columns`. */
  readonly columnsAt: string;
  /** A folder below its own in which partitions may expire. @default none may */
  readonly expiringFolder?: string;
}

/** The stacks make its tables, over files that others write. */
export interface DeclaredDatabase extends AnyDatabase {
  readonly filledBy: 'declaration';
}

/** A database of a crawler; what a branch says of it, and what follows. */
export const crawledDatabase = (
  database: Omit<CrawledDatabase, 'filledBy' | 'bucket' | 'tableLevel' | 'exclusions'>,
): CrawledDatabase => ({
  ...database,
  filledBy: 'crawler',
  bucket: 'lake',
  // the bucket before the folders, the table after them
  tableLevel: database.folder.split('/').filter((part) => part !== '').length + 2,
  exclusions: CRAWLER_EXCLUSIONS,
});

export const isCrawled = (database: CatalogDatabase): database is CrawledDatabase => database.filledBy === 'crawler';
export const isRegistered = (database: CatalogDatabase): database is RegisteredDatabase =>
  database.filledBy === 'registration';
export const isDeclared = (database: CatalogDatabase): database is DeclaredDatabase =>
  database.filledBy === 'declaration';
