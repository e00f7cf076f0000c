/**
 * The shape of `lakeferry.config.ts`: what a user writes.
 * `validateConfig` turns it into {@link Settings}, where every default is filled in.
 */

/** What a user writes in `lakeferry.config.ts`. */
export interface LakeferryConfig {
  /** Where the stacks are deployed. */
  readonly environment: {
    /** Twelve digits. @default the account of the credentials in use at deploy time */
    readonly account?: string;
    /** For example `eu-west-1`, `cn-north-1`. The partition is derived from it. */
    readonly region: string;
  };
  readonly lake?: LakeConfig;
  readonly exports?: ExportsConfig;
  /** The databases whose snapshots go to the lake. At least one. */
  readonly sources: readonly SourceConfig[];
  readonly governance?: GovernanceConfig;
  readonly accounts?: {
    /** The account whose analysts read the lake. Twelve digits, same partition. @default nobody is granted anything */
    readonly analytics?: string;
    /**
     * ARNs of IAM roles of that account that read all it was given; the analytics stack gives it on to them.
     * @default none, its own Lake Formation administrator does
     */
    readonly analysts?: readonly string[];
  };
}

export interface LakeConfig {
  /** @default a name made by CloudFormation */
  readonly bucketName?: string;
  /** Folders below the bucket, no leading or trailing slash. @default '' (tables start at the bucket's root) */
  readonly prefix?: string;
  /** Hive partition key. @default 'date' */
  readonly partitionKey?: string;
  /** Days that a raw export is kept after it was published. @default 7 */
  readonly expireRawExportsAfterDays?: number;
  /** Days that a partition is kept; older ones expire. @default partitions never expire */
  readonly expirePartitionsAfterDays?: number;
}

/** How the next export is chosen when more snapshots wait than slots are free. */
export type Ranking = 'longest-first' | 'fifo' | 'priority';

export interface ExportsConfig {
  /** Exports running in the account and Region at once, 1 to 5. @default 5, the service's limit */
  readonly maxConcurrent?: number;
  /** @default 'longest-first' */
  readonly ranking?: Ranking;
  /** Export tasks started for one snapshot before the execution fails, 1 to 10. A redrive grants as many again. @default 3 */
  readonly attempts?: number;
}

export type SnapshotKind = 'automated' | 'manual' | 'awsbackup';

/** `snapshots`: export each new snapshot of these kinds. `schedule`: export straight from the live cluster. */
export type TriggerConfig =
  | { readonly snapshots: readonly SnapshotKind[] }
  | {
      /** An EventBridge Scheduler expression: `cron(0 2 * * ? *)` or `rate(1 day)`, in UTC. Aurora clusters only. */
      readonly schedule: string;
    };

export interface SourceConfig {
  readonly kind: 'aurora-cluster' | 'rds-instance';
  /** DBClusterIdentifier or DBInstanceIdentifier, as RDS lists it (lower case). */
  readonly id: string;
  readonly engine: 'postgres' | 'mysql';
  /** Databases to publish; each becomes one Glue database, `<id>_<database>`. At least one. */
  readonly databases: readonly string[];
  /** @default snapshots of every kind: automated, manual, AWS Backup */
  readonly trigger?: TriggerConfig;
  /** RDS ExportOnly: `database`, `database.schema`, `database.schema.table` (PostgreSQL), `database.table` (MySQL). @default everything */
  readonly exportOnly?: readonly string[];
  /** Larger goes first under `ranking: 'priority'`. @default 0 */
  readonly priority?: number;
}

