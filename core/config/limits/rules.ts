import type { CatalogDatabase } from '../../lake/catalog-database';
import {
  ANALYST_STACKS,
  databaseStacks,
  MAX_DATABASES_IN_A_STACK,
  MAX_LINKS_AND_GRANTS_IN_A_STACK,
} from '../../lake/database-stacks';
import { ownValue } from '../../own-value';
import type { AccountsConfig } from '../accounts/types';
import { governanceWithDefaults } from '../governance/defaults';
import { satisfies } from '../governance/tag-rules';
import type { DatabasePolicy, GovernanceConfig, TableFilter } from '../governance/types';
import { fieldPath, type Problem } from '../problems';

/** Data filters of one principal on one table (Lake Formation, quotas). */
const MAX_FILTERS = 100;

export interface LimitsContext {
  readonly databases: readonly CatalogDatabase[];
  readonly governance: GovernanceConfig;
  readonly accounts: AccountsConfig;
}

/** What AWS would refuse at deployment because it is too much. */
export function judgeLimits({ databases, governance, accounts }: LimitsContext): Problem[] {
  return [
    ...judgeDatabaseStacks(databases),
    ...judgeAnalystStacks(databases, governance, accounts),
    ...judgeFilterCounts(governance, accounts),
  ];
}

const APART = 'give some of them an installation of their own (environment.name)';

function judgeDatabaseStacks(databases: readonly CatalogDatabase[]): Problem[] {
  return databaseStacks(databases).flatMap(({ number, databases: own }): Problem[] => {
    const [first] = own.slice(MAX_DATABASES_IN_A_STACK);
    if (first === undefined) return [];
    const fix = `is one too many for stack databases-${number}, which has ${own.length} of at most ${MAX_DATABASES_IN_A_STACK}: ${APART}.`;
    return [{ path: first.declaredAt, value: first.source.database, fix }];
  });
}

function judgeAnalystStacks(
  databases: readonly CatalogDatabase[],
  governance: GovernanceConfig,
  accounts: AccountsConfig,
): Problem[] {
  if (accounts.analytics === undefined) return [];
  return databaseStacks(databases, ANALYST_STACKS).flatMap(({ number, databases: own }): Problem[] => {
    const count = own.reduce((sum, { key }) => sum + linksAndGrants(key, governance, accounts), 0);
    if (count <= MAX_LINKS_AND_GRANTS_IN_A_STACK) return [];
    const fix =
      `give stack analytics-databases-${number} ${count} links and grants, of at most ${MAX_LINKS_AND_GRANTS_IN_A_STACK}: ` +
      'name fewer roles (one role that many people assume), or share tables whole instead of by filters.';
    return [{ path: fieldPath(['accounts', 'analysts']), value: accounts.analysts, fix }];
  });
}

/**
 * Resources of one database in the analysts' account: its link, and what is given on; at most, for tables may be found
 * by tag as well.
 */
function linksAndGrants(
  key: string,
  governance: GovernanceConfig,
  { analytics, analysts = [] }: AccountsConfig,
): number {
  const { databaseTags, sharedTag, tags, databases } = governanceWithDefaults(governance);
  const policy = ownValue(databases, key) ?? {};
  const filters = filtersOf(policy).map(([, filter]) => filter);
  const isShared =
    filters.length > 0 ||
    (policy.share ?? []).length > 0 ||
    Object.keys(policy.tables ?? {}).length > 0 ||
    satisfies({ ...databaseTags, ...policy.tags }, sharedTag);
  if (!isShared) return 0;
  const given = filters.filter(({ principals }) => principals === undefined || principals.includes(analytics!));
  const roles = filters.flatMap(({ principals = [] }) => principals.filter((each) => each.includes(`::${analytics}:`)));
  const isFoundByTag = Object.keys(sharedTag).some(
    (tag) => ownValue(databaseTags, tag) !== undefined && ownValue(tags, tag) !== undefined,
  );
  return 1 + new Set(roles).size + analysts.length * (given.length + (isFoundByTag ? 1 : 2));
}

function judgeFilterCounts(
  { databases = {} }: GovernanceConfig,
  { analytics = 'the analytics account' }: AccountsConfig,
) {
  return Object.entries(databases).flatMap(([database, policy]): Problem[] => {
    const counts = new Map<string, number>();
    for (const [table, { principals = [analytics] }] of filtersOf(policy)) {
      for (const principal of principals) {
        const both = JSON.stringify([table, principal]);
        counts.set(both, (counts.get(both) ?? 0) + 1);
      }
    }
    return [...counts]
      .filter(([, count]) => count > MAX_FILTERS)
      .map(([both, count]) => {
        const [table, principal] = JSON.parse(both) as [string, string];
        const fix = `gives ${principal} ${count} filters on this table, Lake Formation takes ${MAX_FILTERS}: merge some of them.`;
        return { path: fieldPath(['governance', 'databases', database, 'namedFilters', table]), value: undefined, fix };
      });
  });
}

const filtersOf = ({ filters = {}, namedFilters = {} }: DatabasePolicy): [table: string, filter: TableFilter][] => [
  ...Object.entries(filters),
  ...Object.entries(namedFilters).flatMap(([table, named]) =>
    Object.values(named).map((filter): [string, TableFilter] => [table, filter]),
  ),
];
