import type { Intercept } from '../../in-process';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { CONSUMER, DATABASE, governedShop, PRODUCER, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

/** Beside `orders` and `customers`; above the number of tables that are read one by one. */
const MANY = 40;
const POLICY = {
  share: ['orders', 't3', 't4'],
  filters: { customers: { columns: ['id', 'city'] }, t5: { columns: ['id'] } },
  tables: { t4: { columns: { secret: { tags: { confidential: 'sensitive' } } } } },
};
const NOBODYS = 't39';

async function bigShop(answers?: Intercept) {
  const shop = await governedShop(dynamodb.client);
  for (let i = 0; i < MANY; i++) await shop.addTable(`t${i}`, ['id', 'secret']);
  if (answers !== undefined) shop.intercepts.push(answers);
  const requests = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = shop.sent.length;
    await run();
    return shop.sent.slice(before).map(({ operation }) => operation);
  };
  return { ...shop, requests };
}

type Item = Record<string, unknown>;
const changing =
  (operation: string, isList: (input: Item) => boolean, change: (answer: Item, input: Item) => Item): Intercept =>
  async (sent, proceed) =>
    sent.operation === operation && isList(sent.input) ? change((await proceed()) as Item, sent.input) : undefined;

const isSearch = () => true;
const isWholeAccount = ({ Resource, ResourceType, Table }: Item) =>
  Resource === undefined && ResourceType === undefined && Table === undefined;
const tagsOf = (table: Item, key: string) => (table[key] ?? []) as Item[];
const found = (answer: Item) => (answer.TableList ?? []) as Item[];
const spell = (tags: readonly Item[]) => JSON.stringify(tags.map(({ TagKey, TagValues }) => [TagKey, TagValues]));

/** What AWS does not document, in each way that it might be. */
const ANSWERS: readonly (readonly [string, Intercept | undefined])[] = [
  ['as the local services do', undefined],
  [
    'a search reports no inherited tags, and finds only what has tags of its own',
    changing('SearchTablesByLFTags', isSearch, (answer) => ({
      ...answer,
      TableList: found(answer)
        .map((table) => {
          const own = spell(tagsOf(table, 'LFTagsOnTable')) === spell(tagsOf(table, 'LFTagOnDatabase'));
          const onTable = spell(tagsOf(table, 'LFTagsOnTable'));
          return {
            ...table,
            LFTagsOnTable: own ? [] : table.LFTagsOnTable,
            LFTagsOnColumns: tagsOf(table, 'LFTagsOnColumns').filter(
              ({ LFTags }) => spell(LFTags as Item[]) !== onTable,
            ),
          };
        })
        .filter((table) => tagsOf(table, 'LFTagsOnTable').length + tagsOf(table, 'LFTagsOnColumns').length > 0),
    })),
  ],
  [
    'a search leaves out columns',
    changing('SearchTablesByLFTags', isSearch, (answer) => ({
      ...answer,
      TableList: found(answer).map((table) => ({ ...table, LFTagsOnColumns: [] })),
    })),
  ],
  ['a search finds nothing', changing('SearchTablesByLFTags', isSearch, (answer) => ({ ...answer, TableList: [] }))],
  [
    'filters are listed by table only',
    changing('ListDataCellsFilter', isWholeAccount, (answer) => ({ ...answer, DataCellsFilters: [] })),
  ],
  [
    'grants on filters and columns are listed by table only',
    changing('ListPermissions', isWholeAccount, (answer) => ({
      ...answer,
      PrincipalResourcePermissions: (answer.PrincipalResourcePermissions as Item[]).filter(
        ({ Resource }) => !('DataCellsFilter' in (Resource as Item) || 'TableWithColumns' in (Resource as Item)),
      ),
    })),
  ],
];