/** Who sees what. Tables and columns are named as in the catalog: lower case, `public` dropped, other schemas as `schema_table`. */
export interface GovernanceConfig {
  /** LF-tag keys and their allowed values. @default { confidential: ['sensitive', 'private', 'public'] } */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Tags of every database unless `databases` says otherwise. @default { confidential: 'private' } */
  readonly databaseTags?: Readonly<Record<string, string>>;
  /** The tag that opens a whole table to the analytics account. @default { confidential: 'public' } */
  readonly sharedTag?: Readonly<Record<string, string>>;
  /**
   * `additive`: lakeferry only adds. `exact`: what lakeferry made and the policy no longer declares is removed.
   * What others made is never removed, in neither mode. @default 'exact'
   */
  readonly mode?: 'additive' | 'exact';
  /**
   * What analysts read with. Glue ETL honours hidden columns only through data filters, so with it columns hidden by tags in a table that is
   * otherwise shared are warned about. @default ['athena']
   */
  readonly readBy?: readonly Reader[];
  /**
   * How Lake Formation shares with other accounts: a setting of the lake's account and Region, raised by the lake stack where something is shared
   * with another account. It concerns all that is granted there from then on, lakeferry's or not, and 5 cannot be left again: where the account is
   * at 5, say 5. `unchanged`: the stack does not touch it. Below 3 nothing is applied. @default 4
   */
  readonly crossAccountVersion?: CrossAccountVersion;
  /** Keyed by Glue database name, `<source id>_<database>` with `-` as `_`. */
  readonly databases?: Readonly<Record<string, DatabasePolicy>>;
}

export type Reader = 'athena' | 'glue-etl';
export type CrossAccountVersion = 3 | 4 | 5 | 'unchanged';

export interface DatabasePolicy {
  readonly tags?: Readonly<Record<string, string>>;
  /** Tables shared whole: `share: ['orders', 'customers']`. Adding one is one line. */
  readonly share?: readonly string[];
  /** Tables with columns to hide: only the listed columns are seen. `filters: { customers: { columns: ['id', 'city'] } }` */
  readonly filters?: Readonly<Record<string, TableFilter>>;
  /**
   * Further filters on a table, by table and name: other columns or rows for other principals.
   * `namedFilters: { customers: { finance: { columns: ['id', 'vat_id'], principals: ['arn:…:role/finance'] } } }`
   */
  readonly namedFilters?: Readonly<Record<string, Readonly<Record<string, TableFilter>>>>;
  /** Tag overrides of single tables and columns. */
  readonly tables?: Readonly<Record<string, TablePolicy>>;
}

export interface TableFilter {
  /** The include list. Partition keys are always visible and are not listed. */
  readonly columns: readonly string[];
  /** A row predicate in the filter language of Lake Formation, at most 2,048 characters. @default all rows */
  readonly rows?: string;
  /** Account ids, IAM role ARNs or ARNs of organisation units that get this filter. @default the analytics account */
  readonly principals?: readonly string[];
}

export interface TablePolicy {
  readonly tags?: Readonly<Record<string, string>>;
  /** A column that came later, or came back with another type, stays hidden until it stands here or in the filter. */
  readonly columns?: Readonly<Record<string, ColumnPolicy>>;
}

export interface ColumnPolicy {
  /** @default those of the table */
  readonly tags?: Readonly<Record<string, string>>;
  /** The catalog's type that is agreed to, where it has changed: `'decimal(12,2)'`. */
  readonly type?: string;
}

/** The configuration with every default filled in: what stacks and functions read. JSON through and through. */
export interface Settings {
  readonly environment: { readonly account?: string; readonly region: string; readonly partition: string };
  readonly lake: {
    readonly bucketName?: string;
    readonly prefix: string;
    readonly partitionKey: string;
    readonly expireRawExportsAfterDays: number;
    readonly expirePartitionsAfterDays?: number;
  };
  readonly exports: { readonly maxConcurrent: number; readonly ranking: Ranking; readonly attempts: number };
  readonly sources: readonly SourceSettings[];
  readonly governance: {
    readonly tags: Readonly<Record<string, readonly string[]>>;
    readonly databaseTags: Readonly<Record<string, string>>;
    readonly sharedTag: Readonly<Record<string, string>>;
    readonly mode: 'additive' | 'exact';
    readonly readBy?: readonly Reader[];
    readonly crossAccountVersion: CrossAccountVersion;
    readonly databases: Readonly<Record<string, DatabasePolicy>>;
  };
  readonly accounts: { readonly analytics?: string; readonly analysts?: readonly string[] };
}

export interface SourceSettings extends SourceConfig {
  readonly trigger: TriggerConfig;
  readonly priority: number;
}
