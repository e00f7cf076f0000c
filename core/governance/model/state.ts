import { ownValue } from '../../own-value';
/**
 * What a catalog and Lake Formation hold, as the planner and the evaluator see it: names, keys and values in lower
 * case, one spelling for everything that the service reads back in several. Everything belongs to one account,
 * `catalogId`.
 */

/** One value per key. */
export type Tags = Readonly<Record<string, string>>;

/** AND over the keys, OR over the values of one key. */
export type TagExpression = Readonly<Record<string, readonly string[]>>;

/** How a filter on all rows reads back; also what "all rows" is called here. */
export const ALL_ROWS = 'TRUE';

export const IAM_ALLOWED_PRINCIPALS = 'IAM_ALLOWED_PRINCIPALS';

export interface CatalogState {
  /** Twelve digits. */
  readonly catalogId: string;
  /** LF-tag keys with their allowed values. Keys that nobody asked for may be missing. */
  readonly tags: TagExpression;
  readonly databases: Readonly<Record<string, DatabaseState>>;
  /** Explicit grants, of all databases and of none (tags, tag policies). */
  readonly grants: readonly Grant[];
  readonly locations: readonly RegisteredLocation[];
  readonly optIns: readonly OptIn[];
  /** Cross-account version of the account's settings, 1 to 5. */
  readonly crossAccountVersion?: number;
}

export interface DatabaseState {
  /** Put on the database itself. */
  readonly tags: Tags;
  /** Lakeferry made the database, so what its account opened by default may be closed. @default false */
  readonly isOurs?: boolean;
  /** ARN of the role that makes tables and partitions, as the stack wrote it on the database. */
  readonly fillingRole?: string;
  /** ARNs of the data lake administrators that the stacks made, as they wrote them on the database. */
  readonly administrators?: readonly string[];
  /** New tables are given to everybody (IAM_ALLOWED_PRINCIPALS). */
  readonly opensNewTables: boolean;
  /** `s3://bucket/folder/`: where tables that lakeferry brings stand. */
  readonly folder?: string;
  readonly tables: Readonly<Record<string, TableState>>;
}

export interface TableState {
  /** `s3://bucket/folder/` */
  readonly location?: string;
  /** ARN of whoever created it, a session mostly: Lake Formation gives it all rights. */
  readonly createdBy?: string;
  /** A query with a name: it has no data of its own. @default false */
  readonly isView?: boolean;
  /** Grows with each change of the table. Absent: nobody asked, or what came since the last run could not be read. */
  readonly version?: number;
  /** Without partition keys, in the table's order. */
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly string[];
  /** Put on the table itself, without what it inherits. */
  readonly tags: Tags;
  /** Put on the columns themselves. */
  readonly columnTags: Readonly<Record<string, Tags>>;
  readonly filters: readonly DataFilter[];
}

export interface CatalogColumn {
  readonly name: string;
  /** As the catalog spells it: `bigint`, `decimal(10,2)`. */
  readonly type: string;
}

/** A data cells filter. */
export interface DataFilter {
  readonly name: string;
  /** The include list, sorted; absent: all but `excluded`. */
  readonly columns?: readonly string[];
  readonly excluded?: readonly string[];
  /** {@link ALL_ROWS}, or a predicate. */
  readonly rows: string;
}

export type Permission =
  | 'ALL'
  | 'SELECT'
  | 'DESCRIBE'
  | 'ALTER'
  | 'DROP'
  | 'INSERT'
  | 'DELETE'
  | 'CREATE_TABLE'
  | 'ASSOCIATE'
  /** On the catalog: everything in it. */
  | 'SUPER_USER'
  | 'OTHER';

export interface Grant {
  /** Account id, IAM or organisation ARN, {@link IAM_ALLOWED_PRINCIPALS}, or `<account>:IAMPrincipals`. */
  readonly principal: string;
  readonly resource: GrantedResource;
  readonly permissions: readonly Permission[];
  readonly withGrantOption: readonly Permission[];
  /**
   * The account whose Lake Formation holds the grant: another than the catalog's for what a share was given on to.
   * @default the catalog's
   */
  readonly grantedIn?: string;
}

