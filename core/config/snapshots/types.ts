/** Snapshots of databases: what a user writes, and what is made of it. */
export interface SnapshotsConfig {
  /** The databases whose snapshots go to the lake. */
  readonly sources?: readonly SourceConfig[];
  /** How their snapshots are exported. */
  readonly exports?: ExportsConfig;
}

/** How the next export is chosen when more snapshots wait than slots are free. */
export type Ranking = 'longest-first' | 'fifo' | 'priority';

export interface ExportsConfig {
  /** Exports running in the account and Region at once, 1 to 5. @default 5, the service's limit */
  readonly maxConcurrent?: number;
  /** @default 'longest-first' */
  readonly ranking?: Ranking;
  /**
   * Export tasks started for one snapshot before the execution fails, 1 to 10. A redrive grants as many again. @default
   * 3
   */
  readonly attempts?: number;
  /** Days that RDS's own files of an export are kept. @default 7 */
  readonly keepRawDays?: number;
}

export type SnapshotKind = 'automated' | 'manual' | 'awsbackup';

/** `snapshots`: export each new snapshot of these kinds. `schedule`: export straight from the live cluster. */
export type TriggerConfig =
  | { readonly snapshots: readonly SnapshotKind[] }
  | {
      /**
       * An EventBridge Scheduler expression: `cron(0 2 * * ? *)` or `rate(1 day)`, by the clocks of `timeZone`. Aurora
       * clusters only.
       */
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
  /**
   * RDS ExportOnly: `database`, `database.schema`, `database.schema.table` (PostgreSQL), `database.table` (MySQL).
   * @default everything
   */
  readonly exportOnly?: readonly string[];
  /**
   * Names of tables in the catalog, for those that would share one name: `{ 'shop.public.Orders': 'orders_of_web' }`,
   * tables named as in `exportOnly`. The folder in the lake has the same name: under another alias the table begins
   * empty, and what it had stays under the old name.
   * @default made of schema and table, in lower case
   */
  readonly aliases?: Readonly<Record<string, string>>;
  /**
   * ARN of the customer-managed KMS key that its snapshots are encrypted with. The key policy must let the lake's
   * account use it.
   * @default not encrypted, or with a key whose policy lets the whole account use it through RDS
   */
  readonly keyArn?: string;
  /** Larger goes first under `ranking: 'priority'`. @default 0 */
  readonly priority?: number;
}

export interface SourceSettings extends SourceConfig {
  readonly trigger: TriggerConfig;
  readonly priority: number;
}

/** Every default filled in. Without sources, the list is empty. */
export interface SnapshotsSettings {
  readonly sources: readonly SourceSettings[];
  readonly exports: Required<ExportsConfig>;
}
