import {
  applyChange,
  type CatalogState,
  type Change,
  describeChange,
  describeForeign,
  foreignThings,
  formerGrants,
  type GovernancePolicy,
  type Grant,
  IAM_ALLOWED_PRINCIPALS,
  NOTHING_OWNED,
  planGovernance,
  tagPolicyGrants,
  verifyPromise,
} from '../../../core/governance';
import {
  ANALYTICS,
  AUDITOR,
  CONTEXT,
  catalog,
  DATABASE,
  FINANCE,
  govern,
  PRODUCER,
  plan,
  policy,
  sees,
  table,
  untouched,
  type World,
} from './world';

const SHOP = catalog({ orders: table(['id', 'card']), customers: table(['id', 'city', 'mail']) });
const POLICY = policy({ share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } });
const told = (rules: GovernancePolicy, world: World): string[] => plan(rules, world).changes.map(describeChange);

test('the first run: tags, what closes, filters, what opens, grants', () => {
  expect(told(POLICY, untouched(SHOP))).toEqual([
    'create tag confidential with private, public, sensitive',
    'create tag lakeferry-columns with agreed',
    'create tag lakeferry-databases with governed',
    'tag shop confidential=private, lakeferry-databases=governed',
    'create filter lakeferry_columns on shop.customers: city, id',
    'tag shop.orders.card lakeferry-columns=agreed',
    'tag shop.orders.date lakeferry-columns=agreed',
    'tag shop.orders.id lakeferry-columns=agreed',
    'tag shop.orders confidential=public',
    `grant DESCRIBE on databases tagged confidential=private|public|sensitive AND lakeferry-databases=governed to ${ANALYTICS} (with grant option: DESCRIBE)`,
    `grant DESCRIBE on tag confidential (private, public, sensitive) to ${ANALYTICS} (with grant option: DESCRIBE)`,
    `grant DESCRIBE on tag lakeferry-columns (agreed) to ${ANALYTICS} (with grant option: DESCRIBE)`,
    `grant DESCRIBE on tag lakeferry-databases (governed) to ${ANALYTICS} (with grant option: DESCRIBE)`,
    `grant SELECT on filter lakeferry_columns of shop.customers to ${ANALYTICS} (with grant option: SELECT)`,
    `grant SELECT, DESCRIBE on tables tagged confidential=public AND lakeferry-columns=agreed to ${ANALYTICS} (with grant option: SELECT, DESCRIBE)`,
  ]);
});

describe("what the account's default opens on a new database", () => {
  const opened = { principal: IAM_ALLOWED_PRINCIPALS, permissions: ['ALL'], withGrantOption: [] } as const;
  const born: CatalogState = {
    ...SHOP,
    databases: { [DATABASE]: { ...SHOP.databases[DATABASE]!, isOurs: true } },
    grants: [{ ...opened, resource: { kind: 'database', database: DATABASE } }],
  };

  test('is closed first on our own, and restricts nobody until then', () => {
    const { changes, problems } = planGovernance(POLICY, born, NOTHING_OWNED, CONTEXT);
    expect(problems).toEqual([]);
    expect(describeChange(changes[0]!)).toBe(`revoke ALL on database shop from ${IAM_ALLOWED_PRINCIPALS}`);
    const after = changes.reduce(applyChange, born);
    expect(after.grants.map(({ principal }) => principal)).not.toContain(IAM_ALLOWED_PRINCIPALS);
    expect(verifyPromise(POLICY, after, NOTHING_OWNED, CONTEXT)).toEqual([]);
  });

  test('is not listed as made by others', () =>
    expect(foreignThings(POLICY, born, NOTHING_OWNED, CONTEXT)).toEqual([]));

  test('is closed also while a table is open to the group, which somebody may rely on', () => {
    const table = { ...opened, resource: { kind: 'table', database: DATABASE, table: 'orders' } as const };
    const { changes, problems } = planGovernance(
      POLICY,
      { ...born, grants: [...born.grants, table] },
      NOTHING_OWNED,
      CONTEXT,
    );
    expect(changes.map(describeChange)).toEqual([`revoke ALL on database shop from ${IAM_ALLOWED_PRINCIPALS}`]);
    expect(problems).toMatchObject([
      { severity: 'stop', message: expect.stringContaining('ALL on table shop.orders') },
    ]);
  });
});