export type GrantedResource =
  | { readonly kind: 'database'; readonly database: string }
  /** `table: '*'`: all tables of the database. */
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | {
      readonly kind: 'columns';
      readonly database: string;
      readonly table: string;
      /** Absent: all but `excluded`. */
      readonly columns?: readonly string[];
      readonly excluded?: readonly string[];
    }
  | { readonly kind: 'filter'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly values: readonly string[] }
  | {
      readonly kind: 'policy';
      readonly type: 'DATABASE' | 'TABLE';
      /** What it says at the moment, where it has a name; empty where that could not be read: it may match anything. */
      readonly expression: TagExpression;
      /** Of a named LF-tag expression. */
      readonly name?: string;
    }
  /** The account's whole catalog. */
  | { readonly kind: 'catalog' };

export interface RegisteredLocation {
  /** `bucket` or `bucket/folder`, without scheme and trailing slash. */
  readonly path: string;
  /** Lake Formation governs only principals that are opted in. */
  readonly hybrid: boolean;
  readonly arn?: string;
  /** Lake Formation reads it as this role. @default nobody asked */
  readonly roleArn?: string;
}

export interface OptIn {
  readonly principal: string;
  readonly resource: OptInResource;
}

export type OptInResource = Extract<GrantedResource, { kind: 'database' | 'table' }>;

/** Something that carries tags. */
export interface Place {
  readonly database: string;
  readonly table?: string;
  readonly column?: string;
}

/** Same text for the same resource. */
export function resourceKey(resource: GrantedResource): string {
  switch (resource.kind) {
    case 'database':
      return `database:${resource.database}`;
    case 'table':
      return `table:${resource.database}.${resource.table}`;
    case 'columns':
      return `columns:${resource.database}.${resource.table}(${
        resource.columns === undefined ? `* except ${sorted(resource.excluded)}` : sorted(resource.columns)
      })`;
    case 'filter':
      return `filter:${resource.database}.${resource.table}/${resource.name}`;
    case 'tag':
      return `tag:${resource.key}=${sorted(resource.values)}`;
    case 'policy':
      return `policy:${resource.type}:${resource.name === undefined ? showExpression(resource.expression) : `@${resource.name}`}`;
    case 'catalog':
      return 'catalog';
  }
}

const sorted = (names: readonly string[] = []): string => [...names].sort().join(',');

/** `confidential=private|public AND domain=sales`, keys and values in order. */
export const showExpression = (expression: TagExpression): string =>
  Object.keys(expression)
    .sort()
    .map((key) => `${key}=${[...ownValue(expression, key)!].sort().join('|')}`)
    .join(' AND ');

/** `shop`, `shop.orders`, `shop.orders.card`. */
export const showPlace = ({ database, table, column }: Place): string =>
  [database, table, column].filter((part) => part !== undefined).join('.');

/** `bucket/folder`, without scheme and trailing slash. Undefined for what is not on S3. */
export const pathOf = (location: string | undefined): string | undefined =>
  /^s3[an]?:\/\/(.*?)\/*$/.exec(location ?? '')?.[1];

/** Whether a location is a folder, or below it. */
export function isBelow(folder: string, location: string | undefined): boolean {
  const [outer, inner] = [pathOf(folder), pathOf(location)];
  return inner === outer || inner?.startsWith(`${outer}/`) === true;
}

/**
 * The registered location that covers a table's; one in hybrid mode where several do, because no document says which of
 * them counts.
 */
export function locationOf(state: CatalogState, location: string | undefined): RegisteredLocation | undefined {
  const path = pathOf(location);
  if (path === undefined) return undefined;
  const covering = state.locations.filter(
    (registered) => path === registered.path || path.startsWith(`${registered.path}/`),
  );
  return covering.find(({ hybrid }) => hybrid) ?? covering[0];
}
