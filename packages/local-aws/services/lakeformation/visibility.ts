import type { Permission } from '@aws-sdk/client-lakeformation';
import { type CatalogTable, columnsOf, partitionKeysOf } from '../glue/catalog';
import { IAM_ALLOWED_PRINCIPALS } from './grants';
import { spelledOut } from './named-expressions';
import type { GovernedResource } from './resources';
import { effectiveTags, type GrantRecord, isAccount, type LakeFormationStore, type LocationRecord } from './state';
import { expressionMatches } from './tag-assignments';

/** What a principal reads of a table. Partition keys are not listed: they are visible as soon as anything is. */
export interface TableSight {
  readonly columns: readonly string[];
  /** Partition keys that are not visible all the same. */
  readonly hiddenKeys?: readonly string[];
  /** Only rows for which it holds; absent: all rows. */
  readonly rowFilter?: string;
  /** Columns that are seen in fewer rows than `rowFilter` lets through, each with its own predicate. */
  readonly cellFilters?: Readonly<Record<string, string>>;
}

/** Predicates by column; `TRUE`: in all rows. */
type Sight = ReadonlyMap<string, readonly string[]>;

const ALL_ROWS = 'TRUE';
/** Whoever holds one of these reads the whole table: a column list beside it has no effect. */
const DEFEATS_COLUMN_LISTS = ['ALL', 'ALTER', 'DROP', 'DELETE', 'INSERT'];
/** On the catalog itself, they reach every table of it. */
const RIGHTS_ON_EVERYTHING = ['ALL', 'SUPER_USER'];

/**
 * What a principal may SELECT, or undefined if nothing. By the rules of AWS's "permission evaluation", tags and filters
 * united.
 */
export function tableSight(
  store: LakeFormationStore,
  table: CatalogTable,
  principalArn: string,
): TableSight | undefined {
  const sight = sightOf(store, table, principalArn);
  const columns = columnsOf(table).filter((c) => sight.has(c));
  if (columns.length === 0) return undefined;
  const hidden = governedKeys(store, table).filter((key) => !sight.has(key));
  return { ...sightOfColumns(sight, columns), ...(hidden.length === 0 ? {} : { hiddenKeys: hidden }) };
}

function sightOfColumns(sight: Sight, columns: readonly string[]): TableSight {
  const predicates = new Set([...sight.values()].flat());
  // "All rows … will prevail over all other filter expressions."
  if (predicates.has(ALL_ROWS)) return { columns };
  const rowFilter = either([...predicates]);
  const narrower = columns.filter((c) => sight.get(c)!.length < predicates.size);
  if (narrower.length === 0) return { columns, rowFilter };
  return { columns, rowFilter, cellFilters: Object.fromEntries(narrower.map((c) => [c, either(sight.get(c)!)])) };
}

const either = (predicates: readonly string[]): string =>
  predicates.length === 1 ? predicates[0]! : predicates.map((p) => `(${p})`).join(' OR ');

/** Columns whose names a principal may know: those it may SELECT, and all when it may DESCRIBE the table. */
export function describableColumns(
  store: LakeFormationStore,
  table: CatalogTable,
  principalArn: string,
): readonly string[] | undefined {
  const held = grantsFor(store, table.catalogId, principalArn).filter((g) => concernsTable(store, g, table));
  const describes = held.some(({ resource: { kind } }) => kind === 'table' || kind === 'catalog');
  if (describes) return columnsOf(table);
  const byTag = held.flatMap((g) => {
    const resource = spelledOut(store, g.resource);
    return resource.kind === 'policy' ? columnsOfGrant(store, resource, table) : [];
  });
  const selected = sightOf(store, table, principalArn);
  const known = columnsOf(table).filter((c) => selected.has(c) || byTag.includes(c));
  return known.length === 0 && held.length === 0 ? undefined : known;
}

