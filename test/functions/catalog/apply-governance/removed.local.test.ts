import { markOf } from '../../../../core/lake/database-mark';
import { listRemoved } from '../../../../functions/catalog/apply-governance/handler';
import { callerOf } from '../../../../packages/local-aws/test/services/runtime';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { CONSUMER, DATABASE, FINANCE, governedShop, PRODUCER, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const POLICY = {
  share: ['orders'],
  filters: { customers: { columns: ['id', 'city'] } },
  namedFilters: { customers: { finance: { columns: ['mail'], principals: [FINANCE] } } },
};
const NEXT = 'next';
/** The configuration after `shop` was taken out of it. */
const settings = settingsOf({}, { databases: {}, mode: 'additive' });
const governed = { installation: 'default', databases: [NEXT] };
const WRITES = /^(AddLFTags|RemoveLFTags|Batch|CreateDataCells|UpdateDataCells|DeleteDataCells)/;

async function shopThatWasShared() {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  const mark = markOf('default', { administrators: [callerOf(PRODUCER, 'crawler').principalArn] });
  const next = { Name: NEXT, CreateTableDefaultPermissions: [], Parameters: mark };
  await w.catalog('CreateDatabase', { DatabaseInput: next });
  await w.catalog('CreateDatabase', { DatabaseInput: { Name: 'theirs', Parameters: markOf('other') } });
  return w;
}

test('what was shared of a database that is not configured any more is taken back by the next run of another one', async () => {
  const w = await shopThatWasShared();
  expect(await w.sees('orders')).toEqual(['id', 'city', 'card']);
  await w.govern(settings, NEXT);
  expect(await w.sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await w.govern(settings, NEXT, { governed })).toMatchObject({ outcome: 'GOVERNED' });
  for (const table of ['orders', 'customers']) {
    expect(await w.sees(table)).toEqual([]);
    expect(await w.sees(table, FINANCE)).toEqual([]);
  }
  const { DataCellsFilters } = await w.lf('ListDataCellsFilter');
  expect(DataCellsFilters).toEqual([]);
  const before = w.sent.length;
  expect((await w.govern(settings, NEXT, { governed })).foreign).toBeUndefined();
  const later = w.sent.slice(before);
  expect(later.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
});

test('its columns are closed to the analysts even where a former tag policy stands, and its name is not found by tag', async () => {
  const w = await shopThatWasShared();
  await w.govern(settings, NEXT, { governed });
  const { LFTagOnDatabase = [] } = (await w.lf('GetResourceLFTags', {
    Resource: { Database: { Name: DATABASE } },
    ShowAssignedLFTags: true,
  })) as { LFTagOnDatabase?: { TagKey: string }[] };
  expect(LFTagOnDatabase.map(({ TagKey }) => TagKey)).toEqual(['confidential']);
});

test('it is a finding of each run until nobody sees it', async () => {
  const w = await shopThatWasShared();
  const byHand = {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
    Permissions: ['SELECT'],
  };
  await w.lf('GrantPermissions', byHand);
  const { findings = [] } = await w.govern(settings, NEXT, { governed });
  const line = /^shop was taken out of the configuration and is not clean: VisibilityMismatchError/;
  expect(findings[0]).toMatch(line);
  expect((await w.govern(settings, NEXT, { governed })).findings?.[0]).toMatch(line);
  await w.lf('RevokePermissions', byHand);
  expect((await w.govern(settings, NEXT, { governed })).foreign).toBeUndefined();
});

test('only databases of the installation are looked for', async () => {
  const w = await shopThatWasShared();
  expect(await listRemoved({ ...w.effects(settings), governed })).toEqual([DATABASE]);
});
