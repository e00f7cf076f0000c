/**
 * Who sees what. Tables and columns are named as in the catalog: lower case, `public` dropped, other schemas as
 * `schema_table`.
 */
export interface GovernanceConfig {
  /** LF-tag keys and their allowed values. @default { confidential: ['sensitive', 'private', 'public'] } */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Tags of every database unless `databases` says otherwise. @default { confidential: 'private' } */
  readonly databaseTags?: Readonly<Record<string, string>>;
  /**
   * The tag of tables that are shared whole. Their columns are open to the analytics account once they are agreed to.
   * @default { confidential: 'public' }
   */
  readonly sharedTag?: Readonly<Record<string, string>>;
  /**
   * `additive`: lakeferry only adds. `exact`: what lakeferry made and the policy no longer declares is removed.
   * What others made is never removed, in neither mode. @default 'exact'
   */
  readonly mode?: 'additive' | 'exact';
  /**
   * What the analytics account reads with. Glue ETL honours hidden columns only through data filters, so with it
   * `wholeTables` is `filters`. @default ['athena']
   */
  readonly readBy?: readonly Reader[];
  /**
   * Principals that read with Glue ETL, of any account: each gets a data filter on every table that is shared whole,
   * and never the tag policy. @default none
   */
  readonly glueEtlPrincipals?: readonly string[];
  /**
   * How agreed columns of tables that are shared whole are opened. `columnTags`: by a tag on each of them. `filters`:
   * by one data filter a table that lists them, for an account whose Lake Formation does not show columns of a table
   * that does not match itself; a run says so. Either way a new column is hidden from the start. @default 'columnTags'
   */
  readonly wholeTables?: WholeTables;
  /**
   * `keep`: the lake stack also grants what versions without a tag on agreed columns granted, until the analysts'
   * stacks are deployed anew. docs/lake-formation.md has the steps. @default it does not
   */
  readonly formerGrants?: 'keep';
  /**
   * How Lake Formation shares with other accounts: a setting of the lake's account and Region, raised by the lake
   * stack where something is shared with another account. It concerns all that is granted there from then on,
   * lakeferry's or not, and 5 cannot be left again: where the account is at 5, say 5. `unchanged`: the stack does not
   * touch it. Below 3 nothing is opened. @default 4, `unchanged` where `administrators` is `leave`
   */
  readonly crossAccountVersion?: CrossAccountVersion;
  /**
   * Who becomes a Lake Formation administrator. `append`: the stacks add the role that CloudFormation deploys with, in
   * the lake's and in the analytics account, and the role of apply-governance; administrators there are stay. `leave`:
   * the stacks touch no data lake settings, the cross-account version included; docs/lake-formation.md has the
   * commands for whoever may. @default 'append'
   */
  readonly administrators?: 'append' | 'leave';
  /**
   * What becomes of the resource policy of the account's Data Catalog, where there is one and something is shared with
   * another account. AWS RAM must then be allowed `glue:ShareResource` in it. `extend`: the lake stack adds that
   * statement. `leave`: somebody else does. @default 'leave'
   */
  readonly catalogPolicy?: 'extend' | 'leave';
  /**
   * What rights of others on governed tables, and other ways to their files, are to a run: grants by hand, data lake
   * administrators, hybrid registrations, tables over the same files. `warn`: a line in the log, in the outcome and in
   * the metric ForeignFindings. `fail`: the run fails too, once everything is applied. @default 'warn'
   */
  readonly foreign?: 'warn' | 'fail';
  /**
   * What of it is meant, and is no finding any more: lines as `lakeferry governance drift` prints them, where `*`
   * stands for any text: `'* to arn:…:role/etl'`. A right of IAM_ALLOWED_PRINCIPALS stops a run all the same.
   * @default none
   */
  readonly accepted?: readonly string[];
  /**
   * Keyed by Glue database: any database of the catalog. Those of `sources` are `<source id>_<database>` with `-` as
   * `_`.
   */
  readonly databases?: Readonly<Record<string, DatabasePolicy>>;
}

export type Reader = 'athena' | 'glue-etl';
export type WholeTables = 'columnTags' | 'filters';
export type CrossAccountVersion = 3 | 4 | 5 | 'unchanged';

export interface DatabasePolicy {
  readonly tags?: Readonly<Record<string, string>>;
  /** Tables shared whole: `share: ['orders', 'customers']`. Adding one is one line. */
  readonly share?: readonly string[];
  /**
   * Tables with columns to hide: only the listed columns are seen. `filters: { customers: { columns: ['id', 'city'] }
   * }`
   */
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
  /**
   * A row predicate in the filter language of Lake Formation, of fewer than 2,048 characters: columns compared with
   * values. Reserved words take double quotes: `"date" > '2026'`. @default all rows
   */
  readonly rows?: string;
  /** Account ids, IAM role ARNs or ARNs of organisation units that get this filter. @default the analytics account */
  readonly principals?: readonly string[];
}

export interface TablePolicy {
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * A column that came later, or came back with another type, stays hidden until it stands here or in the filter. One
   * that stands there is still visible when its type widens without loss: `int` to `bigint`, `float` to `double`, a
   * longer `varchar`, a larger `decimal`.
   */
  readonly columns?: Readonly<Record<string, ColumnPolicy>>;
}

export interface ColumnPolicy {
  /** @default those of the table */
  readonly tags?: Readonly<Record<string, string>>;
  /** The catalog's type that is agreed to, where it has changed: `'decimal(12,2)'`. */
  readonly type?: string;
}

/** Who sees what, every default filled in. */
export interface GovernanceSettings {
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly databaseTags: Readonly<Record<string, string>>;
  readonly sharedTag: Readonly<Record<string, string>>;
  readonly mode: 'additive' | 'exact';
  readonly readBy?: readonly Reader[];
  readonly glueEtlPrincipals?: readonly string[];
  readonly wholeTables?: WholeTables;
  readonly formerGrants?: 'keep';
  /** LF-tag keys of lakeferry's own. @default those of the installation without a name */
  readonly ownTagKeys?: { readonly columns: string; readonly databases: string };
  readonly crossAccountVersion: CrossAccountVersion;
  readonly administrators: 'append' | 'leave';
  readonly catalogPolicy?: 'extend' | 'leave';
  /** Absent: `warn`. */
  readonly foreign?: 'warn' | 'fail';
  readonly accepted?: readonly string[];
  /** What the stacks tell `apply-governance`: all Glue databases of the configuration, and who makes them. */
  readonly governed?: {
    readonly installation: string;
    readonly databases: readonly string[];
    /** By database: the field that gives its tables columns before rows have them. @default none has one */
    readonly columnsAt?: Readonly<Record<string, string>>;
  };
  readonly databases: Readonly<Record<string, DatabasePolicy>>;
}