/** Whether anything at all was granted to that principal (or its account) on the database or in it. */
export function seesDatabase(
  store: LakeFormationStore,
  catalogId: string,
  database: string,
  tables: readonly CatalogTable[],
  principalArn: string,
): boolean {
  const grants = grantsFor(store, catalogId, principalArn);
  const onDatabase = grants.some((grant) => {
    const r = spelledOut(store, grant.resource);
    return (
      reachesEverything(grant) ||
      (r.kind === 'database' && r.database === database) ||
      (r.kind === 'policy' &&
        r.type === 'DATABASE' &&
        expressionMatches(r.expression, effectiveTags(store, catalogId, database)))
    );
  });
  return onDatabase || tables.some((t) => describableColumns(store, t, principalArn) !== undefined);
}

/** Lake Formation Developer Guide, "Create Table": the right on the database, or `Super`. Administrators need it. */
export function mayCreateTable(
  store: LakeFormationStore,
  principalArn: string,
  catalogId: string,
  database: string,
): boolean {
  return grantsOrIam(store, catalogId, principalArn).some((grant) => {
    const r = spelledOut(store, grant.resource);
    if (reachesEverything(grant)) return true;
    if (!['ALL', 'CREATE_TABLE'].some((right) => grant.permissions.includes(right as Permission))) return false;
    if (r.kind === 'policy')
      return r.type === 'DATABASE' && expressionMatches(r.expression, effectiveTags(store, catalogId, database));
    return r.kind === 'database' && r.database === database;
  });
}

/** Lake Formation Developer Guide, "Lake Formation permissions reference": ALTER or DROP on the table, or `Super`. */
export function mayChangeTable(
  store: LakeFormationStore,
  principalArn: string,
  table: CatalogTable,
  right: 'ALTER' | 'DROP',
): boolean {
  const { catalogId, databaseName, name } = table;
  return grantsOrIam(store, catalogId, principalArn).some((grant) => {
    const r = spelledOut(store, grant.resource);
    if (reachesEverything(grant)) return true;
    if (!grant.permissions.includes('ALL') && !grant.permissions.includes(right)) return false;
    if (r.kind === 'policy')
      return r.type === 'TABLE' && expressionMatches(r.expression, effectiveTags(store, catalogId, databaseName, name));
    return r.kind === 'table' && r.database === databaseName && (r.table === name || r.table === '*');
  });
}

function sightOf(store: LakeFormationStore, table: CatalogTable, principalArn: string): Sight {
  const account = accountOf(principalArn);
  const made = store.grants.values().filter((g) => g.resource.catalogId === table.catalogId);
  const direct = made.filter((g) => g.grantedIn === table.catalogId && isPrincipal(g.principal, principalArn));
  if (account === table.catalogId) {
    if (isUnrestricted(store, table, principalArn)) return wholeTable(table);
    return unionOf(store, direct, table);
  }
  const toAccount = unionOf(
    store,
    made.filter((g) => g.grantedIn === table.catalogId && isAccount(store, g.principal, account)),
    table,
  );
  const local = made.filter((g) => g.grantedIn === account && isPrincipal(g.principal, principalArn));
  const shared = isAccountItself(principalArn) ? toAccount : intersect(unionOf(store, local, table), toAccount);
  const seen = unite(unionOf(store, direct, table), shared);
  // Where plain IAM still holds everything, column lists are as good as none.
  return seen.size > 0 && isUnrestricted(store, table, principalArn) ? wholeTable(table) : seen;
}

const wholeTable = (table: CatalogTable): Sight =>
  new Map([...columnsOf(table), ...partitionKeysOf(table)].map((c) => [c, [ALL_ROWS]]));

/** Partition keys that are not visible by themselves as soon as anything is. */
export const governedKeys = ({ answers }: LakeFormationStore, table: CatalogTable): string[] =>
  answers.partitionKeysWithoutTag === 'hidden' ? partitionKeysOf(table) : [];

/**
 * Lake Formation does not restrict: plain IAM was let in, the location is not registered, or hybrid without an opt-in.
 */
