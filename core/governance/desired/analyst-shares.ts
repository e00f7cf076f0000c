import type { Settings } from '../../config/types';
import { catalogDatabases } from '../../lake/catalog-databases';
import { type DatabaseRules, isOpen, rulesOf, type TableRules } from '../model/policy';
import { findsDatabasesByTag } from './desired-grants';
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
  /** The account holds DESCRIBE on the database itself, with grant option: no tag policy finds it. */
  readonly isFoundByName: boolean;
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
  const tables = Object.entries(rules.tables);
  const shown = tables.filter(
    ([, own]) => isOpenTable(rules, own) || own.filters.some(({ principals }) => principals.some(isOurs)),
  );
  if (shown.length === 0 && !isOpen(rules, rules.databaseTags)) return [];
  const filters = tables.flatMap(([table, own]) => own.filters.map((filter) => ({ table, ...filter })));
  const roles = filters.flatMap(({ principals }) => principals.filter((each) => isRoleOf(each, analytics)));
  const given = filters.filter(({ principals }) => principals.includes(analytics));
  const showsAccount = given.length > 0 || tables.some(([, own]) => isOpenTable(rules, own));
  return [
    {
      name: rules.database,
      tables: shown.map(([table]) => table),
      filters: given.map(({ table, name }) => ({ table, name })),
      isFoundByName: !findsDatabasesByTag(rules) && (showsAccount || isOpen(rules, rules.databaseTags)),
      roles: [...new Set(roles)].filter((role) => !analysts.includes(role)).sort(),
    },
  ];
}

/** By its own tags, or by those of one of its columns. */
function isOpenTable(rules: DatabaseRules, { tags, columns }: TableRules): boolean {
  const table = { ...rules.databaseTags, ...tags };
  return [{}, ...Object.values(columns).map((column) => column.tags)].some((own) =>
    isOpen(rules, { ...table, ...own }),
  );
}

const isRoleOf = (principal: string, account: string): boolean => {
  const [, , service, , owner, resource] = principal.split(':');
  return service === 'iam' && owner === account && (resource?.startsWith('role/') ?? false);
};
