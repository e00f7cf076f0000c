import { catalogDatabases } from '../../lake/catalog-databases';
import { fieldPath, type Problem } from '../problems';
import type { Settings } from '../types';

/** What the policy shows and nobody reads: without an analytics account only filters with principals have readers. */
export function warnOfReaders(settings: Settings): Problem[] {
  const { accounts, governance } = settings;
  if (accounts.analytics !== undefined) return [];
  const keys = new Map(catalogDatabases(settings).map(({ name, key }) => [name, key]));
  return Object.entries(governance.databases).flatMap(([name, { share = [], filters = {}, namedFilters = {} }]) => {
    const at = ['governance', 'databases', keys.get(name) ?? name];
    const problem = (path: readonly PropertyKey[], value: unknown, fix: string): Problem => ({
      path: fieldPath([...at, ...path]),
      value,
      fix,
    });
    const all = [
      ...Object.entries(filters).map(([table, filter]) => ({ path: ['filters', table], filter })),
      ...Object.entries(namedFilters).flatMap(([table, named]) =>
        Object.entries(named).map(([as, filter]) => ({ path: ['namedFilters', table, as], filter })),
      ),
    ];
    return [
      ...(share.length === 0
        ? []
        : [problem(['share'], share, 'is shared with nobody: give accounts.analytics, the account that reads it.')]),
      ...all
        .filter(({ filter }) => filter.principals === undefined)
        .map(({ path, filter }) =>
          problem(path, filter.columns, 'has no reader: list its principals, or give accounts.analytics.'),
        ),
    ];
  });
}
