import { CompletenessJudge, foldersOf, glueTableOf } from '../../../../core/snapshots/layout';

const source = { engine: 'postgres' as const, databases: ['shop', 'shop.eu'] };
const mysql = { engine: 'mysql' as const, databases: ['shop'] };
const lake = { partitionKey: 'date', glueDatabaseOf: (database: string) => database, sharedTablesOf: () => [] };

it.each([
  [source, 'shop.public.Orders', { databaseFolder: 'shop', tableFolder: 'public.Orders' }],
  [source, 'shop.eu.public.v1.2', { databaseFolder: 'shop.eu', tableFolder: 'public.v1.2' }],
  [source, 'shop.public.two words', { databaseFolder: 'shop', tableFolder: 'public.two_words' }],
  [source, 'shop.public', undefined],
  [source, 'shop', undefined],
  [mysql, 'shop.Orders', { databaseFolder: 'shop', tableFolder: 'shop.Orders' }],
])('%j: the folders of %s', (given, target, expected) => expect(foldersOf(given, target)).toEqual(expected));

it('a table has its alias, every other one its own name', () => {
  const named = { ...source, aliases: { 'shop.public.Orders': 'orders_of_web' } };
  expect(glueTableOf(named, { databaseFolder: 'shop', tableFolder: 'public.Orders' })).toBe('orders_of_web');
  expect(glueTableOf(named, { databaseFolder: 'shop', tableFolder: 'public.orders' })).toBe('orders');
  expect(glueTableOf(named, { databaseFolder: 'shop.eu', tableFolder: 'public.Orders' })).toBe('orders');
});

const judged = (aliases: Readonly<Record<string, string>> | undefined, ...tables: string[]) => {
  const judge = new CompletenessJudge({ ...source, databases: ['shop'], aliases }, ['shop'], lake);
  judge.addTablesInfo(tables.map((table) => ({ target: `shop.public.${table}`, status: 'COMPLETE' })));
  for (const table of tables) judge.addListed('shop', `public.${table.replaceAll(' ', '_')}`, 1, 10);
  judge.skipNameClashes();
  return judge.judge().tables.map(({ glueTable, status, reason }) => [glueTable, status, reason?.slice(0, 200)]);
};

it('the alias that the message of a clash names publishes both tables', () => {
  const clash = judged(undefined, 'orders', 'Orders', 'items');
  expect(clash).toEqual([
    ['orders', 'SKIPPED', expect.stringContaining("sources[].aliases: { 'shop.public.orders': '<name>' }")],
    ['orders', 'SKIPPED', expect.stringContaining("sources[].aliases: { 'shop.public.Orders': '<name>' }")],
    ['items', 'EXPORTED', undefined],
  ]);
  expect(judged({ 'shop.public.Orders': 'orders_of_web' }, 'orders', 'Orders', 'items')).toEqual([
    ['orders', 'EXPORTED', undefined],
    ['orders_of_web', 'EXPORTED', undefined],
    ['items', 'EXPORTED', undefined],
  ]);
});

it('an alias that another table has as its name is a clash too', () =>
  expect(judged({ 'shop.public.Orders': 'items' }, 'orders', 'Orders', 'items').map(([, status]) => status)).toEqual([
    'EXPORTED',
    'SKIPPED',
    'SKIPPED',
  ]));

it('two tables in one folder of the export are left out, for no alias can tell them apart', () =>
  expect(judged(undefined, 'two words', 'two_words', 'items')).toEqual([
    ['two_words', 'SKIPPED', expect.stringMatching(/into one folder\. Rename one of them/)],
    ['items', 'EXPORTED', undefined],
  ]));