const GOVERNED = govern(POLICY, untouched(SHOP));

test.each<[string, GovernancePolicy, string[]]>([
  [
    'a table more: its columns first, then the table',
    policy({ ...POLICY.databases[DATABASE], share: ['orders', 'customers'], filters: {} }),
    [
      `revoke SELECT on filter lakeferry_columns of shop.customers from ${ANALYTICS} (with grant option: SELECT)`,
      'delete filter lakeferry_columns on shop.customers',
      'tag shop.customers.city lakeferry-columns=agreed',
      'tag shop.customers.date lakeferry-columns=agreed',
      'tag shop.customers.id lakeferry-columns=agreed',
      'tag shop.customers.mail lakeferry-columns=agreed',
      'tag shop.customers confidential=public',
    ],
  ],
  [
    'a table less: the table first, then its columns',
    policy({ ...POLICY.databases[DATABASE], share: [] }),
    [
      'untag shop.orders confidential=public',
      'untag shop.orders.card lakeferry-columns=agreed',
      'untag shop.orders.date lakeferry-columns=agreed',
      'untag shop.orders.id lakeferry-columns=agreed',
    ],
  ],
  [
    'a column more in a filter changes it in place',
    policy({ ...POLICY.databases[DATABASE], filters: { customers: { columns: ['id', 'city', 'mail'] } } }),
    ['update filter lakeferry_columns on shop.customers: city, id, mail'],
  ],
  [
    'rows',
    policy({ ...POLICY.databases[DATABASE], filters: { customers: { columns: ['id', 'city'], rows: "id < '9'" } } }),
    ["update filter lakeferry_columns on shop.customers: city, id where id < '9'"],
  ],
  [
    'another reader',
    policy({
      ...POLICY.databases[DATABASE],
      filters: { customers: { columns: ['id', 'city'], principals: [ANALYTICS, FINANCE] } },
    }),
    [
      `grant DESCRIBE on database shop to ${FINANCE}`,
      `grant SELECT on filter lakeferry_columns of shop.customers to ${FINANCE}`,
    ],
  ],
  [
    'a column of a shared table is closed by its tag',
    policy({
      ...POLICY.databases[DATABASE],
      tables: { orders: { columns: { card: { tags: { confidential: 'sensitive' } } } } },
    }),
    ['tag shop.orders.card confidential=sensitive', 'untag shop.orders.card lakeferry-columns=agreed'],
  ],
  [
    'a value more',
    { ...POLICY, tags: { confidential: ['sensitive', 'private', 'public', 'secret'] } },
    [
      'add secret to tag confidential',
      `grant DESCRIBE on databases tagged confidential=private|public|secret|sensitive AND lakeferry-databases=governed to ${ANALYTICS} (with grant option: DESCRIBE)`,
      `grant DESCRIBE on tag confidential (secret) to ${ANALYTICS} (with grant option: DESCRIBE)`,
      `revoke DESCRIBE on databases tagged confidential=private|public|sensitive AND lakeferry-databases=governed from ${ANALYTICS} (with grant option: DESCRIBE)`,
    ],
  ],
])('%s', (_, rules, changes) => expect(told(rules, GOVERNED)).toEqual(changes));

test('rows that the next predicate ends like are narrowed to it all the same', () => {
  const customers = (rows: string) => policy({ filters: { customers: { columns: ['id', 'city'], rows } } });
  const before = govern(customers("city = 'Oslo' OR city = 'Rome' AND (id < '9')"), untouched(SHOP));
  expect(told(customers("id < '9'"), before)).toEqual([
    "update filter lakeferry_columns on shop.customers: city, id where (city = 'Oslo' OR city = 'Rome' AND (id < '9')) AND (id < '9')",
    "update filter lakeferry_columns on shop.customers: city, id where id < '9'",
  ]);
});

