import * as fc from 'fast-check';
import {
  applyChange,
  type CatalogState,
  type GovernancePolicy,
  NOTHING_OWNED,
  type Owned,
  ownedAfter,
  planGovernance,
  principalOf,
  type TableState,
  type Tags,
  visibleColumns,
} from '../../../core/governance';

export const PRODUCER = '111111111111';
export const ANALYTICS = '222222222222';
export const FINANCE = 'arn:aws:iam::333333333333:role/finance';
export const AUDITOR = `arn:aws:iam::${PRODUCER}:role/auditor`;
export const UNIT = 'arn:aws:organizations::444444444444:ou/o-1/ou-1';
export const PRINCIPALS = [ANALYTICS, FINANCE, AUDITOR, UNIT];
export const DATABASE = 'shop';
export const CONTEXT = { database: DATABASE, analytics: ANALYTICS };

export const table = (columns: readonly string[], more: Partial<TableState> = {}): TableState => ({
  location: 's3://lake/shop/x/',
  columns: columns.map((name) => ({ name, type: 'string' })),
  partitionKeys: ['date'],
  tags: {},
  columnTags: {},
  filters: [],
  ...more,
});

export const catalog = (
  tables: Readonly<Record<string, TableState>>,
  more: Partial<CatalogState> = {},
): CatalogState => ({
  catalogId: PRODUCER,
  tags: {},
  databases: { [DATABASE]: { tags: {}, opensNewTables: false, tables } },
  grants: [],
  locations: [{ path: 'lake', hybrid: false }],
  optIns: [],
  crossAccountVersion: 4,
  ...more,
});

export const policy = (
  database: GovernancePolicy['databases'][string],
  more: Partial<GovernancePolicy> = {},
): GovernancePolicy => ({
  tags: { confidential: ['sensitive', 'private', 'public'] },
  databaseTags: { confidential: 'private' },
  sharedTag: { confidential: 'public' },
  mode: 'exact',
  databases: { [DATABASE]: database },
  ...more,
});

export interface World {
  readonly live: CatalogState;
  readonly owned: Owned;
}

export const untouched = (live: CatalogState): World => ({ live, owned: NOTHING_OWNED });

export const plan = (rules: GovernancePolicy, { live, owned }: World) => planGovernance(rules, live, owned, CONTEXT);

/** Applies so many changes of the plan; all of them unless told. */
export function govern(rules: GovernancePolicy, world: World, count = Number.POSITIVE_INFINITY): World {
  const made = plan(rules, world);
  const changes = made.changes.slice(0, count);
  return { live: changes.reduce(applyChange, world.live), owned: ownedAfter(world.owned, made, changes) };
}

/** `principal table.column` of all that is seen. */
export function seen({ live }: World): string[] {
  return PRINCIPALS.flatMap((principal) =>
    Object.keys(live.databases[DATABASE]!.tables).flatMap((name) =>
      visibleColumns(principalOf(principal), DATABASE, name, live).columns.map((c) => `${principal} ${name}.${c}`),
    ),
  );
}

/** The columns that the analytics account sees of a table. */
export const sees = ({ live }: World, name: string, principal = ANALYTICS): readonly string[] =>
  visibleColumns(principalOf(principal), DATABASE, name, live).columns;

/**
 * Without what differs by the order in which it came to be: tags as they work, own or inherited. Opt-ins are never
 * taken back.
 */
export function settled({ live }: World): unknown {
  const text = (each: unknown): string => JSON.stringify(each);
  const tags = live.databases[DATABASE]!.tags;
  const sorted = (all: object): unknown => Object.entries(all).sort();
  const tables = Object.entries(live.databases[DATABASE]!.tables).map(([name, state]) => ({
    name,
    filters: state.filters.map(text).sort(),
    tags: sorted({ ...tags, ...state.tags }),
    columns: state.columns.map((c) => [c.name, sorted({ ...tags, ...state.tags, ...state.columnTags[c.name] })]),
  }));
  return { tags: sorted(tags), tables, grants: live.grants.map(text).sort() };
}

const COLUMNS = ['a', 'b', 'c', 'd'];
const TABLES = ['t', 'u', 'v'];
const VALUES = ['sensitive', 'private', 'public'];

const someOf = <T>(all: readonly T[], minLength = 0) => fc.subarray([...all], { minLength });
const tagsOf = fc
  .record({ confidential: fc.constantFrom(...VALUES) }, { requiredKeys: [] })
  .chain((tags) => fc.boolean().map((withDomain) => (withDomain ? { ...tags, domain: 'sales' } : tags)));

/** Tables with some of four columns; columns that policies name may be missing. */
const catalogs = (hybrid: fc.Arbitrary<boolean>) =>
  fc
    .tuple(someOf(TABLES, 1), fc.array(someOf(COLUMNS, 1), { minLength: 3, maxLength: 3 }), hybrid)
    .map(([names, columns, hybrid]) =>
      catalog(Object.fromEntries(names.map((name, i) => [name, table(columns[i]!)])), {
        locations: [{ path: 'lake', hybrid }],
      }),
    );
export const anyCatalog = catalogs(fc.boolean());
/** Lake Formation governs everybody, opted in or not. */
export const strictCatalog = catalogs(fc.constant(false));

const anyFilter = fc.record(
  {
    columns: someOf(COLUMNS, 1),
    rows: fc.constantFrom("a = 'Oslo'", 'b < 100'),
    principals: someOf(PRINCIPALS, 1),
  },
  { requiredKeys: ['columns'] },
);

const anyTable = fc.record(
  {
    tags: tagsOf,
    columns: fc.dictionary(fc.constantFrom(...COLUMNS), fc.record({ tags: tagsOf }, { requiredKeys: [] }), {
      maxKeys: 2,
    }),
  },
  { requiredKeys: [] },
);

const byTable = <T>(values: fc.Arbitrary<T>) => fc.dictionary(fc.constantFrom(...TABLES), values, { maxKeys: 2 });

export const anyPolicy: fc.Arbitrary<GovernancePolicy> = fc
  .record({
    tags: tagsOf,
    share: someOf(TABLES),
    filters: byTable(anyFilter),
    namedFilters: byTable(fc.dictionary(fc.constantFrom('x', 'y'), anyFilter, { maxKeys: 2 })),
    tables: byTable(anyTable),
    sharedTag: fc.constantFrom<Tags[]>({ confidential: 'public' }, { confidential: 'public', domain: 'sales' }),
    wholeTables: fc.constantFrom('columnTags' as const, 'filters' as const),
    glueEtlPrincipals: someOf([FINANCE]),
  })
  .map(({ sharedTag, wholeTables, glueEtlPrincipals, ...database }) =>
    policy(database, {
      tags: { confidential: VALUES, domain: ['sales', 'other'] },
      sharedTag,
      wholeTables,
      glueEtlPrincipals,
    }),
  );