export function isUnrestricted(store: LakeFormationStore, table: CatalogTable, principalArn: string): boolean {
  const { catalogId, databaseName, name } = table;
  const open = store.grants
    .values()
    .some(
      ({ principal, resource: r, permissions }) =>
        principal === IAM_ALLOWED_PRINCIPALS &&
        permissions.includes('ALL') &&
        r.catalogId === catalogId &&
        ((r.kind === 'database' && r.database === databaseName) ||
          (r.kind === 'table' && r.database === databaseName && (r.table === name || r.table === '*'))),
    );
  if (open) return true;
  // A view has no location. "Lake Formation permissions can be applied to the VIEW", beside those on its tables.
  if (table.input.TableType === 'VIRTUAL_VIEW') return false;
  const location = locationOf(store, table.input.StorageDescriptor?.Location);
  if (location === undefined) return true;
  return location.hybrid && !optedIn(store, table, principalArn);
}

const optedIn = (store: LakeFormationStore, table: CatalogTable, principalArn: string): boolean =>
  store.optIns
    .values()
    .some(
      ({ principal, resource: r }) =>
        (isPrincipal(principal, principalArn) || principal === accountOf(principalArn)) &&
        ((r.kind === 'database' && r.database === table.databaseName) ||
          (r.kind === 'table' && r.database === table.databaseName && (r.table === table.name || r.table === '*'))),
    );

/**
 * The registered location that covers `s3://bucket/key`; one in hybrid mode where several do, because no document says
 * which of them counts.
 */
export function locationOf(store: LakeFormationStore, location: string | undefined): LocationRecord | undefined {
  const covering = store.locations.values().filter(({ arn }) => isAtOrBelow(location, arn));
  return covering.find(({ hybrid }) => hybrid) ?? covering[0];
}

