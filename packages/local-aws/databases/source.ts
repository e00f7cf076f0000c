/**
 * Source databases, declared: each is a PostgreSQL database (PGlite) made from DDL and filled by COPY from what a
 * DuckDB SELECT reads out of data files. Plain data, so that it can be handed to another process.
 */

/** A cluster or instance as RDS knows it, with the databases it holds. */
export interface SourceSpec {
  /** DBClusterIdentifier or DBInstanceIdentifier. */
  readonly id: string;
  readonly kind: 'aurora-cluster' | 'rds-instance';
  /**
   * `mysql`: stored in PostgreSQL all the same, exported with MySQL's folder names and type mapping. Its one schema is
   * named as the database.
   */
  readonly engine: 'postgres' | 'mysql';
  readonly databases: readonly DatabaseSpec[];
  /** `flat`: the exports' older convention, files without batch folder. @default 'batched' */
  readonly exportLayout?: ExportLayout;
}

/** `batched`: `table/1/part-00000-….gz.parquet`. `flat`: `table/part-00000-….gz.parquet`. */
export type ExportLayout = 'batched' | 'flat';

export interface DatabaseSpec {
  readonly name: string;
  /** Run before the tables are made: schemas, types. */
  readonly setup?: readonly string[];
  readonly tables: readonly TableSpec[];
}

export interface TableSpec {
  /** As it stands in SQL: `public.flights`, `sales."Order Items-2024"`. */
  readonly name: string;
  /** What stands between the parentheses of CREATE TABLE. */
  readonly columns: string;
  /**
   * DuckDB SELECT with the table's columns in order; `$data` is the folder of their data. @default the table stays
   * empty
   */
  readonly rows?: string;
}

/** One database as it was at one moment: a folder with a CSV file a table, and this beside them. */
export interface FrozenDatabase {
  readonly database: string;
  readonly tables: readonly FrozenTable[];
}

export interface FrozenTable {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly FrozenColumn[];
  readonly rows: number;
  /** Bytes of the CSV file. */
  readonly bytes: number;
  /** CSV without a header, NULL as an unquoted `\N`; the name within the database's folder. */
  readonly file: string;
  readonly persistence: 'permanent' | 'unlogged';
  /** An export splits a table by its integer primary key; without one it is read partition by partition. */
  readonly hasIntegerKey: boolean;
}

export interface FrozenColumn {
  readonly name: string;
  /** As PostgreSQL formats it: `numeric(10,2)`, `timestamp with time zone`, `text[]`. */
  readonly type: string;
}