test('rows that were narrowed before are not narrowed again', () => {
  const customers = (rows: string) => policy({ filters: { customers: { columns: ['id', 'city'], rows } } });
  const before = govern(customers("(city = 'a)') AND (id < '9')"), untouched(SHOP));
  expect(told(customers("id < '9'"), before)).toHaveLength(1);
});

describe('what opens a whole database', () => {
  const open = { tags: { confidential: 'public' } };
  const added = (state: Parameters<typeof table>[1]) =>
    untouched(catalog({ orders: table(['id']), beside: table(['id'], state) }));
  const ways = [
    ['tags', policy(open)],
    ['filters', policy(open, { wholeTables: 'filters' })],
    ['tags, and filters of engines', policy(open, { glueEtlPrincipals: [FINANCE] })],
  ] as const;

  test.each(ways)('by %s does not open a table of others in it', (_how, rules) => {
    const world = govern(rules, added({ location: 's3://theirs/x/' }));
    const { columnTags, filters } = world.live.databases[DATABASE]!.tables.beside!;
    expect({ columnTags, filters }).toEqual({ columnTags: {}, filters: [] });
    expect(sees(world, 'orders')).toEqual(['id']);
  });

  test.each(ways)('by %s makes no filter on a view', (_how, rules) =>
    expect(told(rules, added({ location: undefined, isView: true })).join()).not.toMatch(
      /filter \S+ (on|of) shop.beside/,
    ),
  );
});

test('keys, values and names may be written in any case', () => {
  const shouting = policy(
    { share: ['Orders'], filters: { Customers: { columns: ['ID', 'City'] } } },
    {
      tags: { Confidential: ['Sensitive', 'Private', 'Public'] },
      databaseTags: { Confidential: 'Private' },
      sharedTag: { CONFIDENTIAL: 'PUBLIC' },
    },
  );
  expect(told(shouting, GOVERNED)).toEqual([]);
});

test("what others made alike is used and never taken away, except for lakeferry's own tag", () => {
  const byHand: World = { ...GOVERNED, owned: NOTHING_OWNED };
  expect(told(POLICY, byHand)).toEqual([]);
  const later = govern(policy({}), govern(POLICY, byHand));
  expect(later.live.databases[DATABASE]!.tables.orders!.tags).toEqual({ confidential: 'public' });
  expect(sees(later, 'orders')).toEqual([]);
  const found = verifyPromise(policy({}), later.live, later.owned, CONTEXT);
  expect(found.map(({ table: name, unexpected }) => [name, unexpected])).toEqual([['customers', ['id', 'city']]]);
});

test('a mode that only adds leaves what the policy drops, and is content with it', () => {
  const additive = policy({}, { mode: 'additive' });
  expect(told(additive, GOVERNED)).toEqual([]);
  expect(verifyPromise(additive, GOVERNED.live, GOVERNED.owned, CONTEXT)).toEqual([]);
  const missing = policy({ share: ['customers'] }, { mode: 'additive' });
  expect(verifyPromise(missing, GOVERNED.live, GOVERNED.owned, CONTEXT)).toMatchObject([{ missing: ['mail'] }]);
});

/** The world with other columns in `orders`. */
function withOrders(world: World, names: readonly string[]): World {
  const found = world.live.databases[DATABASE]!;
  const columns = names.map((name) => ({ name, type: name === 'cvc' ? 'int' : 'string' }));
  const orders = { ...found.tables.orders!, columns };
  return {
    ...world,
    live: { ...world.live, databases: { [DATABASE]: { ...found, tables: { ...found.tables, orders } } } },
  };
}

const RELEASED = policy({ ...POLICY.databases[DATABASE], tables: { orders: { columns: { cvc: {} } } } });

test('a new column is born hidden, and released by one line', () => {
  const later = withOrders(GOVERNED, ['id', 'card', 'cvc']);
  expect(sees(later, 'orders')).toEqual(['id', 'card']);
  expect(told(POLICY, later)).toEqual([]);
  expect(plan(POLICY, later).toClassify).toEqual([
    { database: DATABASE, table: 'orders', column: 'cvc', type: 'int', reason: 'NEW' },
  ]);
  const held = govern(POLICY, later);
  expect(told(RELEASED, held)).toEqual(['tag shop.orders.cvc lakeferry-columns=agreed']);
  expect(sees(govern(RELEASED, held), 'orders')).toEqual(['id', 'card', 'cvc']);
});

