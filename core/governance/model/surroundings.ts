/** What bears on who reads the tables of one database, besides that database's own state. */
export interface Surroundings {
  /** Lake Formation's settings of the account as its API has them; a change puts all of them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** ARNs of the account's data lake administrators: they may grant themselves anything. */
  readonly administrators: readonly string[];
  /** ARNs of those that read all metadata, and no data. */
  readonly readOnlyAdministrators: readonly string[];
  /** Values of the session tag by which Lake Formation knows engines that it trusts. */
  readonly sessionTagValues: readonly string[];
  /** Engines of others get data that Lake Formation did not filter. Absent: none may. */
  readonly externalEngines?: ExternalEngines;
  /** Tables of other databases of the catalog whose files are among those of the database. */
  readonly neighbours: readonly Neighbour[];
  /** Databases and tables that are not lakeferry's and that its tag policies show. */
  readonly reached: readonly Reached[];
  /** Views anywhere in the catalog that read with the rights of their definer. */
  readonly views: readonly DefinerView[];
  /** Policies of the buckets and keys that hold the files. Absent: nobody looked. */
  readonly files?: FilePolicies;
}

/** A Data Catalog view: whoever may read it reads what its definer may read, without rights on the tables. */
export interface DefinerView {
  readonly database: string;
  readonly table: string;
  /** ARN of the role; absent where Glue does not tell. */
  readonly definer?: string;
  /** `shop.orders`, the tables that it reads; empty where Glue does not tell. */
  readonly reads: readonly string[];
}

/** A database, or a table of one, and what makes it match. */
export interface Reached {
  readonly database: string;
  readonly table?: string;
  /** Where the tag stands, the whole where it is inherited: the table, or the database. */
  readonly tagged: { readonly table?: string; readonly columns?: readonly string[] };
  readonly key: string;
  readonly value: string;
}

export interface FilePolicies {
  /** `bucket/prefix`: what the stacks register with Lake Formation. */
  readonly locations: readonly string[];
  readonly buckets: readonly BucketPolicy[];
  readonly keys: readonly KeyPolicy[];
  /** What AWS did not let be read, one line each, for people. */
  readonly unread: readonly string[];
}

export interface BucketPolicy {
  readonly name: string;
  readonly partition: string;
  /** ARNs of those who read files of it as lakeferry has it. */
  readonly readers: readonly string[];
  /** JSON. Absent: it could not be read. */
  readonly policy?: string;
  /** Absent: it could not be read. */
  readonly isPublicBlocked?: boolean;
}

export interface KeyPolicy {
  readonly arn: string;
  readonly readers: readonly string[];
  /** JSON. Absent: it could not be read. */
  readonly policy?: string;
  readonly grants: readonly KeyGrant[];
}

export interface KeyGrant {
  readonly id: string;
  readonly grantee: string;
  readonly operations: readonly string[];
}

export interface ExternalEngines {
  /** Accounts whose engines promise to filter, `AllowExternalDataFiltering`. */
  readonly filteringAccounts: readonly string[];
  /** Anybody's engine, for whoever may read a whole table: `AllowFullTableExternalDataAccess`. */
  readonly readsWholeTables: boolean;
}

export interface Neighbour {
  readonly database: string;
  readonly table: string;
  /** `s3://bucket/folder/` */
  readonly location: string;
}

/** One of the two paths is the other one, or a folder above it. */
export const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/** Tells in a few steps whether a path overlaps with one of many. What is not on S3 has none. */
export function overlapWith(paths: readonly string[]): (path: string | undefined) => string | undefined {
  const exact = new Set(paths);
  const below = new Map<string, string>();
  for (const path of paths) for (const folder of foldersAbove(path)) below.set(folder, path);
  return (path = '') => [path, ...foldersAbove(path)].find((folder) => exact.has(folder)) ?? below.get(path);
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}
