import type { Answers } from '../../../answers';
import { createGlue } from '../../../services/glue';
import { createLakeFormation } from '../../../services/lakeformation';
import { MemoryObjects } from '../memory-objects';
import { CONSUMER, caller, callerOf, PRODUCER, testRuntime } from '../runtime';

const ANALYST = `arn:aws:iam::${CONSUMER}:root`;
const Resource = { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ['id', 'card'] } };
const LFTags = [{ TagKey: 'open', TagValues: ['yes'] }];

/** `shop.orders(id, card; date)` of which two columns carry a tag that a policy of another account asks for. */
async function taggedColumns(answers: Partial<Answers>) {
  const runtime = testRuntime();
  const glue = await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog, answers });
  const lf = caller(lakeFormation.service, callerOf(PRODUCER, 'admin'));
  const catalog = caller(glue.service, callerOf(PRODUCER, 'crawler'));
  const settings = (await lf('GetDataLakeSettings')).DataLakeSettings as object;
  await lf('PutDataLakeSettings', { DataLakeSettings: { ...settings, Parameters: { CROSS_ACCOUNT_VERSION: '4' } } });
  await lf('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake', RoleArn: 'arn:aws:iam::111111111111:role/lake' });
  await catalog('CreateDatabase', { DatabaseInput: { Name: 'shop', CreateTableDefaultPermissions: [] } });
  const shape = (columns: readonly string[]) => ({
    DatabaseName: 'shop',
    TableInput: {
      Name: 'orders',
      StorageDescriptor: {
        Location: 's3://lake/shop/orders/',
        Columns: columns.map((Name) => ({ Name, Type: 'string' })),
      },
      PartitionKeys: [{ Name: 'date', Type: 'string' }],
    },
  });
  await catalog('CreateTable', shape(['id', 'card']));
  await lf('RevokePermissions', {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Resource: { Database: { Name: 'shop' } },
    Permissions: ['ALL'],
  });
  await lf('CreateLFTag', { TagKey: 'open', TagValues: ['yes'] });
  await lf('AddLFTagsToResource', { Resource, LFTags });
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: { LFTagPolicy: { ResourceType: 'TABLE', Expression: LFTags } },
    Permissions: ['SELECT'],
  });
  const table = { catalogId: PRODUCER, database: 'shop', table: 'orders' };
  return {
    lf,
    retype: (columns: readonly string[]) => catalog('UpdateTable', shape(columns)),
    see: () => lakeFormation.see(ANALYST, table),
  };
}

it('columns that match are seen without their table, unless the account is said to hide them', async () => {
  expect(await (await taggedColumns({})).see()).toEqual({ columns: ['id', 'card'] });
  const { lf, see } = await taggedColumns({ columnsWithoutTable: 'hidden' });
  expect(await see()).toBeUndefined();
  await lf('AddLFTagsToResource', { Resource: { Table: { DatabaseName: 'shop', Name: 'orders' } }, LFTags });
  expect(await see()).toEqual({ columns: ['id', 'card'] });
});

it('effective permissions of a table tell which it is', async () => {
  const asked = {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: { Table: { DatabaseName: 'shop', Name: 'orders' } },
  };
  const shown = await taggedColumns({});
  expect((await shown.lf('ListPermissions', asked)).PrincipalResourcePermissions).toHaveLength(1);
  const hidden = await taggedColumns({ columnsWithoutTable: 'hidden' });
  expect((await hidden.lf('ListPermissions', asked)).PrincipalResourcePermissions).toEqual([]);
});

it('a partition key needs the tag itself, where the account is said so', async () => {
  const { lf, see } = await taggedColumns({ partitionKeysWithoutTag: 'hidden' });
  expect(await see()).toEqual({ columns: ['id', 'card'], hiddenKeys: ['date'] });
  await lf('AddLFTagsToResource', {
    Resource: { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ['date'] } },
    LFTags,
  });
  expect(await see()).toEqual({ columns: ['id', 'card'] });
});

it('a partition key cannot be tagged, where the account is said so', async () => {
  const { lf } = await taggedColumns({ partitionKeyTagging: 'refused' });
  const key = { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ['id', 'date'] } };
  await expect(lf('AddLFTagsToResource', { Resource: key, LFTags })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
});

it.each([
  ['keeps its tag', {}, ['id', 'card']],
  ['comes back without it', { droppedColumnTags: 'dropped' as const }, ['id']],
])('a column that is dropped and comes back %s', async (_which, answers, columns) => {
  const { retype, see } = await taggedColumns(answers);
  await retype(['id']);
  await retype(['id', 'card']);
  expect(await see()).toEqual({ columns });
});