test.each(['exact', 'additive'] as const)(
  'in mode %s, a tag found on a column that was absent in between opens it no longer',
  (mode) => {
    const rules = { ...POLICY, mode };
    const without = govern(rules, withOrders(GOVERNED, ['id']));
    const back = govern(rules, withOrders(without, ['id', 'card']));
    expect(sees(back, 'orders')).toEqual(['id']);
    expect(plan(rules, back)).toMatchObject({ changes: [], toClassify: [{ column: 'card', reason: 'NEW' }] });
  },
);

test.each(['exact', 'additive'] as const)(
  "in mode %s, lakeferry's own tag is taken off a table and a database, whoever put it there",
  (mode) => {
    const rules = { ...POLICY, mode };
    const own = { 'lakeferry-columns': 'agreed' };
    const found = GOVERNED.live.databases[DATABASE]!;
    const orders = { ...found.tables.orders!, tags: { ...found.tables.orders!.tags, ...own } };
    const tagged = { ...found, tags: { ...found.tags, ...own }, tables: { ...found.tables, orders } };
    const byHand = { ...GOVERNED, live: { ...GOVERNED.live, databases: { [DATABASE]: tagged } } };
    const closed = govern(rules, byHand);
    expect(sees(withOrders(closed, ['id', 'card', 'cvc']), 'orders')).toEqual(['id', 'card']);
    expect(plan(rules, closed).changes).toEqual([]);
  },
);

describe('while the grants of an earlier version stand', () => {
  const former = formerGrants(POLICY, ANALYTICS);
  const before = govern(POLICY, untouched({ ...SHOP, grants: former }));
  const later = withOrders(before, ['id', 'card', 'cvc']);

  test('they are told, and neither revoked nor called foreign', () => {
    expect(former.map(({ resource }) => resource.expression)).toEqual([
      { confidential: ['private', 'public', 'sensitive'] },
      { confidential: ['public'] },
    ]);
    expect(plan(POLICY, before)).toMatchObject({
      changes: [],
      problems: [{ code: 'FORMER_GRANTS' }, { code: 'FORMER_GRANTS' }],
    });
    expect(foreignThings(POLICY, before.live, before.owned, CONTEXT)).toEqual([]);
  });

  test('a new column is hidden by a tag, which goes when they do', () => {
    expect(told(POLICY, later)).toEqual([
      'tag shop.orders.cvc confidential=private (held back until it is classified)',
    ]);
    const held = govern(POLICY, later);
    expect(sees(held, 'orders')).toEqual(['id', 'card']);
    const grants = held.live.grants.filter(({ resource }) => !former.some((each) => each.resource === resource));
    const migrated = { ...held, live: { ...held.live, grants } };
    expect(told(POLICY, migrated)).toEqual(['untag shop.orders.cvc confidential=private']);
    expect(sees(govern(POLICY, migrated), 'orders')).toEqual(['id', 'card']);
  });
});

describe.each([
  ['wholeTables is filters', { wholeTables: 'filters' as const }],
  ['the analytics account reads with Glue ETL', { readBy: ['glue-etl' as const] }],
])('where %s', (_, more) => {
  const rules = { ...POLICY, ...more };
  const governed = govern(rules, untouched(SHOP));

  test('a table is shared whole by a filter over its agreed columns, and by no tag policy', () => {
    expect(sees(governed, 'orders')).toEqual(['id', 'card']);
    expect(governed.live.databases[DATABASE]!.tables.orders).toMatchObject({
      tags: { confidential: 'public' },
      columnTags: {},
      filters: [{ name: 'lakeferry_whole', columns: ['card', 'id'], rows: 'TRUE' }],
    });
    expect(tagPolicyGrants(rules, ANALYTICS).map(({ resource }) => resource.type)).toEqual(['DATABASE']);
  });

  test('a new column is born hidden', () =>
    expect(sees(withOrders(governed, ['id', 'card', 'cvc']), 'orders')).toEqual(['id', 'card']));

  test('both ways lead to each other, and a column that came back stays hidden', () => {
    expect(sees(govern(POLICY, governed), 'orders')).toEqual(['id', 'card']);
    expect(sees(govern(rules, GOVERNED), 'orders')).toEqual(['id', 'card']);
    const back = withOrders(govern(rules, withOrders(governed, ['id'])), ['id', 'card']);
    expect(sees(back, 'orders')).toEqual(['id']);
  });
});

