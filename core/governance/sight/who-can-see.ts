import { ownValue } from '../../own-value';
import { ALL_ROWS, type CatalogState, type Grant, IAM_ALLOWED_PRINCIPALS, locationOf } from '../model/state';
import {
  anyOf,
  bearsOnTables,
  type ColumnRows,
  columnNames,
  columnsOfGrant,
  intersect,
  sightOfGrants,
  type TableRef,
  unite,
  wholeTable,
} from './grant-sights';

/** Who asks. Without `arn`, the account as such: what its administrator could give on. */
export interface Principal {
  /** Twelve digits. */
  readonly accountId: string;
  /** IAM role or user, session of a role, or the organisation unit itself. */
  readonly arn?: string;
  /** What else grants may call it: ARNs of the organisation units it is in. */
  readonly groups?: readonly string[];
}

/** What a principal reads of a table. */
export interface Sight {
  /** In the table's order, without partition keys. Empty: nothing is seen. */
  readonly columns: readonly string[];
  /** Seen as soon as any column is. */
  readonly partitionKeys: readonly string[];
  /** Only rows for which it holds; absent: all rows. */
  readonly rows?: string;
  /** Columns that show in fewer rows than `rows` lets through, each with its own predicate; elsewhere they are NULL. */
  readonly cellRows?: Readonly<Record<string, string>>;
  /** Lake Formation restricts nothing here, and why: whatever IAM and S3 allow is read. */
  readonly unrestricted?: string;
}

const NOTHING: Sight = { columns: [], partitionKeys: [] };

/**
 * What a principal may SELECT of a table, by Lake Formation's rules: grants by name and by tag are united; what reaches
 * a principal of another account through that account is at most what the account was given; a grant to the principal
 * itself counts as it is. IAM is assumed to allow. Names in lower case; an unknown table shows nothing.
 */
export function visibleColumns(principal: Principal, database: string, table: string, state: CatalogState): Sight {
  const ref = tableRef(state, database, table);
  if (ref === undefined) return NOTHING;
  const isOwn = principal.accountId === state.catalogId;
  const seen = isOwn ? sightOfGrants(grantsTo(principal, state), ref) : foreignSight(principal, ref);
  const unrestricted = whyUnrestricted(principal, ref);
  // what was never shared with another account does not reach it, governed or not
  if (unrestricted !== undefined && (isOwn || seen.size > 0)) {
    return { ...sightFrom(wholeTable(ref.tableState), ref), unrestricted };
  }
  return sightFrom(seen, ref);
}

export function tableRef(state: CatalogState, database: string, table: string): TableRef | undefined {
  const databaseState = ownValue(state.databases, database);
  const tableState = ownValue(databaseState?.tables, table);
  return databaseState === undefined || tableState === undefined
    ? undefined
    : { state, database, table, databaseState, tableState };
}

/** Organisations and units, by the account that is known to be in them. */
export type Memberships = Readonly<Record<string, readonly string[]>>;

/** The principal with the organisations and units that its account is known to be in. */
export function memberOf(identifier: string, memberships: Memberships): Principal {
  const principal = principalOf(identifier);
  const groups = ownValue(memberships, principal.accountId);
  return groups === undefined ? principal : { ...principal, groups };
}

/** `123456789012` or an ARN, as grants name principals. */
export function principalOf(identifier: string): Principal {
  const [account = '', group] = identifier.split(':', 2);
  if (!/^\d{12}$/.test(account)) return { accountId: identifier.split(':')[4] ?? '', arn: identifier };
  return group === undefined ? { accountId: account } : { accountId: account, arn: identifier };
}

