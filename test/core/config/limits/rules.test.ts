import { validateConfig } from '../../../../core/config/validate';
import { configWarnings } from '../../../../core/config/warnings';
import {
  ANALYST_STACKS,
  DATABASE_STACKS,
  databaseStackOf,
  MAX_DATABASES_IN_A_STACK,
} from '../../../../core/lake/database-stacks';

const ANALYTICS = '222222222222';
const role = (name: string): string => `arn:aws:iam::${ANALYTICS}:role/${name}`;

const configOf = (databases: readonly string[], more: object = {}): object => ({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases }],
  ...more,
});

/** Databases that share a stack. */
const inOneStack = (count: number, stacks: number): string[] =>
  Array.from({ length: count * stacks * 2 }, (_, i) => `db${i}`)
    .filter((name) => databaseStackOf(`orders_${name}`, stacks) === 1)
    .slice(0, count);

describe('databases of a stack', () => {
  const names = inOneStack(MAX_DATABASES_IN_A_STACK + 1, DATABASE_STACKS);

  it('are refused from the first that has no room, with stack, count and what to do', () => {
    expect(() => validateConfig(configOf(names.slice(0, -1)))).not.toThrow();
    expect(() => validateConfig(configOf(names))).toThrow(
      `sources[0].databases[110]: '${names.at(-1)}' is one too many for stack databases-1, which has 111 of at most 110: ` +
        'give some of them an installation of their own (environment.name).',
    );
  });
});

describe('links and grants of a stack', () => {
  const names = inOneStack(50, ANALYST_STACKS);
  const governance = (filters: number) => ({
    databases: Object.fromEntries(
      names.map((name) => [
        `orders_${name}`,
        { filters: Object.fromEntries(Array.from({ length: filters }, (_, i) => [`t${i}`, { columns: ['id'] }])) },
      ]),
    ),
  });
  const withAnalysts = (filters: number): object =>
    configOf(names, {
      accounts: { analytics: ANALYTICS, analysts: [role('one'), role('two')] },
      governance: governance(filters),
    });

  it('are refused where CloudFormation has no room for them', () => {
    // 50 databases: a link, two roles on it, two roles on each filter
    expect(() => validateConfig(withAnalysts(3))).not.toThrow();
    expect(() => validateConfig(withAnalysts(4))).toThrow(/analytics-databases-1 550 links and grants, of at most 450/);
  });

  it('do not count without an analytics account', () =>
    expect(() => validateConfig(configOf(names, { governance: governance(4) }))).not.toThrow());
});

it('refuses more than 100 filters of one principal on one table', () => {
  const filtersOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`f${i}`, { columns: ['id'], principals: [role('a')] }]),
    );
  const config = (count: number): object =>
    configOf(['shop'], { governance: { databases: { orders_shop: { namedFilters: { people: filtersOf(count) } } } } });
  expect(() => validateConfig(config(100))).not.toThrow();
  expect(() => validateConfig(config(101))).toThrow(
    `governance.databases.orders_shop.namedFilters.people: gives ${role('a')} 101 filters on this table, Lake Formation takes 100`,
  );
});

it.each([
  [149, 5, 0],
  [150, 5, 1],
  [29, 1, 0],
  [30, 1, 1],
])('%i sources and %i slots give %i warnings', (count, maxConcurrent, warnings) => {
  const sources = Array.from({ length: count }, (_, i) => ({
    kind: 'aurora-cluster',
    id: `db${i}`,
    engine: 'postgres',
    databases: ['app'],
  }));
  const settings = validateConfig({ ...configOf([]), sources, exports: { maxConcurrent } });
  const told = configWarnings(settings).filter(({ path }) => path === 'sources');
  expect(told).toHaveLength(warnings);
  for (const { fix } of told) expect(fix).toContain(`has ${count} entries, more than ${maxConcurrent} exports`);
});