test('a principal that reads with Glue ETL gets a filter on whole tables, and nothing by tag', () => {
  const rules = { ...POLICY, glueEtlPrincipals: [FINANCE] };
  const governed = govern(rules, untouched(SHOP));
  expect(sees(governed, 'orders', FINANCE)).toEqual(['id', 'card']);
  expect(sees(governed, 'orders')).toEqual(['id', 'card']);
  const held = governed.live.grants.filter(({ principal }) => principal === FINANCE);
  expect(held.map(({ resource }) => resource.kind).sort()).toEqual(['database', 'filter']);
  expect(sees(withOrders(governed, ['id', 'card', 'cvc']), 'orders', FINANCE)).toEqual(['id', 'card']);
});

test('a shared tag that changes opens nothing by the old one on the way', () => {
  const tags = { confidential: ['private', 'public'], domain: ['sales', 'other'] };
  const before = policy(
    { tables: { orders: { tags: { confidential: 'public' } } } },
    { tags, sharedTag: { confidential: 'public', domain: 'sales' } },
  );
  const after = policy({ tags: { confidential: 'private', domain: 'sales' } }, { tags });
  const governed = govern(before, untouched(SHOP));
  expect(sees(governed, 'orders')).toEqual([]);
  for (let count = 0; count <= plan(after, governed).changes.length; count++) {
    expect(sees(govern(after, governed, count), 'orders')).toEqual([]);
  }
});

describe('tag policies that the lake stack has granted', () => {
  const deployed = tagPolicyGrants(POLICY, ANALYTICS);
  const byTag = (changes: readonly Change[]) =>
    changes.filter((change) => 'grant' in change && change.grant.resource.kind === 'policy');
  const first = govern(POLICY, untouched({ ...SHOP, grants: deployed }));

  test('are wanted: nothing is granted beside them, and nobody calls them foreign', () => {
    expect(deployed.map(({ resource }) => resource.type)).toEqual(['DATABASE', 'TABLE']);
    expect(byTag(plan(POLICY, untouched({ ...SHOP, grants: deployed })).changes)).toEqual([]);
    expect(told(POLICY, first)).toEqual([]);
    expect(foreignThings(POLICY, first.live, first.owned, CONTEXT)).toEqual([]);
  });

  test('are granted again where somebody took them away, until the stack takes them back', () => {
    const revoked = { ...first, live: { ...first.live, grants: [] } };
    expect(byTag(plan(POLICY, revoked).changes).map((change) => 'grant' in change && change.grant)).toEqual(deployed);
    expect(sees(govern(POLICY, revoked), 'orders')).toEqual(['id', 'card']);
  });

  test("are the stack's to revoke, not the planner's", () => {
    const other = policy(POLICY.databases[DATABASE]!, { sharedTag: { confidential: 'sensitive' } });
    expect(told(other, first).filter((line) => line.startsWith('revoke'))).toEqual([]);
    const repaired = govern(POLICY, { ...first, live: { ...first.live, grants: [] } });
    expect(told(other, repaired)).toContain(
      `revoke DESCRIBE, SELECT on tables tagged confidential=public AND lakeferry-columns=agreed from ${ANALYTICS} (with grant option: DESCRIBE, SELECT)`,
    );
  });
});

