import type { z } from 'zod';
import type { CatalogDatabase } from '../lake/catalog-database';
import type { LakePlace } from '../lake/database-names';
import type { AccountsConfig } from './accounts/types';
import type { EnvironmentConfig } from './environment/types';
import type { GovernanceConfig } from './governance/types';
import type { Problem } from './problems';
import type { BranchKey, LakeferryConfig, Settings } from './types';

/** An entry of a branch's list, and where it stands there. */
export interface Placed<Entry> {
  readonly index: number;
  readonly entry: Entry;
}

export const placed = <Entry>(entries: readonly Entry[]): Placed<Entry>[] =>
  entries.map((entry, index) => ({ index, entry }));

/** What of the other parts entries are judged by. */
export interface Surroundings {
  /** Undefined where it could not be read. */
  readonly environment?: EnvironmentConfig;
  /** Whether a bucket of this name is the lake's own. */
  readonly isLakeBucket: (bucket: string) => boolean;
  /** Of the lake's tables. */
  readonly partitionKey: string;
}

/** How tables are shared, as written. */
export interface Sharing {
  readonly governance: GovernanceConfig;
  readonly accounts: AccountsConfig;
  readonly place: LakePlace;
  /** Of the lake's tables. */
  readonly partitionKey: string;
  /** Keys of all Glue databases of the configuration. */
  readonly databases: readonly string[];
}

/** What a way into the lake adds to the configuration: a list of what it brings, and options for all of it. */
export interface Branch<Entry = unknown> {
  /** The key of its list, for example `sources`. */
  readonly key: BranchKey;
  /** For messages: what an entry of the list is. */
  readonly lists: string;
  /** For messages: how the Glue databases of an entry are named. @default it has none */
  readonly databaseNames?: string;
  /** The shape of one entry. */
  readonly entry: z.ZodType;
  /** Further top-level keys of the branch and their shapes. */
  readonly options: Readonly<Record<string, z.ZodType>>;
  /** What an entry must be consistent in, and what entries must not share. Gets the entries that could be read. */
  rules(entries: readonly Placed<Entry>[], surroundings: Surroundings): Problem[];
  /** What options must be consistent in. Gets those that could be read. @default their shapes say it all */
  optionRules?(options: Readonly<Record<string, unknown>>, surroundings: Surroundings): Problem[];
  /** What tables must have that are shared. @default nothing of their own */
  sharingRules?(entries: readonly Placed<Entry>[], sharing: Sharing): Problem[];
  /** What may go wrong with valid entries: printed, not refused. */
  warnings(entries: readonly Placed<Entry>[], environment: EnvironmentConfig): Problem[];
  /** The branch's part of the settings. The configuration is valid. */
  defaults(config: LakeferryConfig): Partial<Settings>;
  /** What to write instead, when nothing of that table arrives. @default every table arrives */
  leavesOut?(entries: readonly Placed<Entry>[], database: CatalogDatabase, glueTable: string): string | undefined;
  /** The column of a name that was written otherwise than a column. @default the name in lower case */
  columnMeant?(name: string, partitionKey: string): string;
  /** The Glue databases of these entries. */
  catalogDatabases(entries: readonly Placed<Entry>[], place: LakePlace): CatalogDatabase[];
}
