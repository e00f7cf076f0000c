import { memoryStore } from '../../../store';
import { CONSUMER, PRODUCER } from '../runtime';
import { ANALYST, columns, filterData, governedShop, principal, tableInput, tableResource } from './world';

const list = async (lf: Awaited<ReturnType<typeof governedShop>>['lf'], input: object = {}) =>
  (await lf('ListPermissions', input)).PrincipalResourcePermissions;
const selectTo = (identifier: string, Resource: object = tableResource) => ({
  Principal: principal(identifier),
  Resource,
  Permissions: ['SELECT'],
});

test('SELECT on a table reads back as SELECT on all its columns, other rights beside it', async () => {
  const { lf } = await governedShop();
  await lf('GrantPermissions', { ...selectTo(ANALYST), Permissions: ['SELECT', 'DESCRIBE'] });
  const granted = await list(lf, { Principal: principal(ANALYST) });
  expect(granted).toEqual([
    expect.objectContaining({
      Resource: { Table: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' } },
      Permissions: ['DESCRIBE'],
    }),
    expect.objectContaining({
      Resource: {
        TableWithColumns: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders', ColumnWildcard: {} },
      },
      Permissions: ['SELECT'],
    }),
  ]);
});

test('granting again merges; revoking what is not held is InvalidInput', async () => {
  const { lf } = await governedShop();
  const entry = { ...selectTo(CONSUMER), PermissionsWithGrantOption: ['SELECT'] };
  await lf('GrantPermissions', entry);
  await lf('GrantPermissions', entry);
  expect(await list(lf, { Principal: principal(CONSUMER) })).toHaveLength(1);
  await lf('RevokePermissions', entry);
  expect(await list(lf, { Principal: principal(CONSUMER) })).toEqual([]);
  await expect(lf('RevokePermissions', entry)).rejects.toMatchObject({
    code: 'InvalidInputException',
    message: expect.stringContaining('Grantee has no permissions'),
  });
});

test('column lists of one principal are one entry that grows and shrinks', async () => {
  const { lf } = await governedShop();
  await lf('GrantPermissions', selectTo(ANALYST, columns('id')));
  await lf('GrantPermissions', selectTo(ANALYST, columns('city')));
  const names = async () =>
    (await list(lf, { Principal: principal(ANALYST) })).map(
      (p: { Resource: { TableWithColumns: { ColumnNames: string[] } } }) => p.Resource.TableWithColumns.ColumnNames,
    );
  expect(await names()).toEqual([['city', 'id']]);
  await lf('RevokePermissions', selectTo(ANALYST, columns('id')));
  expect(await names()).toEqual([['city']]);
  await lf('RevokePermissions', selectTo(ANALYST, columns('city')));
  expect(await names()).toEqual([]);
});

test.each([
  ['an unknown table', { Table: { DatabaseName: 'shop', Name: 'none' } }, 'EntityNotFoundException'],
  ['an unknown database', { Database: { Name: 'none' } }, 'EntityNotFoundException'],
  ['an unknown column', columns('none'), 'EntityNotFoundException'],
  [
    'an unknown filter',
    { DataCellsFilter: { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'none' } },
    'EntityNotFoundException',
  ],
  ['an unknown tag', { LFTag: { TagKey: 'none', TagValues: ['x'] } }, 'EntityNotFoundException'],
  ['two resources', { ...tableResource, Database: { Name: 'shop' } }, 'InvalidInputException'],
  [
    'an expression over 900 bytes',
    {
      LFTagPolicy: {
        ResourceType: 'TABLE',
        Expression: Array.from({ length: 20 }, (_, i) => ({ TagKey: `key-${i}-${'x'.repeat(40)}`, TagValues: ['v'] })),
      },
    },
    'InvalidInputException',
  ],
])('a grant on %s is %s', async (_name, Resource, code) => {
  const { lf } = await governedShop();
  await expect(
    lf('GrantPermissions', { ...selectTo(ANALYST, Resource), Permissions: ['DESCRIBE'] }),
  ).rejects.toMatchObject(
    Object.hasOwn(Resource, 'TableWithColumns') || Object.hasOwn(Resource, 'DataCellsFilter')
      ? { code: 'InvalidInputException' }
      : { code },
  );
  if (Object.hasOwn(Resource, 'TableWithColumns') || Object.hasOwn(Resource, 'DataCellsFilter')) {
    await expect(lf('GrantPermissions', selectTo(ANALYST, Resource))).rejects.toMatchObject({ code });
  }
});

test.each(['analyst', '12345', 'arn:aws:s3:::lake'])('principal %s is invalid', async (identifier) => {
  const { lf } = await governedShop();
  await expect(lf('GrantPermissions', selectTo(identifier))).rejects.toThrow(/Invalid principal/);
});

test('a batch takes 20; what fails is listed with HTTP 200, the rest is done', async () => {
  const { lf } = await governedShop();
  const entry = (i: number, Resource: object = tableResource) => ({
    Id: String(i),
    ...selectTo(`arn:aws:iam::${PRODUCER}:role/r${i}`, Resource),
  });
  const { Failures } = await lf('BatchGrantPermissions', { Entries: [entry(1), entry(2, columns('none')), entry(3)] });
  expect(Failures).toEqual([
    {
      RequestEntry: expect.objectContaining({ Id: '2' }),
      Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: expect.stringContaining('none') },
    },
  ]);
  expect(await list(lf, { Principal: principal(`arn:aws:iam::${PRODUCER}:role/r3`) })).toHaveLength(1);
  const twenty = Array.from({ length: 20 }, (_, i) => entry(i));
  expect((await lf('BatchGrantPermissions', { Entries: twenty })).Failures).toEqual([]);
  await expect(lf('BatchGrantPermissions', { Entries: [...twenty, entry(20)] })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
  const revoked = await lf('BatchRevokePermissions', { Entries: [entry(1), entry(1)] });
  expect(revoked.Failures).toHaveLength(1);
});

test('the creator of a table holds everything on it, with grant option', async () => {
  const { lf } = await governedShop();
  const crawler = principal(`arn:aws:iam::${PRODUCER}:role/crawler`);
  const held = await list(lf, { Principal: crawler, ResourceType: 'TABLE' });
  expect(held.map((p: { Permissions: string[] }) => p.Permissions)).toEqual([
    ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT'],
    ['SELECT'],
  ]);
  expect(held[0].PermissionsWithGrantOption).toContain('ALL');
});

test.each([
  [true, 2],
  [false, 0],
])('IAM_ALLOWED_PRINCIPALS is let in by default (%s): %i entries', async (open, entries) => {
  const { lf } = await governedShop({ open });
  expect(await list(lf, { Principal: principal('IAM_ALLOWED_PRINCIPALS') })).toHaveLength(entries);
});

test('a database without default permissions keeps IAM_ALLOWED_PRINCIPALS from its tables', async () => {
  const { lf, catalog } = await governedShop({ open: true });
  await catalog('CreateDatabase', { DatabaseInput: { Name: 'closed', CreateTableDefaultPermissions: [] } });
  await catalog('CreateTable', { DatabaseName: 'closed', TableInput: tableInput('orders') });
  const resource = { Table: { DatabaseName: 'closed', Name: 'orders' } };
  const holders = (await list(lf, { Resource: resource })).map(
    (p: { Principal: { DataLakePrincipalIdentifier: string } }) => p.Principal.DataLakePrincipalIdentifier,
  );
  expect(holders).not.toContain('IAM_ALLOWED_PRINCIPALS');
});

describe('ListPermissions', () => {
  const filterResource = {
    DataCellsFilter: { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'no_card' },
  };
  async function shared() {
    const world = await governedShop();
    await world.lf('CreateDataCellsFilter', { TableData: filterData() });
    await world.lf('GrantPermissions', selectTo(ANALYST, filterResource));
    return world;
  }

  test('IncludeRelated shows grants on filters, and must not carry a principal', async () => {
    const { lf } = await shared();
    const holders = async (input: object) =>
      (await list(lf, input)).filter((p: { Resource: object }) => 'DataCellsFilter' in p.Resource).length;
    expect(await holders({ Resource: tableResource })).toBe(0);
    expect(await holders({ Resource: tableResource, IncludeRelated: 'TRUE' })).toBe(1);
    await expect(
      lf('ListPermissions', { Resource: tableResource, IncludeRelated: 'TRUE', Principal: principal(ANALYST) }),
    ).rejects.toMatchObject({ code: 'InvalidInputException' });
  });

  test('a filter asked for together with a principal of another account: nothing, though the grant exists', async () => {
    const { lf } = await shared();
    expect(await list(lf, { Resource: filterResource })).toHaveLength(1);
    expect(await list(lf, { Resource: filterResource, Principal: principal(ANALYST) })).toEqual([]);
  });

  test('columns cannot be asked for', async () => {
    const { lf } = await shared();
    await expect(lf('ListPermissions', { Resource: columns('id') })).rejects.toMatchObject({
      code: 'InvalidInputException',
    });
  });

  test('principal and resource together give what tags give as well', async () => {
    const { lf } = await governedShop();
    await lf('CreateLFTag', { TagKey: 'confidential', TagValues: ['private', 'public'] });
    await lf('AddLFTagsToResource', {
      Resource: tableResource,
      LFTags: [{ TagKey: 'confidential', TagValues: ['public'] }],
    });
    const policy = {
      LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'confidential', TagValues: ['public'] }] },
    };
    await lf('GrantPermissions', selectTo(CONSUMER, policy));
    expect(await list(lf, { Resource: tableResource, Principal: principal(CONSUMER) })).toHaveLength(1);
    expect(await list(lf, { Principal: principal(CONSUMER), ResourceType: 'LF_TAG_POLICY_TABLE' })).toHaveLength(1);
    expect(await list(lf, { Principal: principal(CONSUMER), ResourceType: 'LF_TAG_POLICY_DATABASE' })).toEqual([]);
  });
});