/** Why Lake Formation does not restrict this principal on this table, or undefined when it does. */
function whyUnrestricted(principal: Principal, { state, database, table, tableState }: TableRef) {
  const open = state.grants.find(({ principal: holder, permissions, resource }) => {
    if (holder !== IAM_ALLOWED_PRINCIPALS || !permissions.includes('ALL')) return false;
    if (resource.kind === 'database') return resource.database === database;
    return resource.kind === 'table' && resource.database === database && ['*', table].includes(resource.table);
  });
  if (open !== undefined) return `IAM_ALLOWED_PRINCIPALS holds ALL on ${database}.${table} or its database`;
  // a view has no files: what it reads decides
  if (tableState.isView === true) return undefined;
  const location = locationOf(state, tableState.location);
  if (location === undefined) return `its location ${tableState.location} is not registered with Lake Formation`;
  const isOptedIn = state.optIns.some(
    ({ principal: holder, resource }) =>
      (isNamed(holder, principal) || holder === principal.accountId) &&
      resource.kind === 'table' &&
      resource.database === database &&
      ['*', table].includes(resource.table),
  );
  return location.hybrid && !isOptedIn ? 'its location is registered in hybrid mode without an opt-in' : undefined;
}

/**
 * Grants by which the principal sees that column; every grant on the table when no column is given. Account grants
 * included.
 */
export function grantsBehind(
  principal: Principal,
  database: string,
  table: string,
  column: string | undefined,
  state: CatalogState,
): Grant[] {
  const ref = tableRef(state, database, table);
  if (ref === undefined) return [];
  return state.grants.filter((grant) => {
    if (!isNamed(grant.principal, principal) && grant.principal !== principal.accountId) return false;
    if (!bearsOnTables(grant)) return false;
    const columns = columnsOfGrant(grant.resource, ref);
    return column === undefined ? columns.length > 0 : columns.includes(column);
  });
}

function foreignSight(principal: Principal, ref: TableRef): ColumnRows {
  const { state } = ref;
  const given = sightOfGrants(grantsTo({ accountId: principal.accountId, groups: principal.groups }, state), ref);
  if (isAccountItself(principal)) return given;
  const direct = sightOfGrants(grantsTo({ ...principal, groups: [] }, state), ref);
  const passedOn = state.grants.filter(
    ({ grantedIn, principal: holder }) => grantedIn === principal.accountId && isNamed(holder, principal),
  );
  return unite(direct, intersect(sightOfGrants(passedOn, ref), given));
}

/** Grants of the catalog's owner to that principal, by any of its names. */
const grantsTo = (principal: Principal, { grants, catalogId }: CatalogState): Grant[] =>
  grants.filter(
    ({ principal: holder, grantedIn = catalogId }) => grantedIn === catalogId && isNamed(holder, principal),
  );

/** The account as such, or its root: the share is its own. */
const isAccountItself = ({ arn }: Principal): boolean => arn === undefined || arn.endsWith(':root');

/** A session does not tell the path of its role, and names of roles are unique in an account. */
export function isSessionOf(role: string, arn: string): boolean {
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  if (session === null) return false;
  const [, partition, account, name] = session;
  return role.startsWith(`arn:${partition}:iam::${account}:role/`) && role.split('/').at(-1) === name;
}

/** A session of a role has what the role has; `<account>:IAMPrincipals` is everybody of that account. */
function isNamed(holder: string, { accountId, arn, groups = [] }: Principal): boolean {
  if (groups.includes(holder)) return true;
  if (arn === undefined) return holder === accountId;
  if (holder === arn || holder === `${accountId}:IAMPrincipals`) return true;
  return isSessionOf(holder, arn);
}

function sightFrom(seen: ColumnRows, { tableState }: TableRef): Sight {
  const columns = columnNames(tableState).filter((column) => seen.has(column));
  if (columns.length === 0) return NOTHING;
  return { columns, partitionKeys: tableState.partitionKeys, ...rowsOf(seen, columns) };
}

/** In which rows columns show, all together and one by one where that is less. */
export function rowsOf(seen: ColumnRows, columns: readonly string[]): Pick<Sight, 'rows' | 'cellRows'> {
  const predicates = [...new Set([...seen.values()].flat())].sort();
  // "All rows … will prevail over all other filter expressions."
  if (predicates.includes(ALL_ROWS) || predicates.length === 0) return {};
  const rows = anyOf(predicates);
  const narrower = columns.filter((column) => seen.get(column)!.length < predicates.length);
  if (narrower.length === 0) return { rows };
  return { rows, cellRows: Object.fromEntries(narrower.map((column) => [column, anyOf(seen.get(column)!)])) };
}
