import { columns, governedShop, tableResource } from './world';

const database = { Database: { Name: 'shop' } };
const tag = (TagValue: string, TagKey = 'confidential') => ({ TagKey, TagValues: [TagValue] });
const pair = (TagValue: string) => ({ CatalogId: '111111111111', ...tag(TagValue) });

async function taggedShop() {
  const world = await governedShop();
  await world.lf('CreateLFTag', { TagKey: 'Confidential', TagValues: ['Sensitive', 'private', 'PUBLIC'] });
  return world;
}

test('keys and values are kept in lower case; an existing key is InvalidInput', async () => {
  const { lf } = await taggedShop();
  expect(await lf('GetLFTag', { TagKey: 'CONFIDENTIAL' })).toMatchObject({
    TagKey: 'confidential',
    TagValues: ['sensitive', 'private', 'public'],
  });
  await expect(lf('CreateLFTag', { TagKey: 'confidential', TagValues: ['x'] })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
  await expect(lf('GetLFTag', { TagKey: 'none' })).rejects.toMatchObject({ code: 'EntityNotFoundException' });
  expect((await lf('ListLFTags')).LFTags).toHaveLength(1);
});

test('a value that is attached cannot be taken out of its tag', async () => {
  const { lf } = await taggedShop();
  await lf('AddLFTagsToResource', { Resource: database, LFTags: [tag('private')] });
  await expect(lf('UpdateLFTag', { TagKey: 'confidential', TagValuesToDelete: ['private'] })).rejects.toThrow(
    /Update not allowed/,
  );
  await lf('UpdateLFTag', { TagKey: 'confidential', TagValuesToAdd: ['New'], TagValuesToDelete: ['sensitive'] });
  expect((await lf('GetLFTag', { TagKey: 'confidential' })).TagValues).toEqual(['private', 'public', 'new']);
  await expect(lf('UpdateLFTag', { TagKey: 'confidential', TagValuesToAdd: [] })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
});

test('DeleteLFTag does not refuse: the assignments vanish', async () => {
  const { lf } = await taggedShop();
  await lf('AddLFTagsToResource', { Resource: database, LFTags: [tag('private')] });
  await lf('DeleteLFTag', { TagKey: 'confidential' });
  expect(await lf('GetResourceLFTags', { Resource: database })).toEqual({ LFTagOnDatabase: [] });
});

test.each([
  ['two values of one key', [{ TagKey: 'confidential', TagValues: ['private', 'public'] }], /size not equal to 1/],
  ['a wildcard', [tag('*')], /wild card/],
  ['a key twice', [tag('private'), tag('public')], /duplicate tag key/],
])('%s is refused', async (_name, LFTags, message) => {
  const { lf } = await taggedShop();
  await expect(lf('AddLFTagsToResource', { Resource: database, LFTags })).rejects.toThrow(message);
});

test.each([
  ['two resources', { ...database, ...tableResource }, 'InvalidInputException', /exactly 1 resource/],
  ['no resource', {}, 'InvalidInputException', /exactly 1 resource/],
  [
    'a column wildcard',
    { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnWildcard: {} } },
    'InvalidInputException',
    /Must provide column names/,
  ],
  ['a table wildcard', { Table: { DatabaseName: 'shop', TableWildcard: {} } }, 'InvalidInputException', /wildcard/],
  ['an unknown database', { Database: { Name: 'none' } }, 'EntityNotFoundException', /none/],
  ['an unknown table', { Table: { DatabaseName: 'shop', Name: 'none' } }, 'EntityNotFoundException', /none/],
  ['an unknown column', columns('none'), 'EntityNotFoundException', /none/],
])('tags on %s: %s', async (_name, Resource, code, message) => {
  const { lf } = await taggedShop();
  const attempt = lf('AddLFTagsToResource', { Resource, LFTags: [tag('private')] });
  await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('unknown tags are Failures in an answer that is a success', async () => {
  const { lf } = await taggedShop();
  const { Failures } = await lf('AddLFTagsToResource', {
    Resource: database,
    LFTags: [tag('private'), tag('x', 'none')],
  });
  expect(Failures).toEqual([
    {
      LFTag: { CatalogId: '111111111111', TagKey: 'none', TagValues: ['x'] },
      Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: expect.any(String) },
    },
  ]);
  expect((await lf('GetResourceLFTags', { Resource: database })).LFTagOnDatabase).toEqual([pair('private')]);
});

test('inherited tags read back unless only assigned ones are asked for; the nearest wins', async () => {
  const { lf } = await taggedShop();
  await lf('AddLFTagsToResource', { Resource: database, LFTags: [tag('private')] });
  await lf('AddLFTagsToResource', { Resource: columns('card'), LFTags: [tag('sensitive')] });
  const inherited = await lf('GetResourceLFTags', { Resource: tableResource });
  expect(inherited.LFTagsOnTable).toEqual([pair('private')]);
  expect(inherited.LFTagsOnColumns).toContainEqual({ Name: 'id', LFTags: [pair('private')] });
  expect(inherited.LFTagsOnColumns).toContainEqual({ Name: 'card', LFTags: [pair('sensitive')] });
  const assigned = await lf('GetResourceLFTags', { Resource: tableResource, ShowAssignedLFTags: true });
  expect(assigned.LFTagsOnTable).toEqual([]);
  expect(assigned.LFTagsOnColumns).toEqual([{ Name: 'card', LFTags: [pair('sensitive')] }]);
});

test('adding again overrides the value; removing needs the value that is there', async () => {
  const { lf } = await taggedShop();
  for (const value of ['private', 'public']) {
    await lf('AddLFTagsToResource', { Resource: tableResource, LFTags: [tag(value)] });
  }
  const wrong = await lf('RemoveLFTagsFromResource', { Resource: tableResource, LFTags: [tag('private')] });
  expect(wrong.Failures).toHaveLength(1);
  const right = await lf('RemoveLFTagsFromResource', { Resource: tableResource, LFTags: [tag('public')] });
  expect(right.Failures).toEqual([]);
  expect((await lf('GetResourceLFTags', { Resource: tableResource })).LFTagsOnTable).toEqual([]);
});

test('tables are found by their own, inherited and column tags', async () => {
  const { lf } = await taggedShop();
  const search = async (value: string): Promise<number> =>
    (await lf('SearchTablesByLFTags', { Expression: [tag(value)] })).TableList.length;
  expect(await search('private')).toBe(0);
  await lf('AddLFTagsToResource', { Resource: database, LFTags: [tag('private')] });
  await lf('AddLFTagsToResource', { Resource: columns('card'), LFTags: [tag('sensitive')] });
  expect([await search('private'), await search('sensitive'), await search('public')]).toEqual([1, 1, 0]);
});
