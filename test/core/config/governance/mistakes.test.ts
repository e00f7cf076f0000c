import { describeProblem } from '../../../../core/config/problems';
import { ConfigError, validateConfig } from '../../../../core/config/validate';
import { configWarnings } from '../../../../core/config/warnings';

type Json = Record<string, unknown>;

const LAKE = '111111111111';
const SOURCE: Json = { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] };
const MYSQL: Json = { ...SOURCE, engine: 'mysql' };

const configWith = (policy: Json, source: Json = SOURCE, more: Json = {}): Json => ({
  environment: { region: 'eu-west-1', account: LAKE },
  sources: [source],
  accounts: { analytics: '222222222222' },
  governance: { databases: { orders_shop: policy } },
  ...more,
});
const filterOf = (filter: Json): Json => ({ filters: { customers: filter } });

/** The lines of the error, without the heading. */
function problemsOf(config: unknown): string[] {
  try {
    validateConfig(config);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(describeProblem);
  }
}

describe('mistakes of a policy that are refused with their fix', () => {
  it.each<[string, Json, RegExp]>([
    ['public.x', configWith({ share: ['public.orders'] }), /share\[0\]: 'public\.orders' .* use 'orders'\.$/],
    ['schema.x', configWith({ share: ['sales.orders'] }), /use 'sales_orders'\.$/],
    ['database.x of MySQL', configWith({ share: ['shop.orders'] }, MYSQL), /use 'orders'\.$/],
    ['all tables', configWith({ share: ['*'] }), /share\[0\]: '\*' is a wildcard, which is not read: name each table/],
    [
      'columns that differ in case alone',
      configWith({ tables: { customers: { columns: { Card: {}, card: { tags: {} } } } } }),
      /columns\.card: 'card' is 'Card' in other letters, .* leave one of them out\.$/,
    ],
    [
      'filters of one table that differ in case alone',
      configWith({ namedFilters: { customers: { Some: { columns: ['id'] }, some: { columns: ['name'] } } } }),
      /namedFilters\.customers\.some: 'some' is 'Some' in other letters/,
    ],
    ['some tables', configWith({ tables: { 'tmp_*': {} } }), /tables\['tmp_\*'\]: 'tmp_\*' is a wildcard/],
    [
      'all columns',
      configWith(filterOf({ columns: ['*'] })),
      /columns\[0\]: '\*' is a wildcard.*list the table under share/,
    ],
    [
      'all databases of a policy',
      configWith({}, SOURCE, { governance: { databases: { '*': { share: ['a'] } } } }),
      /governance\.databases\['\*'\]: is a wildcard, .* name each database/,
    ],
    [
      'all databases of a source',
      configWith({}, { ...SOURCE, databases: ['*'] }),
      /sources\[0\]\.databases\[0\]: '\*' is a wildcard, which is not read: name each database/,
    ],
    [
      'all of a database, by a star',
      configWith({}, { ...SOURCE, exportOnly: ['shop.*'] }),
      /exportOnly\[0\]: 'shop\.\*' is a wildcard, which is not read: 'shop' alone exports all of that database/,
    ],
    [
      'exclude',
      configWith(filterOf({ columns: ['id'], exclude: ['email'] })),
      /customers\.exclude: \["email"\] lists what to hide, and a filter lists what is seen: give columns/,
    ],
    [
      "the lake's own account as a principal",
      configWith(filterOf({ columns: ['id'], principals: [LAKE] })),
      /principals\[0\]: '111111111111' is the lake's own account, to which Lake Formation grants nothing: name its roles/,
    ],
  ])('%s', (_what, config, message) => expect(problemsOf(config)).toContainEqual(expect.stringMatching(message)));
});

describe('tables that exportOnly leaves out', () => {
  const leavesOut = /share\[0\]: '\w+' never arrives: sources\[0\]\.exportOnly leaves it out/;
  const judged = (table: string, exportOnly: string[], source: Json = SOURCE) =>
    problemsOf(configWith({ share: [table] }, { ...source, exportOnly }));

  it.each<[string, string[], Json]>([
    ['orders', ['shop.public.customers'], SOURCE],
    ['orders', ['shop.sales'], SOURCE],
    ['sales_orders', ['shop.sales.items', 'shop.crm'], SOURCE],
    ['orders', ['shop.customers'], MYSQL],
  ])('%s is refused beside %j', (table, exportOnly, source) =>
    expect(judged(table, exportOnly, source)).toEqual([expect.stringMatching(leavesOut)]),
  );

  it.each<[string, string[], Json]>([
    ['orders', ['shop'], SOURCE],
    ['orders', ['shop.public'], SOURCE],
    ['orders', ['shop.public.orders'], SOURCE],
    ['sales_orders', ['shop.sales'], SOURCE],
    ['sales_orders', ['shop.sales.Orders'], SOURCE],
    ['orders', ['shop.orders'], MYSQL],
  ])('%s is taken beside %j', (table, exportOnly, source) => expect(judged(table, exportOnly, source)).toEqual([]));
});

it.each([
  ['a--b', false],
  ['blue-', false],
  ['b'.repeat(16), false],
  ['blue-2', true],
  ['b'.repeat(15), true],
])('an installation %s is taken: %s', (name, isTaken) => {
  const problems = problemsOf(configWith({}, SOURCE, { environment: { region: 'eu-west-1', name } }));
  expect(problems).toEqual(
    isTaken ? [] : [expect.stringMatching(/^environment\.name: .* single hyphens, a letter first, no hyphen last\.$/)],
  );
});

describe('what nobody can read is warned about', () => {
  const policy = { share: ['orders'], filters: { customers: { columns: ['id'] } } };
  const warnings = (accounts: Json, environment: Json = {}) =>
    configWarnings(
      validateConfig(configWith(policy, SOURCE, { accounts, environment: { region: 'eu-west-1', ...environment } })),
    ).map(describeProblem);

  it.each([{}, { name: 'blue' }])('without an analytics account, in an installation %j', (environment) =>
    expect(warnings({}, environment)).toEqual([
      `governance.databases.orders_shop.share: ["orders"] is shared with nobody: give accounts.analytics, the account that reads it.`,
      `governance.databases.orders_shop.filters.customers: ["id"] has no reader: list its principals, or give accounts.analytics.`,
    ]),
  );

  it('with one there is nothing to warn about', () => expect(warnings({ analytics: '222222222222' })).toEqual([]));
});
