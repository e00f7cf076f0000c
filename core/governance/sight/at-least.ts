import { describeGrant } from '../model/changes';
import type { CatalogState, Grant } from '../model/state';
import { columnsOfGrant } from './grant-sights';
import { type Principal, principalOf, tableRef, visibleColumns } from './who-can-see';

/**
 * What a principal may see of a table beyond what can be known in the account of the lake, one reason a line: its own
 * account gives on what it was given without telling, and who is in an organisation stands in another account.
 */
export function beyondKnown(principal: Principal, database: string, table: string, state: CatalogState): string[] {
  const { accountId, arn, groups = [] } = principal;
  const ref = tableRef(state, database, table);
  if (ref === undefined || accountId === state.catalogId || isGroup(arn)) return [];
  const organizations = state.grants.filter(
    (grant) => isGroup(grant.principal) && !groups.includes(grant.principal) && shows(grant, ref),
  );
  return [
    ...givenOn(principal, database, table, state),
    ...organizations.map((grant) => `if account ${accountId} is in it: ${describeGrant(grant)}`),
  ];
}

const isGroup = (identifier: string | undefined): boolean => identifier?.includes(':organizations:') === true;

const shows = ({ resource, permissions }: Grant, ref: NonNullable<ReturnType<typeof tableRef>>): boolean =>
  permissions.includes('SELECT') && columnsOfGrant(resource, ref).length > 0;

/** What the account as such sees and this principal of it does not. */
function givenOn(principal: Principal, database: string, table: string, state: CatalogState): string[] {
  const { accountId, arn, groups } = principal;
  if (arn === undefined || arn.endsWith(':root') || !/^\d{12}$/.test(accountId)) return [];
  const account = visibleColumns({ accountId, groups }, database, table, state);
  const own = visibleColumns(principal, database, table, state);
  const more = account.columns.filter((column) => !own.columns.includes(column));
  const hasMore = more.length > 0 || JSON.stringify(rowsOf(account)) !== JSON.stringify(rowsOf(own));
  if (account.columns.length === 0 || !hasMore) return [];
  const what = more.length === 0 ? 'more rows' : more.join(', ');
  return [`account ${accountId} holds ${what}, and its administrators may have given that on`];
}

const rowsOf = ({ rows, cellRows }: ReturnType<typeof visibleColumns>) => [rows, cellRows];

/**
 * The state with what the analytics stack gives on to roles of its account: everything that the account holds with the
 * right to give it on.
 */
export function withAnalysts(state: CatalogState, analysts: readonly string[]): CatalogState {
  const givenOnTo = (role: string): Grant[] =>
    state.grants
      .filter(({ principal, withGrantOption, grantedIn = state.catalogId }) => {
        const { accountId } = principalOf(role);
        return principal === accountId && grantedIn === state.catalogId && withGrantOption.length > 0;
      })
      .map((grant) => ({
        ...grant,
        principal: role,
        permissions: grant.withGrantOption,
        withGrantOption: [],
        grantedIn: principalOf(role).accountId,
      }));
  return { ...state, grants: [...state.grants, ...analysts.flatMap(givenOnTo)] };
}
