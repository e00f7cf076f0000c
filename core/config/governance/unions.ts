import { catalogDatabases } from '../../lake/catalog-databases';
import { fieldPath, type Problem } from '../problems';
import type { Settings } from '../types';
import type { TableFilter } from './types';

/**
 * Filters for roles whose account was given more: Lake Formation unites what a role holds, so such a filter takes
 * nothing away.
 */
export function warnOfUnions(settings: Settings): Problem[] {
  const { accounts, governance } = settings;
  const { analytics, analysts = [] } = accounts;
  if (analytics === undefined) return [];
  const keys = new Map(catalogDatabases(settings).map(({ name, key }) => [name, key]));
  return Object.entries(governance.databases).flatMap(([database, policy]) => {
    const { share = [] } = policy;
    const filters = filtersOf(policy);
    const isGiven = (table: string): boolean =>
      share.includes(table) ||
      filters.some((each) => each.table === table && (each.principals ?? [analytics]).includes(analytics));
    return filters.flatMap(({ path, table, principals = [] }) =>
      principals.flatMap((role, i): Problem[] => {
        if (!isRoleOf(role, analytics)) return [];
        const at = fieldPath(['governance', 'databases', keys.get(database) ?? database, ...path, 'principals', i]);
        if (analysts.includes(role)) {
          const fix = `is in accounts.analysts as well: the role reads all that the account was given and what this filter shows, united. Take it out of accounts.analysts if it is to read only this.`;
          return [{ path: at, value: role, fix }];
        }
        if (!isGiven(table)) return [];
        const fix = `is a role of accounts.analytics, which was given more of '${table}': its Lake Formation administrators may give that to the role too. Give the account less, or check its grants.`;
        return [{ path: at, value: role, fix }];
      }),
    );
  });
}

interface PlacedFilter extends TableFilter {
  readonly table: string;
  readonly path: readonly string[];
}

const filtersOf = ({
  filters = {},
  namedFilters = {},
}: Settings['governance']['databases'][string]): PlacedFilter[] => [
  ...Object.entries(filters).map(([table, filter]) => ({ ...filter, table, path: ['filters', table] })),
  ...Object.entries(namedFilters).flatMap(([table, named]) =>
    Object.entries(named).map(([name, filter]) => ({ ...filter, table, path: ['namedFilters', table, name] })),
  ),
];

const isRoleOf = (principal: string, account: string): boolean =>
  principal.includes(':role/') && principal.split(':')[4] === account;
