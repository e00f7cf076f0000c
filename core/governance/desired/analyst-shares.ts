import type { Settings } from '../../config/types';
import { catalogDatabases } from '../../lake/catalog-databases';
import {
  type DatabaseRules,
  type FilterRules,
  isMeantOpen,
  readersByFilter,
  rulesOf,
  type TableRules,
  WHOLE_FILTER,
} from '../model/policy';
import { type TagPolicyGrant, tagPolicyGrants } from './tag-policy-grants';

/** What the policy shares with the analytics account, known without looking at the catalog. */
export interface AnalystShares {
  readonly databases: readonly SharedDatabase[];
  /**
   * Held by the account with grant option. Given on unchanged, word for word: only the identical tag policy can be
   * (permission cascading, rule 1).
   */
  readonly tagPolicies: readonly TagPolicyGrant[];
}

export interface SharedDatabase {
  readonly name: string;
  /** Tables of which something is seen, as far as the policy names them. A database may be open as a whole. */
  readonly tables: readonly string[];
  /** Data filters that the account holds with grant option. */
  readonly filters: readonly { readonly table: string; readonly name: string }[];
  /** Roles of the account that hold filters themselves; they need the link and nothing else. */
  readonly roles: readonly string[];
}

export function analystShares(settings: Settings, analytics: string): AnalystShares {
  const { governance, accounts } = settings;
  const names = catalogDatabases(settings).map(({ name }) => name);
  const rules = [...new Set(names)].sort().map((database) => rulesOf(governance, { database, analytics }));
  return {
    databases: rules.flatMap((each) => sharedDatabase(each, analytics, accounts.analysts ?? [])),
    tagPolicies: tagPolicyGrants(governance, analytics),
  };
}

function sharedDatabase(rules: DatabaseRules, analytics: string, analysts: readonly string[]): SharedDatabase[] {
  const isOurs = (principal: string): boolean => principal === analytics || isRoleOf(principal, analytics);
  const tables = Object.entries(rules.tables).map(([table, own]) => ({ table, own, filters: filtersOf(rules, own) }));
  const shown = tables.filter(
    ({ own, filters }) => isOpenTable(rules, own) || filters.some(({ principals }) => principals.some(isOurs)),
  );
  if (shown.length === 0 && !isMeantOpen(rules, rules.databaseTags)) return [];
  const filters = tables.flatMap((each) => each.filters.map((filter) => ({ table: each.table, ...filter })));
  const roles = filters.flatMap(({ principals }) => principals.filter((each) => isRoleOf(each, analytics)));
  return [
    {
      name: rules.database,
      tables: shown.map(({ table }) => table),
      filters: filters
        .filter(({ principals }) => principals.includes(analytics))
        .map(({ table, name }) => ({ table, name })),
      roles: [...new Set(roles)].filter((role) => !analysts.includes(role)).sort(),
    },
  ];
}

/** Those of the policy, and the one over a whole table. */
const filtersOf = (rules: DatabaseRules, own: TableRules): Pick<FilterRules, 'name' | 'principals'>[] => {
  const principals = readersByFilter(rules);
  return principals.length === 0 || !isOpenTable(rules, own)
    ? [...own.filters]
    : [...own.filters, { name: WHOLE_FILTER, principals }];
};

/** By its own tags, or by those of one of its columns. */
function isOpenTable(rules: DatabaseRules, { tags, columns }: TableRules): boolean {
  const table = { ...rules.databaseTags, ...tags };
  return [{}, ...Object.values(columns).map((column) => column.tags)].some((own) =>
    isMeantOpen(rules, { ...table, ...own }),
  );
}

const isRoleOf = (principal: string, account: string): boolean => {
  const [, , service, , owner, resource] = principal.split(':');
  return service === 'iam' && owner === account && (resource?.startsWith('role/') ?? false);
};