test('a tag policy that somebody else was granted is told, if it reaches anything here', () => {
  const to = (value: string) => ({
    principal: FINANCE,
    resource: { kind: 'policy', type: 'TABLE', expression: { confidential: [value] } } as const,
    permissions: ['SELECT'] as const,
    withGrantOption: [],
  });
  const foreign = (value: string) => {
    const live = { ...GOVERNED.live, grants: [...GOVERNED.live.grants, to(value)] };
    return foreignThings(POLICY, live, GOVERNED.owned, CONTEXT).map(describeForeign);
  };
  expect(foreign('public')).toEqual([`SELECT on tables tagged confidential=public to ${FINANCE}`]);
  expect(foreign('sensitive')).toEqual([]);
});

describe("grants to the crawlers' role", () => {
  const role = `arn:aws:iam::${PRODUCER}:role/lakeferry-crawlers`;
  const onTables = { kind: 'table', database: DATABASE, table: '*' } as const;
  const granted = (grant: Partial<Grant>): Grant => ({
    principal: role,
    resource: onTables,
    permissions: ['ALTER', 'DESCRIBE', 'INSERT', 'SELECT'],
    withGrantOption: [],
    ...grant,
  });
  const foreign = (grant: Partial<Grant>, fillingRole?: string) => {
    const databases = { [DATABASE]: { ...GOVERNED.live.databases[DATABASE]!, fillingRole } };
    const live = { ...GOVERNED.live, databases, grants: [...GOVERNED.live.grants, granted(grant)] };
    return foreignThings(POLICY, live, GOVERNED.owned, CONTEXT).map(describeForeign);
  };

  test.each<[string, Partial<Grant>]>([
    ['on all tables', {}],
    [
      'on the database',
      { resource: { kind: 'database', database: DATABASE }, permissions: ['CREATE_TABLE', 'DESCRIBE'] },
    ],
  ])("%s are the lake stack's", (_where, grant) => expect(foreign(grant, role)).toEqual([]));

  test.each<[string, Partial<Grant>]>([
    ['more than the stack grants', { permissions: ['DROP'] }],
    ['the right to give on', { withGrantOption: ['SELECT'] }],
    ['one table', { resource: { ...onTables, table: 'orders' } }],
    ['a role of another account', { principal: role.replace(PRODUCER, '333333333333') }],
    ['another role', { principal: AUDITOR }],
  ])('%s is told', (_what, grant) => expect(foreign(grant, role)).toHaveLength(1));

  test('are told where nobody knows the role', () => expect(foreign({})).toHaveLength(1));
});

test('a value of a tag that others granted to the same principal is never taken away', () => {
  const theirs: Grant = {
    principal: ANALYTICS,
    resource: { kind: 'tag', key: 'confidential', values: ['internal', 'public'] },
    permissions: ['DESCRIBE'],
    withGrantOption: ['DESCRIBE'],
  };
  const governed = govern(POLICY, untouched({ ...SHOP, grants: [theirs] }));
  const revokes = planGovernance(POLICY, governed.live, governed.owned, { database: DATABASE }).changes.flatMap(
    (change) => (change.kind === 'revoke' && change.grant.resource.kind === 'tag' ? [describeChange(change)] : []),
  );
  expect(revokes.filter((line) => line.includes('confidential'))).toEqual([
    `revoke DESCRIBE on tag confidential (private) from ${ANALYTICS} (with grant option: DESCRIBE)`,
    `revoke DESCRIBE on tag confidential (sensitive) from ${ANALYTICS} (with grant option: DESCRIBE)`,
  ]);
});

test('a filter of others that is named like ours is told, and not overwritten', () => {
  const found = SHOP.databases[DATABASE]!;
  const theirs = { name: 'lakeferry_columns', columns: ['mail'], rows: 'TRUE' };
  const customers = { ...found.tables.customers!, filters: [theirs] };
  const live = { ...SHOP, databases: { [DATABASE]: { ...found, tables: { ...found.tables, customers } } } };
  const made = plan(POLICY, untouched(live));
  expect(made.problems).toMatchObject([{ code: 'FILTER_OF_OTHERS', severity: 'error', table: 'customers' }]);
  const governed = govern(POLICY, untouched(live));
  expect(governed.live.databases[DATABASE]!.tables.customers!.filters).toEqual([theirs]);
  expect(sees(governed, 'customers')).toEqual([]);
});