describe.each(ANSWERS)('where %s', (_what, answers) => {
  test('the policy is applied, and the second run changes nothing', async () => {
    const { govern, sees } = await bigShop(answers);
    await govern(settingsOf(POLICY));
    expect(await sees('orders')).toEqual(['id', 'city', 'card']);
    expect(await sees('customers')).toEqual(['id', 'city']);
    expect(await sees('t4')).toEqual(['id']);
    expect(await sees(NOBODYS)).toEqual([]);
    expect((await govern(settingsOf(POLICY))).changes).toBe(0);
  });

  test('a line taken out takes out just its effect', async () => {
    const { govern, sees } = await bigShop(answers);
    await govern(settingsOf(POLICY));
    await govern(settingsOf({ share: ['orders'] }));
    for (const table of ['t3', 't4', 't5', 'customers']) expect(await sees(table)).toEqual([]);
    expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  });

  test('a column tagged as agreed by hand, on a table that the policy does not name, is closed', async () => {
    const { govern, lf, sees } = await bigShop(answers);
    await govern(settingsOf(POLICY));
    await lf('AddLFTagsToResource', {
      Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: NOBODYS, ColumnNames: ['secret'] } },
      LFTags: [
        { TagKey: 'confidential', TagValues: ['public'] },
        { TagKey: 'lakeferry-columns', TagValues: ['agreed'] },
      ],
    });
    expect(await sees(NOBODYS)).toEqual(['secret']);
    await govern(settingsOf(POLICY));
    expect(await sees(NOBODYS)).toEqual([]);
  });

  test('a column granted by hand on a table that the policy does not name is found', async () => {
    const { govern, lf } = await bigShop(answers);
    await govern(settingsOf(POLICY));
    await lf('GrantPermissions', {
      Principal: { DataLakePrincipalIdentifier: CONSUMER },
      Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: NOBODYS, ColumnNames: ['secret'] } },
      Permissions: ['SELECT'],
    });
    await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({
      name: 'VisibilityMismatchError',
      message: expect.stringContaining(`shop.${NOBODYS}: ${CONSUMER} sees secret`),
    });
  });

  test('a filter made and granted by hand on a table that the policy does not name is found', async () => {
    const { govern, lf } = await bigShop(answers);
    await govern(settingsOf(POLICY));
    const filter = { TableCatalogId: PRODUCER, DatabaseName: DATABASE, TableName: NOBODYS, Name: 'mine' };
    await lf('CreateDataCellsFilter', {
      TableData: { ...filter, ColumnNames: ['secret'], RowFilter: { AllRowsWildcard: {} } },
    });
    await lf('GrantPermissions', {
      Principal: { DataLakePrincipalIdentifier: CONSUMER },
      Resource: { DataCellsFilter: filter },
      Permissions: ['SELECT'],
    });
    await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'VisibilityMismatchError' });
  });
});

test('a right of IAM_ALLOWED_PRINCIPALS on one of many tables stops everything', async () => {
  const { govern, lf } = await bigShop();
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Resource: { Table: { DatabaseName: DATABASE, Name: NOBODYS } },
    Permissions: ['ALL'],
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'UnrestrictedAccessError' });
});

test('a quiet run asks few tables by themselves', async () => {
  const { govern, requests } = await bigShop();
  await govern(settingsOf(POLICY));
  const operations = await requests(() => govern(settingsOf(POLICY)));
  expect(operations.filter((each) => each === 'GetResourceLFTags').length).toBeLessThan(MANY * 0.6);
  expect(operations.length).toBeLessThan(100);
});

test('lists that lag behind the tables do not fail the run that changes them', async () => {
  let before: Item | undefined;
  const { govern, sees } = await bigShop(
    changing('SearchTablesByLFTags', isSearch, (answer) => {
      before ??= answer;
      return before;
    }),
  );
  await govern(settingsOf({}));
  const share = Array.from({ length: MANY }, (_, i) => `t${i}`);
  await expect(govern(settingsOf({ share }))).resolves.toMatchObject({ outcome: 'GOVERNED' });
  expect(await sees('t39')).toEqual(['id', 'secret']);
});

test('the database takes another value: what was shared before and is not any more is closed', async () => {
  const { govern, sees } = await bigShop();
  const open = { tags: { confidential: 'public' }, share: ['orders'] };
  await govern(settingsOf(open));
  expect(await sees(NOBODYS)).toEqual(['id', 'secret']);
  await govern(settingsOf({}));
  for (const table of [NOBODYS, 'orders']) expect(await sees(table)).toEqual([]);
});

test('requests to Lake Formation are spread over time unless another pace is given', async () => {
  const { govern, requests } = await bigShop();
  let waited = 0;
  const wait = async (ms: number) => {
    waited += ms;
  };
  const clock = { now: () => waited, wait, pace: undefined };
  const operations = await requests(() => govern(settingsOf(POLICY), DATABASE, clock));
  const reads = operations.filter((operation) => /^(Get|List|Search)/.test(operation)).length;
  expect(waited).toBeGreaterThan((reads / 10 - 2) * 1000);
});

describe('when time is up', () => {
  /** Each request to write takes a second. */
  const slow = async () => {
    let now = Date.parse('2026-11-20T02:00:00Z');
    const shop = await bigShop(async ({ operation }) => {
      if (/^(Add|Remove|Create|Update|Delete|Batch)/.test(operation)) now += 1000;
      return undefined;
    });
    const call = () => shop.govern(settingsOf(POLICY), DATABASE, { now: () => now, appliesForMs: 2500 });
    return { ...shop, call };
  };

  test('a call leaves the rest to the next ones, each gets on, and in the end all is as it should be', async () => {
    const { call, sees, govern } = await slow();
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'GOVERNED') {
      const { outcome, changes } = await call();
      outcomes.push(outcome);
      expect(changes).toBeGreaterThan(0);
    }
    expect(outcomes.length).toBeGreaterThan(3);
    expect(await sees('t4')).toEqual(['id']);
    expect(await sees('customers')).toEqual(['id', 'city']);
    await govern(settingsOf({}));
    for (const table of ['orders', 't3', 't4', 't5', 'customers']) expect(await sees(table)).toEqual([]);
  });

  test('nothing is open in between that will not be open in the end', async () => {
    const { call, sees } = await slow();
    for (let outcome = ''; outcome !== 'GOVERNED'; { outcome } = await call()) {
      expect(await sees('t4')).not.toContain('secret');
      expect(await sees(NOBODYS)).toEqual([]);
    }
  });
});
