import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { markOf } from '../../../../core/lake/database-mark';
import { listRemoved } from '../../../../functions/catalog/apply-governance/handler';
import { silentLog } from '../../../../functions/shared/log';
import { callerOf } from '../../../../packages/local-aws/test/services/runtime';
import { inProcess } from '../../in-process';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { ANALYST, CONSUMER, DATABASE, FINANCE, governedShop, PRODUCER, settingsOf, tableInput } from './world';

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
  const made: [string, number][] = [];
  const onApplied = (database: string, changes: number): number => made.push([database, changes]);
  expect(await w.govern(settings, NEXT, { governed, onApplied })).toMatchObject({ outcome: 'GOVERNED', changes: 0 });
  // a command that applies by hand tells them too
  expect(made[0]).toEqual([DATABASE, expect.any(Number)]);
  expect(made[0]![1]).toBeGreaterThan(0);
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

const refused = (name: string) => Object.assign(new Error('refused'), { name });

const failing = (commands: RegExp, about: string): DynamoDBClient => {
  const send = (command: { constructor: { name: string }; input: object }, ...more: never[]) => {
    if (commands.test(command.constructor.name) && JSON.stringify(command.input).includes(about))
      throw refused('AccessDeniedException');
    return (dynamodb.client.send as (...all: unknown[]) => unknown)(command, ...more);
  };
  return { send } as never;
};

test('what time did not suffice for is a finding, and the next run takes it back', async () => {
  const w = await shopThatWasShared();
  const events: unknown[] = [];
  const log = { ...silentLog, info: (_message: string, more?: object) => void events.push({ ...more }) };
  const { findings = [] } = await w.govern(settings, NEXT, { governed, appliesForMs: 0, log });
  expect(findings[0]).toMatch(/^shop was taken out of the configuration and is not clean: time was up/);
  expect(events).not.toContainEqual(expect.objectContaining({ event: 'DATABASE_WITHDRAWN' }));
  expect((await w.govern(settings, NEXT, { governed, log })).foreign).toBeUndefined();
  expect(events).toContainEqual({ event: 'DATABASE_WITHDRAWN', glueDatabase: DATABASE });
  expect(await w.sees('orders')).toEqual([]);
  const before = events.length;
  await w.govern(settings, NEXT, { governed, log });
  expect(events.slice(before)).not.toContainEqual(expect.objectContaining({ glueDatabase: DATABASE }));
});

describe('the database that the run is for is closed, and the run fails, although', () => {
  const exact = settingsOf({}, { databases: {} });

  /** `next` has a table that the policy shared, and does not any more. */
  async function nextThatIsOpen() {
    const w = await shopThatWasShared();
    const table = tableInput('orders', ['id']);
    await w.catalog('CreateTable', { DatabaseName: NEXT, TableInput: table });
    await w.govern(settingsOf({}, { databases: { [NEXT]: { share: ['orders'] } } }), NEXT);
    const sees = async () =>
      (await w.lakeFormation.see(ANALYST, { catalogId: PRODUCER, database: NEXT, table: 'orders' }))?.columns ?? [];
    expect(await sees()).toEqual(['id']);
    return { ...w, sees };
  }

  test('nothing can be written down about a removed one', async () => {
    const w = await nextThatIsOpen();
    const dynamodb = failing(/^BatchWrite/, `GOVERNANCE#${DATABASE}`);
    await expect(w.govern(exact, NEXT, { governed, dynamodb })).rejects.toThrow(/refused/);
    expect(await w.sees()).toEqual([]);
  });

  test('the removed ones cannot be listed', async () => {
    const w = await nextThatIsOpen();
    let asked = 0;
    const { client } = inProcess(w.glue.service, callerOf(PRODUCER, 'admin'), [
      async ({ operation }) => {
        if (operation === 'GetDatabases' && asked++ === 0) throw refused('AccessDeniedException');
        return undefined;
      },
    ]);
    await expect(w.govern(exact, NEXT, { governed, glue: client })).rejects.toThrow(/refused/);
    expect(await w.sees()).toEqual([]);
  });
});

test('a removed one of which the ledger says nothing is a finding, and the database of the run is governed', async () => {
  const w = await shopThatWasShared();
  const dynamodb = failing(/^Query/, `GOVERNANCE#${DATABASE}`);
  const { outcome, findings = [] } = await w.govern(settings, NEXT, { governed, dynamodb });
  expect(outcome).toBe('GOVERNED');
  expect(findings[0]).toMatch(/^shop was taken out of the configuration and is not clean: AccessDeniedError/);
});

test('only databases of the installation are looked for', async () => {
  const w = await shopThatWasShared();
  expect(await listRemoved({ ...w.effects(settings), governed })).toEqual([DATABASE]);
});
