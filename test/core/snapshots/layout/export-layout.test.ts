import fc from 'fast-check';
import { databaseNames } from '../../../../core/lake/database-names';
import { countSkipped, lackingNames, MISSING } from '../../../../core/publishing/completeness';
import {
  CompletenessJudge,
  destinationFileName,
  exportFolder,
  infoFileKind,
  isDataFile,
  parseExportKey,
  parseTableFolder,
  parseTarget,
  parseWarningMessage,
  readTablesInfo,
} from '../../../../core/snapshots/layout';

test.each([
  [
    'shop/public.orders/1/part-0.gz.parquet',
    { databaseFolder: 'shop', tableFolder: 'public.orders', batch: ['1'], file: 'part-0.gz.parquet' },
  ],
  [
    'shop/public.orders/part-0.gz.parquet',
    { databaseFolder: 'shop', tableFolder: 'public.orders', batch: [], file: 'part-0.gz.parquet' },
  ],
  [
    'shop/shop.orders/a/b/part-0.parquet',
    { databaseFolder: 'shop', tableFolder: 'shop.orders', batch: ['a', 'b'], file: 'part-0.parquet' },
  ],
  [
    'shop/public.orders/1/_SUCCESS',
    { databaseFolder: 'shop', tableFolder: 'public.orders', batch: ['1'], file: '_SUCCESS' },
  ],
  ['export_info_task.json', undefined],
  ['shop/stray.parquet', undefined],
  ['shop/public.orders/', undefined],
  ['shop//public.orders/part-0.parquet', undefined],
])('%s', (key, expected) => expect(parseExportKey(key)).toEqual(expected));

test.each([
  ['', 'task-1', 'task-1/'],
  ['exports', 'task-1', 'exports/task-1/'],
  ['/a/b/', 'task-1', 'a/b/task-1/'],
])("the folder of prefix '%s' and %s is %s", (prefix, task, expected) =>
  expect(exportFolder(prefix, task)).toBe(expected),
);

test.each([
  ['postgres', 'shop', 'public.orders', { schema: 'public', table: 'orders' }],
  ['postgres', 'shop', 'public.orders.2024', { schema: 'public', table: 'orders.2024' }],
  ['mysql', 'shop', 'shop.orders', { table: 'orders' }],
  ['mysql', 'shop.eu', 'shop.eu.orders.2024', { table: 'orders.2024' }],
  ['mysql', 'shop', 'orders', { table: 'orders' }],
] as const)('%s %s/%s', (engine, database, folder, expected) => {
  expect(parseTableFolder(engine, database, folder)).toEqual(expected);
});

test.each([
  ['postgres', 'shop.public.orders', { databaseFolder: 'shop', tableFolder: 'public.orders' }],
  ['postgres', 'shop.eu.public.orders', { databaseFolder: 'shop.eu', tableFolder: 'public.orders' }],
  ['postgres', 'shop', { databaseFolder: 'shop' }],
  ['postgres', 'unknown.public.orders', { databaseFolder: 'unknown', tableFolder: 'public.orders' }],
  ['postgres', 'shop.public.my "orders"', { databaseFolder: 'shop', tableFolder: 'public.my__orders_' }],
  ['mysql', 'shop.orders', { databaseFolder: 'shop', tableFolder: 'shop.orders' }],
  ['mysql', 'shop.shop.orders', { databaseFolder: 'shop', tableFolder: 'shop.orders' }],
] as const)('%s target %s', (engine, target, expected) => {
  expect(parseTarget(engine, target, ['shop', 'shop.eu'])).toEqual(expected);
});

test.each([
  ['export_info_t.json', 'export-info'],
  ['export_tables_info_t_from_1_to_96.json', 'tables-info'],
  ['other.json', undefined],
])('%s is %s', (name, kind) => expect(infoFileKind(name)).toBe(kind));

