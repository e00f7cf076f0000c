import { NOTHING_OWNED } from '../../../../core/governance';
import { AccountListsCache } from '../../../../functions/shared/lakeformation/account-lists';
import { type FactsQuery, readFacts } from '../../../../functions/shared/lakeformation/read-facts';
import type { Reader } from '../../../../functions/shared/lakeformation/reader';

const KEYS = { level: ['private', 'public'] };
const PRIVATE = [{ TagKey: 'level', TagValues: ['private'] }];
const TABLES = Array.from({ length: 30 }, (_, i) => `t${i}`);

/** Two pages of each list; every table is as its database, whatever the lists say. */
function account(listed: readonly string[] = TABLES) {
  const asked: string[] = [];
  const pauses: number[] = [];
  let now = 0;
  const answer = (operation: string, { NextToken, Table, Resource }: Record<string, unknown>): object => {
    if (operation === 'GetResourceLFTagsCommand') return { LFTagsOnTable: [], LFTagsOnColumns: [] };
    const isPage = Table === undefined && Resource === undefined;
    const next = isPage && NextToken === undefined ? { NextToken: 'more' } : {};
    if (operation !== 'SearchTablesByLFTagsCommand') return next;
    const names = NextToken === undefined ? listed.slice(0, 15) : listed.slice(15);
    return {
      TableList: names.map((Name) => ({ Table: { DatabaseName: 'shop', Name }, LFTagsOnTable: PRIVATE })),
      ...next,
    };
  };
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const { input } = command;
    const operation = command.constructor.name;
    const isOfTable = input.Table !== undefined || input.Resource !== undefined;
    asked.push(`${isOfTable ? 'table' : 'list'} ${operation.replace('Command', '')}`);
    return answer(operation, input);
  };
  const reader: Reader = {
    glue: { send } as never,
    lakeformation: { send } as never,
    catalogId: '111111111111',
    now: () => now,
    wait: async (ms) => void pauses.push(ms),
    random: () => 0.5,
  };
  return {
    reader,
    asked,
    pauses,
    lists: () => asked.filter((each) => each.startsWith('list')).length,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the lists of the account', () => {
  test('are read once for several databases', async () => {
    const { reader, lists } = account();
    const cache = new AccountListsCache();
    const first = await cache.read(reader, 'shop', KEYS, 100);
    expect(first).toMatchObject({ pages: 6 });
    expect(await cache.read(reader, 'crm', KEYS, 100)).toBe(first);
    expect(lists()).toBe(6);
  });

  test('are read again for a database that was changed, and for others not', async () => {
    const { reader, lists } = account();
    const cache = new AccountListsCache();
    await cache.read(reader, 'shop', KEYS, 100);
    cache.outdate('shop');
    await cache.read(reader, 'crm', KEYS, 100);
    expect(lists()).toBe(6);
    await cache.read(reader, 'shop', KEYS, 100);
    expect(lists()).toBe(12);
  });

  test.each([
    [299_999, 6],
    [300_000, 12],
  ])('after %i ms, %i pages were read', async (ms, pages) => {
    const { reader, lists, pass } = account();
    const cache = new AccountListsCache();
    await cache.read(reader, 'shop', KEYS, 100);
    pass(ms);
    await cache.read(reader, 'crm', KEYS, 100);
    expect(lists()).toBe(pages);
  });

  test('are given up where the tables themselves take fewer requests', async () => {
    const { reader, lists } = account();
    expect(await new AccountListsCache().read(reader, 'shop', KEYS, 4)).toBeUndefined();
    expect(lists()).toBe(4);
  });

  test('search for at most fifty values at once', async () => {
    const { reader, asked } = account();
    const values = Array.from({ length: 120 }, (_, i) => `v${i}`);
    await new AccountListsCache().read(reader, 'shop', { level: values }, 100);
    expect(asked.filter((each) => each === 'list SearchTablesByLFTags')).toHaveLength(6);
  });
});

describe('where a search leaves tables out', () => {
  const query = (reader: Reader): FactsQuery => ({
    reader,
    database: 'shop',
    inherited: { level: 'private' },
    shapes: new Map(TABLES.map((name) => [name, { columns: [{ name: 'id', type: 'int' }], partitionKeys: [] }])),
    tagKeys: KEYS,
    owned: NOTHING_OWNED,
    lists: new AccountListsCache(),
  });

  test('these tables are asked themselves', async () => {
    const { reader, pauses } = account(TABLES.slice(0, 20));
    const { facts } = await readFacts(query(reader));
    expect([...facts.keys()].sort()).toEqual([...TABLES].sort());
    expect(pauses).toEqual([]);
  });

  test('the lists are read again, and when they never agree all tables are asked', async () => {
    const { reader, pauses, lists } = account([]);
    const { facts } = await readFacts(query(reader), { cheap: 0, most: 100 });
    expect([facts.size, pauses, lists()]).toEqual([30, [20_000, 60_000], 18]);
  });

  test('and too many tables to ask end the run, with the first of them', async () => {
    const { reader } = account([]);
    await expect(readFacts(query(reader), { cheap: 0, most: 29 })).rejects.toMatchObject({
      name: 'ListsDisagreeError',
      message: expect.stringMatching(/shop\.t0 .*30 tables.*redrive/),
    });
  });
});