describe('data cells filters', () => {
  const address = { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'no_card' };

  test('all rows reads back as TRUE; an update is in place and keeps grants', async () => {
    const { lf } = await governedShop();
    await lf('CreateDataCellsFilter', { TableData: filterData() });
    await lf('GrantPermissions', selectTo(ANALYST, { DataCellsFilter: address }));
    const read = async () => (await lf('GetDataCellsFilter', address)).DataCellsFilter;
    expect(await read()).toMatchObject({ RowFilter: { FilterExpression: 'TRUE' }, VersionId: '1' });
    await lf('UpdateDataCellsFilter', {
      TableData: filterData({ ColumnNames: ['id'], RowFilter: { FilterExpression: "city='Oslo'" } }),
    });
    expect(await read()).toMatchObject({
      ColumnNames: ['id'],
      RowFilter: { FilterExpression: "city='Oslo'" },
      VersionId: '2',
    });
    expect(await list(lf, { Resource: { DataCellsFilter: address } })).toHaveLength(1);
    await lf('DeleteDataCellsFilter', address);
    expect(await list(lf, { Principal: principal(ANALYST) })).toEqual([]);
    await expect(read()).rejects.toMatchObject({ code: 'EntityNotFoundException' });
  });

  test.each([
    ['a second of that name', {}, 'AlreadyExistsException'],
    ['a missing column', { Name: 'other', ColumnNames: ['id', 'none'] }, 'EntityNotFoundException'],
    ['a partition key', { Name: 'other', ColumnNames: ['id', 'date'] }, 'InvalidInputException'],
    ['no columns at all', { Name: 'other', ColumnNames: undefined }, 'InvalidInputException'],
    ['list and wildcard', { Name: 'other', ColumnWildcard: {} }, 'InvalidInputException'],
    ['no rows', { Name: 'other', RowFilter: {} }, 'InvalidInputException'],
    ['a long predicate', { Name: 'other', RowFilter: { FilterExpression: 'x'.repeat(2049) } }, 'InvalidInputException'],
    ['an unknown table', { Name: 'other', TableName: 'none' }, 'EntityNotFoundException'],
  ])('%s: refused', async (_name, overrides, code) => {
    const { lf } = await governedShop();
    await lf('CreateDataCellsFilter', { TableData: filterData() });
    await expect(lf('CreateDataCellsFilter', { TableData: filterData(overrides) })).rejects.toMatchObject({ code });
    expect(
      (await lf('ListDataCellsFilter', { Table: { DatabaseName: 'shop', Name: 'orders' } })).DataCellsFilters,
    ).toHaveLength(1);
  });

  test.each([
    ['a view', { TableType: 'VIRTUAL_VIEW', ViewOriginalText: '/* Presto View */' }],
    ['a resource link', { TargetTable: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' } }],
  ])('none on %s', async (what, more) => {
    const { lf, catalog } = await governedShop();
    await catalog('CreateTable', { DatabaseName: 'shop', TableInput: { ...tableInput('other'), ...more } });
    await expect(lf('CreateDataCellsFilter', { TableData: filterData({ TableName: 'other' }) })).rejects.toMatchObject({
      code: 'InvalidInputException',
      message: expect.stringContaining(`not supported on ${what}: other`),
    });
  });

  test('only SELECT can be given on a filter', async () => {
    const { lf } = await governedShop();
    await lf('CreateDataCellsFilter', { TableData: filterData() });
    const grant = { ...selectTo(ANALYST, { DataCellsFilter: address }), Permissions: ['SELECT', 'DESCRIBE'] };
    await expect(lf('GrantPermissions', grant)).rejects.toMatchObject({ code: 'InvalidInputException' });
  });
});

describe('settings, locations, opt-ins', () => {
  test('PutDataLakeSettings replaces the whole structure', async () => {
    const { lf } = await governedShop();
    await lf('PutDataLakeSettings', { DataLakeSettings: { DataLakeAdmins: [principal(ANALYST)] } });
    await lf('PutDataLakeSettings', { DataLakeSettings: { Parameters: { CROSS_ACCOUNT_VERSION: '4' } } });
    const { DataLakeSettings } = await lf('GetDataLakeSettings');
    expect(DataLakeSettings).toMatchObject({ DataLakeAdmins: [], Parameters: { CROSS_ACCOUNT_VERSION: '4' } });
  });

  test('default permissions may only be nothing or everything to IAM', async () => {
    const { lf } = await governedShop();
    const CreateTableDefaultPermissions = [{ Principal: principal(ANALYST), Permissions: ['SELECT'] }];
    await expect(
      lf('PutDataLakeSettings', { DataLakeSettings: { CreateTableDefaultPermissions } }),
    ).rejects.toMatchObject({ code: 'InvalidInputException' });
  });

  test('a location is registered once and covers what is below it', async () => {
    const { lf, catalog } = await governedShop();
    const again = { ResourceArn: 'arn:aws:s3:::lake/', UseServiceLinkedRole: true };
    await expect(lf('RegisterResource', again)).rejects.toMatchObject({ code: 'AlreadyExistsException' });
    const registered = async () =>
      (await catalog('GetTable', { DatabaseName: 'shop', Name: 'orders' })).Table.IsRegisteredWithLakeFormation;
    expect(await registered()).toBe(true);
    await lf('DeregisterResource', { ResourceArn: 'arn:aws:s3:::lake' });
    expect(await registered()).toBe(false);
    await expect(lf('DescribeResource', { ResourceArn: 'arn:aws:s3:::lake' })).rejects.toMatchObject({
      code: 'EntityNotFoundException',
    });
  });

  test('opt-ins take tables, not tags', async () => {
    const { lf } = await governedShop();
    const optIn = { Principal: principal(ANALYST), Resource: tableResource };
    await lf('CreateLakeFormationOptIn', optIn);
    expect((await lf('ListLakeFormationOptIns')).LakeFormationOptInsInfoList).toHaveLength(1);
    await lf('DeleteLakeFormationOptIn', optIn);
    await expect(lf('DeleteLakeFormationOptIn', optIn)).rejects.toMatchObject({ code: 'EntityNotFoundException' });
    const byTag = { LFTag: { TagKey: 'confidential', TagValues: ['public'] } };
    await expect(lf('CreateLakeFormationOptIn', { ...optIn, Resource: byTag })).rejects.toMatchObject({
      code: 'InvalidInputException',
    });
  });
});

test('everything is there again after a restart', async () => {
  const store = memoryStore();
  const first = await governedShop({ store });
  await first.lf('CreateLFTag', { TagKey: 'confidential', TagValues: ['public'] });
  await first.lf('CreateDataCellsFilter', { TableData: filterData() });
  const second = await governedShop({ store });
  expect(second.lakeFormation.permissionState()).toEqual(first.lakeFormation.permissionState());
});