test('only parquet is data', () => {
  expect(['a.gz.parquet', 'a.parquet', '_SUCCESS', 'a.json', 'a.parquet.crc'].map(isDataFile)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  ['no list', '{}', []],
  ['an entry without target', '{"perTableStatus":[{"status":"COMPLETE"},null,7]}', []],
  [
    'a whole database',
    '{"perTableStatus":[{"target":"postgres","warningMessage":"w"}]}',
    [{ target: 'postgres', warning: 'w' }],
  ],
])('tables info with %s is tolerated', (_what, text, expected) => expect(readTablesInfo(text)).toEqual(expected));

test.each([
  [undefined, []],
  ['', []],
  [
    '{"skippedTables":[],"skippedObjectives":[],"general":[{"reason":"FAILED_TO_EXTRACT_TABLES_LIST_FOR_DATABASE"}]}',
    [{ reason: 'FAILED_TO_EXTRACT_TABLES_LIST_FOR_DATABASE' }],
  ],
  [
    '{"skippedTables":["shop.public.a",{"target":"shop.public.b","reason":"PERMISSIONS_DO_NOT_EXIST"}]}',
    [
      { target: 'shop.public.a', reason: 'SKIPPED' },
      { target: 'shop.public.b', reason: 'PERMISSIONS_DO_NOT_EXIST' },
    ],
  ],
  ['plain words', [{ reason: 'plain words' }]],
  ['null', []],
])('warning %s', (text, expected) => {
  expect(parseWarningMessage(text)).toEqual(expected);
});

const name = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
const file = fc.record({
  databaseFolder: name,
  tableFolder: name,
  batch: fc.array(name, { maxLength: 2 }),
  file: name.map((stem) => `part-${stem}.gz.parquet`),
});
const identity = fc.record({ exportTaskId: name, etag: name, size: fc.nat() });

test('a destination name stands for one export, path, ETag and size', () => {
  fc.assert(
    fc.property(file, identity, file, identity, (f1, i1, f2, i2) => {
      const isSame = JSON.stringify([f1, i1]) === JSON.stringify([f2, i2]);
      expect(destinationFileName(f1, i1) === destinationFileName(f2, i2)).toBe(isSame);
    }),
  );
});

test('a destination name has no folders, keeps its extension and is visible to a crawler', () => {
  fc.assert(
    fc.property(file, identity, (f, i) => {
      const destination = destinationFileName(f, i);
      expect(destination).toMatch(/-[0-9a-f]{12}\.gz\.parquet$/);
      expect(destination).not.toContain('/');
    }),
  );
});

const source = { id: 'orders-eu', engine: 'postgres' as const, databases: ['shop', 'My Shop'] };
const glueDatabaseOf = (database: string): string => databaseNames(PLACE, source.id, database).name;
const PLACE = { environment: {}, lake: { prefix: '' } };
const judgeOf = (
  from: ConstructorParameters<typeof CompletenessJudge>[0],
  folders: readonly string[],
  shared: readonly string[] = [],
): CompletenessJudge =>
  new CompletenessJudge(from, folders, {
    partitionKey: 'date',
    glueDatabaseOf,
    sharedTablesOf: (database) => (database === 'orders_eu_shop' ? shared : []),
  });

test('a database whose name was mangled in the keys is found, and named as in the source', () => {
  const judge = judgeOf(source, ['My_Shop']);
  judge.addListed('My_Shop', 'public.orders', 1, 10);
  expect(judge.judge().tables).toEqual([
    {
      database: 'My Shop',
      schema: 'public',
      table: 'orders',
      glueDatabase: 'orders_eu_my_shop',
      glueTable: 'orders',
      status: 'EXPORTED',
      files: 1,
      bytes: 10,
    },
  ]);
});

describe('what is expected and not there', () => {
  const shop = { ...source, databases: ['shop'] };

  test.each<[string, { databases?: string[]; exportOnly?: string[] }, string[], string[]]>([
    ['a configured database', { databases: ['shop', 'crm'] }, ['crm'], []],
    ['a database in another case', { databases: ['Shop'] }, ['Shop'], []],
    ['a table of exportOnly', { exportOnly: ['shop.public.gone', 'shop.public.orders'] }, [], ['gone']],
    ['a schema of exportOnly', { exportOnly: ['shop.sales', 'shop.public'] }, ['shop.sales'], []],
    ['nothing, where the database of exportOnly is there', { exportOnly: ['shop'] }, [], []],
  ])('%s is named', (_what, more, absent, missing) => {
    const judge = judgeOf({ ...shop, ...more }, ['shop']);
    judge.addListed('shop', 'public.orders', 1, 10);
    const found = judge.judge();
    expect(found.absent).toEqual(absent);
    expect(found.tables.filter(({ reason }) => reason === MISSING).map(({ table }) => table)).toEqual(missing);
    expect(lackingNames(found)).toHaveLength(absent.length + missing.length);
    expect(countSkipped(found.tables)).toBe(missing.length);
  });

  test('a shared table is missing unless the export has it or says of it that it is empty or skipped', () => {
    const judge = judgeOf(shop, ['shop'], ['orders', 'empty', 'secret', 'refunds']);
    judge.addListed('shop', 'public.orders', 1, 10);
    judge.addListed('shop', 'public.empty');
    judge.addTablesInfo([{ target: 'shop.public.secret', status: 'SKIPPED', warning: 'PERMISSIONS_DO_NOT_EXIST' }]);
    expect(lackingNames(judge.judge())).toEqual([
      'orders_eu_shop.secret: PERMISSIONS_DO_NOT_EXIST',
      'orders_eu_shop.refunds: MISSING',
    ]);
  });

  test('a database of which RDS names a table without files is not absent', () => {
    const judge = judgeOf(shop, []);
    judge.addTablesInfo([{ target: 'shop.public.orders', status: 'COMPLETE' }]);
    expect(judge.judge()).toMatchObject({ absent: [], tables: [{ status: 'EMPTY' }] });
  });
});

test('tables of one name in two databases do not collide; a skipped one collides with nothing', () => {
  const judge = judgeOf(source, []);
  judge.addListed('shop', 'public.orders', 1);
  judge.addListed('My_Shop', 'public.orders', 1);
  judge.addListed('shop', 'public.Orders', 1);
  judge.addWarnings([{ target: 'shop.public.Orders', reason: 'PERMISSIONS_DO_NOT_EXIST' }]);
  expect(judge.judge().tables).toHaveLength(3);
});

test.each([
  [{ status: 'COMPLETE' }, 'EXPORTED', []],
  [{ status: 'COMPLETE', warning: 'odd values' }, 'EXPORTED', ['shop.public.orders: odd values']],
  [{}, 'EXPORTED', []],
  [{ warning: 'TOO_LARGE' }, 'SKIPPED', []],
  [{ status: 'FAILED', warning: 'TOO_LARGE' }, 'SKIPPED', []],
  [{ status: 'FAILED' }, 'SKIPPED', []],
])('a table with files of which RDS says %j is %s', (info, status, warnings) => {
  const judge = judgeOf({ ...source, databases: ['shop'] }, ['shop']);
  judge.addTablesInfo([{ target: 'shop.public.orders', ...info }]);
  judge.addListed('shop', 'public.orders', 1, 10);
  expect(judge.judge()).toMatchObject({ tables: [{ status }], warnings });
});

test.each<[string, string[], string | RegExp]>([
  ['named as the partition key', ['id', 'date'], /^PARTITION_KEY_COLUMN: its column 'date' .*lake\.partitionKey/],
  ['that becomes the partition key', ['Date'], /^PARTITION_KEY_COLUMN: its column 'Date' /],
  ['that differs in case only', ['id', 'Name', 'ID'], /^COLUMNS_DIFFER_IN_CASE: its columns 'id' and 'ID' .*Rename/],
])('a column %s costs its table alone, and is named with its fix', (_what, names, reason) => {
  const judge = judgeOf({ ...source, databases: ['shop'] }, ['shop']);
  const columns = names.map((column) => ({ name: column }));
  judge.addTablesInfo([
    { target: 'shop.public.invoices', status: 'COMPLETE', columns },
    { target: 'shop.public.orders', status: 'COMPLETE', columns: [{ name: 'id' }, { name: 'dated' }] },
  ]);
  expect(judge.publishedNames('shop', 'public.invoices')).toBeUndefined();
  expect(judge.publishedNames('shop', 'public.orders')).toMatchObject({ glueTable: 'orders' });
  judge.addListed('shop', 'public.invoices', 1, 10);
  judge.addListed('shop', 'public.orders', 1, 10);
  const { tables } = judge.judge();
  expect(tables).toEqual([
    expect.objectContaining({ table: 'invoices', status: 'SKIPPED', reason: expect.stringMatching(reason), files: 0 }),
    expect.objectContaining({ table: 'orders', status: 'EXPORTED' }),
  ]);
  expect(tables[0]!.reason!.length).toBeLessThan(200);
});

test("RDS's own reason goes before a clash of columns", () => {
  const judge = judgeOf(source, ['shop']);
  judge.addTablesInfo([{ target: 'shop.public.orders', status: 'FAILED', columns: [{ name: 'date' }] }]);
  expect(judge.judge().tables).toMatchObject([{ reason: 'FAILED' }]);
});

test('what RDS says of a whole database is a warning of the export', () => {
  const judge = judgeOf(source, ['shop']);
  judge.addTablesInfo([{ target: 'shop', warning: 'FAILED_TO_EXTRACT_TABLES_LIST_FOR_DATABASE' }, { target: 'shop' }]);
  expect(judge.judge()).toEqual({
    tables: [],
    warnings: ['shop: FAILED_TO_EXTRACT_TABLES_LIST_FOR_DATABASE', 'shop: MISSING', 'My Shop: MISSING'],
    absent: ['shop', 'My Shop'],
  });
});