/** Whether `s3://bucket/key` is the place `arn:…:s3:::bucket/prefix`, or in it. */
export function isAtOrBelow(location: string | undefined, arn: string): boolean {
  const path = location?.replace(/^s3a?:\/\//, '').replace(/\/+$/, '');
  const place = (arn.split(':::')[1] ?? '').replace(/\/+$/, '');
  return path !== undefined && (path === place || path.startsWith(`${place}/`));
}

function unionOf(store: LakeFormationStore, grants: readonly GrantRecord[], table: CatalogTable): Sight {
  const held = grants.filter((g) => concernsTable(store, g, table));
  const sight = held.map((g) => sightOfGrant(store, g, table)).reduce(unite, new Map());
  const writes = held.some(
    (g) =>
      g.permissions.some((p) => DEFEATS_COLUMN_LISTS.includes(p)) &&
      columnsOf(table).every((column) => columnsOfGrant(store, g.resource, table).includes(column)),
  );
  return writes && sight.size > 0 ? wholeTable(table) : sight;
}

function sightOfGrant(store: LakeFormationStore, grant: GrantRecord, table: CatalogTable): Sight {
  if (reachesEverything(grant)) return wholeTable(table);
  const { resource, permissions } = grant;
  if (!permissions.includes('SELECT') && !permissions.includes('ALL')) return new Map();
  const rows =
    resource.kind === 'filter'
      ? (store.filters.get(`${resource.catalogId}/${resource.database}/${resource.table}/${resource.name}`)
          ?.rowFilter ?? 'FALSE')
      : ALL_ROWS;
  return new Map(columnsOfGrant(store, resource, table).map((c) => [c, [rows]]));
}

const reachesEverything = ({ resource, permissions }: GrantRecord): boolean =>
  resource.kind === 'catalog' && permissions.some((p) => RIGHTS_ON_EVERYTHING.includes(p));

function concernsTable(store: LakeFormationStore, grant: GrantRecord, table: CatalogTable): boolean {
  if (reachesEverything(grant)) return true;
  const r = spelledOut(store, grant.resource);
  if (r.kind === 'table' || r.kind === 'columns') {
    return r.database === table.databaseName && (r.table === table.name || r.table === '*');
  }
  if (r.kind === 'filter') return r.database === table.databaseName && r.table === table.name;
  return r.kind === 'policy' && r.type === 'TABLE' && columnsOfGrant(store, r, table).length > 0;
}

/** The columns that a grant on this resource is about. */
function columnsOfGrant(store: LakeFormationStore, granted: GovernedResource, table: CatalogTable): string[] {
  const r = spelledOut(store, granted);
  const keys = governedKeys(store, table);
  const all = [...columnsOf(table), ...keys];
  if (r.kind === 'table' || r.kind === 'catalog') return all;
  if (r.kind === 'policy') {
    const tagsOf = (c?: string) => effectiveTags(store, table.catalogId, table.databaseName, table.name, c);
    if (store.answers.columnsWithoutTable === 'hidden' && !expressionMatches(r.expression, tagsOf())) return [];
    return all.filter((c) => expressionMatches(r.expression, tagsOf(c)));
  }
  const listed =
    r.kind === 'filter'
      ? store.filters.get(`${r.catalogId}/${r.database}/${r.table}/${r.name}`)
      : r.kind === 'columns'
        ? r
        : undefined;
  if (listed === undefined) return [];
  const isListed = (c: string) =>
    listed.columns === undefined ? !listed.excluded?.includes(c) : listed.columns.includes(c);
  return all.filter((c) => keys.includes(c) || isListed(c));
}

function unite(a: Sight, b: Sight): Sight {
  const both = new Map(a);
  for (const [column, rows] of b) both.set(column, [...new Set([...(a.get(column) ?? []), ...rows])].sort());
  return both;
}

/** What the account shares on reaches no further than what it was given itself: in columns and in rows. */
function intersect(local: Sight, account: Sight): Sight {
  const shared = new Map<string, readonly string[]>();
  for (const [column, rows] of local) {
    const given = account.get(column);
    if (given === undefined) continue;
    shared.set(column, both(rows, given));
  }
  return shared;
}

function both(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.includes(ALL_ROWS)) return b;
  if (b.includes(ALL_ROWS)) return a;
  const [ours, theirs] = [either(a), either(b)];
  return ours === theirs ? a : [`(${ours}) AND (${theirs})`];
}

/** Grants of a catalog's owner that reach a principal, by itself or through its account. */
const grantsFor = (store: LakeFormationStore, catalogId: string, principalArn: string): GrantRecord[] =>
  store.grants
    .values()
    .filter(
      (g) =>
        g.resource.catalogId === catalogId &&
        g.grantedIn === catalogId &&
        (isPrincipal(g.principal, principalArn) || isAccount(store, g.principal, accountOf(principalArn))),
    );

/** Those, and what is left to whomever IAM lets in. */
const grantsOrIam = (store: LakeFormationStore, catalogId: string, principalArn: string): GrantRecord[] => [
  ...grantsFor(store, catalogId, principalArn),
  ...store.grants.values().filter((g) => g.principal === IAM_ALLOWED_PRINCIPALS && g.resource.catalogId === catalogId),
];

const accountOf = (principal: string): string =>
  /^\d{12}$/.test(principal) ? principal : (principal.split(':')[4] ?? '');

/** The account as such, or its root: the share is its own. */
const isAccountItself = (principal: string): boolean => /^\d{12}$/.test(principal) || principal.endsWith(':root');

/** A session of a role has what the role has; `<account>:IAMPrincipals` is everybody of that account. */
function isPrincipal(granted: string, principalArn: string): boolean {
  if (granted === principalArn || granted === `${accountOf(principalArn)}:IAMPrincipals`) return true;
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principalArn);
  if (session === null) return false;
  const [, partition, account, name] = session;
  // a session does not tell the path of its role, and names of roles are unique in an account
  return granted.startsWith(`arn:${partition}:iam::${account}:role/`) && granted.split('/').at(-1) === name;
}
