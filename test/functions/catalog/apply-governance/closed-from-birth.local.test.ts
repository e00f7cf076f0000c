import type { Settings } from '../../../../core/config/types';
import type { Answers } from '../../../../packages/local-aws/answers';
import { callerOf } from '../../../../packages/local-aws/test/services/runtime';
import { inProcess } from '../../in-process';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { ANALYST, answerAs, DATABASE, FINANCE, governedShop, PRODUCER, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
afterEach(() => answerAs({}));

type Way = NonNullable<Settings['governance']['wholeTables']>;

/** Either answer to each edge that no document settles, under both ways to share. */
const REST: readonly Partial<Answers>[] = [
  {},
  { partitionKeysWithoutTag: 'hidden', droppedColumnTags: 'dropped' },
  { partitionKeysWithoutTag: 'hidden', partitionKeyTagging: 'refused' },
];
const ACCOUNTS = (['shown', 'hidden'] as const).flatMap((columnsWithoutTable) =>
  (['columnTags', 'filters'] as const).flatMap((way) =>
    REST.map((rest): [string, Partial<Answers>, Way] => {
      const answers = { columnsWithoutTable, ...rest };
      return [`${way} where ${JSON.stringify(answers)}`, answers, way];
    }),
  ),
);

const OPENED = { share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } };
const SECRETS = /^secret/;

/** A shop whose every call to Lake Formation is followed by a look of everybody at everything. */
async function watched(answers: Partial<Answers>, way: Way) {
  answerAs(answers, { wholeTables: way, glueEtlPrincipals: [FINANCE] });
  const world = await governedShop(dynamodb.client);
  const leaks: string[] = [];
  const look = async (when: string): Promise<void> => {
    for (const who of [ANALYST, FINANCE]) {
      for (const table of ['orders', 'customers', 'later']) {
        const seen = await world.sees(table, who).catch(() => []);
        leaks.push(
          ...seen.filter((column) => SECRETS.test(column)).map((column) => `${when}: ${who} ${table}.${column}`),
        );
      }
    }
  };
  world.intercepts.push(async ({ operation }) => {
    await look(`before ${operation}`);
    return undefined;
  });
  return { ...world, look, leaks };
}

describe.each(ACCOUNTS)('%s', (_name, answers, way) => {
  const isReadable = way === 'filters' || answers.columnsWithoutTable === 'shown';
  const whole = (columns: readonly string[]): readonly string[] => (isReadable ? columns : []);

  test('what comes later is seen by nobody, before, during and after runs, until the policy says so', async () => {
    const { govern, sees, retype, addTable, look, leaks } = await watched(answers, way);
    await govern(settingsOf(OPENED));
    expect(await sees('orders')).toEqual(whole(['id', 'city', 'card']));
    expect(await sees('orders', FINANCE)).toEqual(['id', 'city', 'card']);

    await retype('orders', ['id', 'city', 'card', 'secret']);
    await retype('customers', ['id', 'city', 'mail', 'secret']);
    await addTable('later', ['id', 'secret']);
    await look('after a crawl');
    await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ toClassify: 2 });
    await govern(settingsOf({ ...OPENED, share: [] }));
    await look('after the table was taken off share');
    expect(leaks).toEqual([]);
  });

  test('a column that was absent in between is hidden again', async () => {
    const { govern, sees, retype } = await watched(answers, way);
    await govern(settingsOf(OPENED));
    await retype('orders', ['id', 'city']);
    await govern(settingsOf(OPENED));
    await retype('orders', ['id', 'city', 'card']);
    await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ toClassify: 1 });
    expect(await sees('orders')).toEqual(whole(['id', 'city']));
    const agreed = { ...OPENED, tables: { orders: { columns: { card: {} } } } };
    await govern(settingsOf(agreed));
    expect(await sees('orders')).toEqual(whole(['id', 'city', 'card']));
  });

  test('a column that was away between two runs is hidden by the second', async () => {
    const { govern, sees, retype, glue } = await watched(answers, way);
    await govern(settingsOf(OPENED));
    await retype('orders', ['id', 'city']);
    await retype('orders', ['id', 'city', 'card']);
    await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ toClassify: 1 });
    expect(await sees('orders')).toEqual(whole(['id', 'city']));
    const asked = inProcess(glue.service, callerOf(PRODUCER, 'admin'));
    const again = govern(settingsOf(OPENED), DATABASE, { glue: asked.client });
    await expect(again).resolves.toMatchObject({ changes: 0, toClassify: 1 });
    expect(asked.sent.map(({ operation }) => operation)).not.toContain('GetTableVersions');
    await govern(settingsOf({ ...OPENED, tables: { orders: { columns: { card: {} } } } }));
    expect(await sees('orders')).toEqual(whole(['id', 'city', 'card']));
  });

  test('a table that is not readable is told, with the switch', async () => {
    const { govern, warnings } = await watched(answers, way);
    const result = await govern(settingsOf(OPENED));
    const message = expect.stringContaining("Set governance.wholeTables to 'filters'");
    expect(result.notReadable).toEqual(isReadable ? undefined : message);
    expect(warnings).toEqual(isReadable ? [] : [message]);
    await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ changes: 0 });
  });
});

