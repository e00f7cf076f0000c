import * as fc from 'fast-check';
import { applyChange, type CatalogState, type GovernancePolicy, verifyPromise } from '../../../core/governance';
import {
  anyCatalog,
  anyPolicy,
  CONTEXT,
  DATABASE,
  govern,
  plan,
  seen,
  settled,
  strictCatalog,
  table,
  untouched,
  type World,
} from './world';

const verify = (rules: GovernancePolicy, { live, owned }: World) => verifyPromise(rules, live, owned, CONTEXT);
const errorTables = (rules: GovernancePolicy, world: World): string[] =>
  plan(rules, world).problems.flatMap(({ severity, table }) => (severity === 'error' && table ? [table] : []));
const isFaultless = (rules: GovernancePolicy, world: World): boolean => errorTables(rules, world).length === 0;

/** The policy without what the catalog cannot have. */
function fitting(rules: GovernancePolicy, live: CatalogState): GovernancePolicy {
  const tables = live.databases[DATABASE]!.tables;
  const { share = [], filters = {}, namedFilters = {}, tables: own = {}, tags } = rules.databases[DATABASE]!;
  const keep = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
    Object.entries(record).filter(([name]) => tables[name] !== undefined);
  const has = (name: string, column: string): boolean => tables[name]!.columns.some((c) => c.name === column);
  const fitted = <F extends { readonly columns: readonly string[] }>(name: string, filter: F): F[] => {
    const columns = filter.columns.filter((column) => has(name, column));
    return columns.length === 0 ? [] : [{ ...filter, columns }];
  };
  return {
    ...rules,
    databases: {
      [DATABASE]: {
        tags,
        share: share.filter((name) => tables[name] !== undefined),
        filters: Object.fromEntries(keep(filters).flatMap(([name, f]) => fitted(name, f).map((each) => [name, each]))),
        namedFilters: Object.fromEntries(
          keep(namedFilters).map(([name, named]) => [
            name,
            Object.fromEntries(Object.entries(named).flatMap(([as, f]) => fitted(name, f).map((each) => [as, each]))),
          ]),
        ),
        tables: Object.fromEntries(
          keep(own).map(([name, { columns = {}, ...rest }]) => [
            name,
            { ...rest, columns: Object.fromEntries(Object.entries(columns).filter(([c]) => has(name, c))) },
          ]),
        ),
      },
    },
  };
}

const fittingPolicies = (count: number, catalogs = anyCatalog) =>
  fc
    .tuple(catalogs, fc.array(anyPolicy, { minLength: count, maxLength: count }))
    .map(([live, policies]) => ({ world: untouched(live), policies: policies.map((p) => fitting(p, live)) }));

test('applied once, nothing is left to do, and everybody sees what the policy promises', () => {
  fc.assert(
    fc.property(fittingPolicies(1), ({ world, policies: [rules] }) => {
      const governed = govern(rules!, world);
      const again = plan(rules!, governed);
      expect(again.changes).toEqual([]);
      expect(again.remember).toEqual({});
      expect(again.forget).toEqual([]);
      expect(verify(rules!, governed)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('policies that do not fit the catalog settle as well', () => {
  fc.assert(
    fc.property(anyCatalog, anyPolicy, (live, rules) => {
      const governed = govern(rules, untouched(live));
      expect(plan(rules, governed).changes).toEqual([]);
      expect(verify(rules, governed)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('after another policy, things are as if that had never been', () => {
  fc.assert(
    fc.property(fittingPolicies(2), ({ world, policies: [before, after] }) => {
      fc.pre(isFaultless(before!, world) && isFaultless(after!, world));
      const changed = govern(after!, govern(before!, world));
      expect(plan(after!, changed).changes).toEqual([]);
      expect(settled(changed)).toEqual(settled(govern(after!, world)));
      expect(verify(after!, changed)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('in no moment on the way is more seen than before or after', () => {
  fc.assert(
    fc.property(fittingPolicies(2), ({ world, policies: [before, after] }) => {
      fc.pre(isFaultless(before!, world) && isFaultless(after!, world));
      const governed = govern(before!, world);
      const allowed = new Set([...seen(governed), ...seen(govern(after!, governed))]);
      let { live } = governed;
      for (const change of plan(after!, governed).changes) {
        live = applyChange(live, change);
        expect(seen({ live, owned: governed.owned }).filter((each) => !allowed.has(each))).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

test('broken off anywhere, the next run ends where the first would have', () => {
  fc.assert(
    fc.property(fittingPolicies(2), fc.array(fc.nat(6), { maxLength: 4 }), ({ world, policies }, stops) => {
      const [before, after] = policies;
      fc.pre(isFaultless(before!, world) && isFaultless(after!, world));
      const governed = govern(before!, world);
      const halfDone = stops.reduce((state, count) => govern(after!, state, count), governed);
      expect(settled(govern(after!, halfDone))).toEqual(settled(govern(after!, governed)));
    }),
    { numRuns: 100 },
  );
});

test('a table that comes later is seen by nobody until a run has looked at it', () => {
  fc.assert(
    fc.property(fittingPolicies(1, strictCatalog), ({ world, policies: [rules] }) => {
      const governed = govern(rules!, world);
      const database = governed.live.databases[DATABASE]!;
      const tables = { ...database.tables, later: table(['a', 'secret']) };
      const live = { ...governed.live, databases: { [DATABASE]: { ...database, tables } } };
      expect(seen({ ...governed, live })).toEqual(seen(governed));
    }),
    { numRuns: 100 },
  );
});

/** Every table gets a column more. */
const withNewColumn = ({ live, owned }: World, type = 'string'): World => {
  const database = live.databases[DATABASE]!;
  const tables = Object.entries(database.tables).map(([name, state]) => [
    name,
    { ...state, columns: [...state.columns, { name: 'new', type }] },
  ]);
  return {
    owned,
    live: { ...live, databases: { [DATABASE]: { ...database, tables: Object.fromEntries(tables) } } },
  };
};

test('a column that comes later is seen by nobody, from the crawl on, until it is declared', () => {
  fc.assert(
    fc.property(fittingPolicies(1, strictCatalog), ({ world, policies: [rules] }) => {
      fc.pre(isFaultless(rules!, world));
      const governed = govern(rules!, world);
      expect(seen(withNewColumn(governed))).toEqual(seen(governed));
      const later = govern(rules!, withNewColumn(governed));
      expect(seen(later)).toEqual(seen(governed));
      expect(verify(rules!, later)).toEqual([]);
      expect(plan(rules!, later).changes).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a column that comes back with another type is seen by nobody until that is agreed to', () => {
  fc.assert(
    fc.property(fittingPolicies(1, strictCatalog), ({ world, policies: [rules] }) => {
      fc.pre(isFaultless(rules!, world));
      const governed = govern(rules!, world);
      const database = governed.live.databases[DATABASE]!;
      const tables = Object.entries(database.tables).map(([name, state]) => [
        name,
        { ...state, columns: state.columns.map((c) => (c.name === 'a' ? { ...c, type: 'bigint' } : c)) },
      ]);
      const databases = { [DATABASE]: { ...database, tables: Object.fromEntries(tables) } };
      const retyped = govern(rules!, { ...governed, live: { ...governed.live, databases } });
      expect(seen(retyped)).toEqual(seen(governed).filter((each) => !each.endsWith('.a')));
      expect(plan(rules!, retyped).changes).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