test('versions that cannot be read are told, and read by the next run', async () => {
  const { govern, sees, retype, glue, warnings } = await watched({}, 'columnTags');
  await govern(settingsOf(OPENED));
  await retype('orders', ['id', 'city']);
  await retype('orders', ['id', 'city', 'card']);
  const { client } = inProcess(glue.service, callerOf(PRODUCER, 'admin'), [
    async ({ operation }) => {
      if (operation !== 'GetTableVersions') return undefined;
      throw Object.assign(new Error('refused'), { name: 'AccessDeniedException' });
    },
  ]);
  await expect(govern(settingsOf(OPENED), DATABASE, { glue: client })).resolves.toMatchObject({ toClassify: 0 });
  expect(warnings).toEqual([expect.stringMatching(/^The versions of shop\.orders could not be read.*refused/)]);
  await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ toClassify: 1 });
  expect(await sees('orders')).toEqual(['id', 'city']);
});

test('a column that comes back is hidden from that crawl on, where its tag could be taken off while it was away', async () => {
  const { govern, sees, retype } = await watched({ absentColumnUntagging: 'accepted' }, 'columnTags');
  await govern(settingsOf(OPENED));
  await retype('orders', ['id', 'city']);
  await govern(settingsOf(OPENED));
  await expect(govern(settingsOf(OPENED))).resolves.toMatchObject({ changes: 0 });
  await retype('orders', ['id', 'city', 'card']);
  expect(await sees('orders')).toEqual(['id', 'city']);
});

test('where a tag cannot be taken off a column that is away, that is tried once and is no error', async () => {
  const { govern, retype, sent } = await watched({ absentColumnUntagging: 'refused' }, 'columnTags');
  await govern(settingsOf(OPENED));
  await retype('orders', ['id', 'city']);
  const before = sent.length;
  for (let run = 0; run < 3; run += 1) await govern(settingsOf(OPENED));
  const tried = sent.slice(before).filter(({ operation }) => operation === 'RemoveLFTagsFromResource');
  expect(tried).toHaveLength(1);
});

test('a database that its own tags open shows no table before a run has looked at it, and no column that came later', async () => {
  const { govern, sees, addTable, retype } = await watched({}, 'columnTags');
  const policy = settingsOf({ tags: { confidential: 'public' } });
  await govern(policy);
  await addTable('later', ['id', 'name']);
  expect(await sees('later')).toEqual([]);
  await govern(policy);
  expect(await sees('later')).toEqual(['id', 'name']);
  await retype('later', ['id', 'name', 'secret']);
  expect(await sees('later')).toEqual(['id', 'name']);
});

test("another team's table that carries the shared tag is out of reach", async () => {
  const { govern, lf, catalog, lakeFormation } = await watched({}, 'columnTags');
  await govern(settingsOf(OPENED));
  await catalog('CreateDatabase', { DatabaseInput: { Name: 'others', CreateTableDefaultPermissions: [] } });
  await lf('RevokePermissions', {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Resource: { Database: { Name: 'others' } },
    Permissions: ['ALL'],
  });
  await catalog('CreateTable', {
    DatabaseName: 'others',
    TableInput: {
      Name: 'payroll',
      StorageDescriptor: { Location: 's3://lake/others/payroll/', Columns: [{ Name: 'salary', Type: 'int' }] },
    },
  });
  const LFTags = [{ TagKey: 'confidential', TagValues: ['public'] }];
  await lf('AddLFTagsToResource', { Resource: { Table: { DatabaseName: 'others', Name: 'payroll' } }, LFTags });
  await lf('AddLFTagsToResource', { Resource: { Database: { Name: 'others' } }, LFTags });
  await govern(settingsOf(OPENED));
  const payroll = { catalogId: '111111111111', database: 'others', table: 'payroll' };
  expect(await lakeFormation.see(ANALYST, payroll)).toBeUndefined();
  const effective = await lf('ListPermissions', {
    Principal: { DataLakePrincipalIdentifier: '222222222222' },
    Resource: { Database: { Name: 'others' } },
  });
  expect(effective.PrincipalResourcePermissions).toEqual([]);
  const ours = await lf('ListPermissions', {
    Principal: { DataLakePrincipalIdentifier: '222222222222' },
    Resource: { Database: { Name: DATABASE } },
  });
  expect(ours.PrincipalResourcePermissions).toHaveLength(1);
});
