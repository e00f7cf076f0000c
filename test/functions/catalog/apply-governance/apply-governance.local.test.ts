import { describeChange, describeForeign } from '../../../../core/governance';
import { requestOf } from '../../../command-line';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import {
  CONSUMER,
  DATABASE,
  FINANCE,
  governedShop,
  PRODUCER,
  settingsOf,
  shareByVersion,
  sharesByFilters,
} from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const shop = (options?: Parameters<typeof governedShop>[1]) => governedShop(dynamodb.client, options);
const POLICY = { share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } };
const principal = (identifier: string) => ({ DataLakePrincipalIdentifier: identifier });
const WRITES =
  /^(CreateLFTag|UpdateLFTag|AddLFTags|RemoveLFTags|Batch|CreateDataCells|UpdateDataCells|DeleteDataCells|CreateLakeFormation)/;

test('what is shared is seen whole, what is filtered in part, the second run changes nothing', async () => {
  const { govern, sees, sent } = await shop();
  const first = await govern(settingsOf(POLICY));
  expect(first).toMatchObject({ tables: 2, toClassify: 0 });
  expect(first.changes).toBeGreaterThan(5);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await sees('customers')).toEqual(['id', 'city']);
  const before = sent.length;
  expect(await govern(settingsOf(POLICY))).toEqual({ outcome: 'GOVERNED', changes: 0, tables: 2, toClassify: 0 });
  expect(sent.slice(before).filter(({ operation }) => WRITES.test(operation))).toEqual([]);
});

test('a line taken out takes out just its effect, and what others granted stays', async () => {
  const { govern, sees, lf } = await shop();
  await lf('GrantPermissions', {
    Principal: principal(FINANCE),
    Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
    Permissions: ['SELECT'],
  });
  await govern(settingsOf(POLICY));
  await govern(settingsOf({ share: ['orders'] }));
  expect(await sees('customers')).toEqual([]);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  const { DataCellsFilters } = await lf('ListDataCellsFilter');
  expect(DataCellsFilters).toMatchObject(sharesByFilters() ? [{ TableName: 'orders', Name: 'lakeferry_whole' }] : []);
  await govern(settingsOf({}));
  expect((await lf('ListDataCellsFilter')).DataCellsFilters).toEqual([]);
  expect(await sees('orders')).toEqual([]);
  expect(await sees('orders', FINANCE)).toEqual(['id', 'city', 'card']);
});

test('in additive mode nothing is taken away', async () => {
  const { govern, sees } = await shop();
  await govern(settingsOf(POLICY, { mode: 'additive' }));
  await govern(settingsOf({}, { mode: 'additive' }));
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await sees('customers')).toEqual(['id', 'city']);
});

test('a column that came later is hidden until it is declared; a filter changes in place', async () => {
  const { govern, sees, retype, sent } = await shop();
  await govern(settingsOf(POLICY));
  await retype('orders', ['id', 'city', 'card', 'birthday']);
  await retype('customers', ['id', 'city', 'mail', 'birthday']);
  expect((await govern(settingsOf(POLICY))).toClassify).toBe(2);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await sees('customers')).toEqual(['id', 'city']);
  const declared = {
    share: ['orders'],
    filters: { customers: { columns: ['id', 'city', 'birthday'] } },
    tables: { orders: { columns: { birthday: { tags: { confidential: 'public' } } } } },
  };
  expect((await govern(settingsOf(declared))).toClassify).toBe(0);
  expect(await sees('orders')).toEqual(['id', 'city', 'card', 'birthday']);
  expect(await sees('customers')).toEqual(['id', 'city', 'birthday']);
  expect(sent.map(({ operation }) => operation)).not.toContain('DeleteDataCellsFilter');
});

test('a listed column that widens without loss stays visible and is told once; any other retyping hides it', async () => {
  const { govern, sees, retype, warnings } = await shop();
  const listed = settingsOf({
    share: ['orders'],
    filters: { customers: { columns: ['id', 'city'] } },
    tables: { orders: { columns: { id: {} } } },
  });
  const told = () => warnings.splice(0).filter((message) => message.includes('widened'));
  const columns = { orders: ['id', 'city', 'card'], customers: ['id', 'city', 'mail'] };
  const retyped = async (type: string) => {
    for (const [table, names] of Object.entries(columns)) await retype(table, names, type);
    await govern(listed);
  };
  await retyped('int');
  expect(told()).toEqual([]);
  await retyped('bigint');
  expect(await sees('customers')).toEqual(['id', 'city']);
  expect(await sees('orders')).toEqual(['id']);
  expect(told()).toHaveLength(3);
  await govern(listed);
  expect(told()).toEqual([]);
  await retyped('string');
  expect(await sees('customers')).toEqual([]);
  expect(await sees('orders')).toEqual([]);
});

test('rows are filtered, and roles of other accounts get filters of their own', async () => {
  const { govern, lakeFormation, sees } = await shop();
  const namedFilters = { customers: { finance: { columns: ['mail'], rows: "city = 'Oslo'", principals: [FINANCE] } } };
  await govern(settingsOf({ ...POLICY, namedFilters }));
  expect(await sees('customers')).toEqual(['id', 'city']);
  const customers = { catalogId: PRODUCER, database: DATABASE, table: 'customers' };
  expect(await lakeFormation.see(FINANCE, customers)).toEqual({ columns: ['mail'], rowFilter: "city = 'Oslo'" });
});

test("rows 'true' are all rows, and settle", async () => {
  const { govern, lakeFormation } = await shop();
  const settings = settingsOf({ filters: { customers: { columns: ['id', 'city'], rows: 'true' } } });
  await govern(settings);
  expect((await govern(settings)).changes).toBe(0);
  const customers = { catalogId: PRODUCER, database: DATABASE, table: 'customers' };
  expect(await lakeFormation.see(`arn:aws:iam::${CONSUMER}:root`, customers)).toEqual({ columns: ['id', 'city'] });
});

test('in hybrid mode readers are opted in table by table', async () => {
  const { govern, sees, lf } = await shop({ hybrid: true });
  await govern(settingsOf(POLICY));
  expect(await sees('customers')).toEqual(['id', 'city']);
  const { LakeFormationOptInsInfoList } = await lf('ListLakeFormationOptIns');
  expect(LakeFormationOptInsInfoList).toHaveLength(3);
  expect((await govern(settingsOf(POLICY))).changes).toBe(0);
});

const IAM_ALLOWED = 'IAM_ALLOWED_PRINCIPALS';
const TABLE_OPENED = { Resource: { Table: { DatabaseName: DATABASE, Name: 'customers' } }, Permissions: ['ALL'] };
const DEFAULT_OPENED = { Principal: principal(IAM_ALLOWED), Resource: { Database: { Name: DATABASE } } };
const openTo = ({ lakeFormation }: Awaited<ReturnType<typeof shop>>) =>
  lakeFormation.permissionState().grants.filter(({ principal: holder }) => holder === IAM_ALLOWED);

test("what the account's default opens on our database is shown, and closed before anything else", async () => {
  const world = await shop();
  const { look, govern, sent } = world;
  expect(openTo(world)).toMatchObject([{ resource: { kind: 'database', database: DATABASE }, permissions: ['ALL'] }]);
  const { plan, foreign } = await look(settingsOf(POLICY));
  expect(describeChange(plan.changes[0]!)).toBe(`revoke ALL on database shop from ${IAM_ALLOWED}`);
  expect(foreign).toEqual([]);
  await govern(settingsOf(POLICY));
  expect(sent.find(({ operation }) => WRITES.test(operation))).toMatchObject({
    operation: 'BatchRevokePermissions',
    input: { Entries: [{ Principal: principal(IAM_ALLOWED), Resource: { Database: { Name: DATABASE } } }] },
  });
  expect(openTo(world)).toEqual([]);
});

test.each(['additive', 'exact'] as const)('in mode %s the default is closed, and once only', async (mode) => {
  const world = await shop();
  await world.govern(settingsOf({}, { mode }));
  expect(openTo(world)).toEqual([]);
  expect((await world.govern(settingsOf({}, { mode }))).changes).toBe(0);
});

test('where the default cannot be closed, nothing is opened', async () => {
  const { govern, intercepts, sees, sent } = await shop();
  intercepts.push(async ({ operation }) => {
    if (operation !== 'BatchRevokePermissions') return undefined;
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'GovernanceFailedError', tables: [] });
  const writes = sent.filter(({ operation }) => WRITES.test(operation));
  expect(writes.map(({ operation }) => operation)).toEqual([
    'BatchRevokePermissions',
    ...['confidential', 'lakeferry-columns', 'lakeferry-databases'].map(() => 'CreateLFTag'),
    'AddLFTagsToResource',
  ]);
  expect(writes.at(-1)).toMatchObject({ input: { LFTags: [{ TagValues: ['private'] }, { TagValues: ['governed'] }] } });
  expect(await sees('orders')).toEqual([]);
});

test('a database of others stays as it is, and stops the run', async () => {
  const world = await shop({ isOurs: false });
  await expect(world.govern(settingsOf(POLICY))).rejects.toMatchObject({
    name: 'UnrestrictedAccessError',
    message: expect.stringContaining('database shop'),
  });
  expect(openTo(world)).toHaveLength(1);
  expect(world.sent.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
});

test.each([
  ['a table', {}, TABLE_OPENED],
  ['all tables', {}, { ...TABLE_OPENED, Resource: { Table: { DatabaseName: DATABASE, TableWildcard: {} } } }],
  ['SELECT on a table', {}, { ...TABLE_OPENED, Permissions: ['SELECT', 'DESCRIBE'] }],
  ['a database of others', { isOurs: false }, undefined],
])('the commands in the message close %s', async (_what, options, opened) => {
  const world = await shop(options);
  const { govern, lf } = world;
  if (opened !== undefined) await lf('GrantPermissions', { Principal: principal(IAM_ALLOWED), ...opened });
  const { message } = await govern(settingsOf(POLICY)).then(
    () => ({ message: 'not stopped' }),
    (error: Error) => error,
  );
  const commands = [...message.matchAll(/`(aws [^`]+)`/g)].map(([, command]) => command!);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) await lf('RevokePermissions', requestOf(command, 'lakeformation revoke-permissions'));
  await govern(settingsOf(POLICY));
  expect(openTo(world)).toEqual([]);
});

test('rights of IAM_ALLOWED_PRINCIPALS on a table keep everything from being opened, and are named', async () => {
  const world = await shop();
  const { govern, sees, lf, sent } = world;
  await lf('GrantPermissions', { Principal: principal(IAM_ALLOWED), ...TABLE_OPENED });
  const run = govern(settingsOf(POLICY));
  await expect(run).rejects.toMatchObject({
    name: 'UnrestrictedAccessError',
    message: expect.stringContaining('table shop.customers'),
  });
  const writes = sent.filter(({ operation }) => WRITES.test(operation));
  expect(writes).toMatchObject([{ operation: 'BatchRevokePermissions', input: { Entries: [DEFAULT_OPENED] } }]);
  expect(openTo(world)).toHaveLength(1);
  expect(await sees('orders')).toEqual([]);
});

test.each(['1', '2'])(
  'cross-account version %s keeps everything from being opened: tags could not be shared',
  async (version) => {
    const { govern, lf, sent } = await shop();
    await shareByVersion(lf, version);
    await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({
      name: 'CrossAccountVersionError',
      message: expect.stringMatching(new RegExp(`version ${version} .*governance\\.crossAccountVersion .*redrive`)),
    });
    const writes = sent.filter(({ operation }) => WRITES.test(operation));
    expect(writes).toMatchObject([{ operation: 'BatchRevokePermissions', input: { Entries: [DEFAULT_OPENED] } }]);
    const { accounts: _, ...nobody } = settingsOf({});
    await expect(govern({ ...nobody, accounts: {} })).resolves.toMatchObject({ tables: 2 });
  },
);

test.each([
  [
    'a table that is only tagged',
    { share: ['orders'], tables: { ordrs: { tags: { confidential: 'sensitive' } } } },
    /shop\.ordrs is in the policy and not in the catalog/,
  ],
  ['a column', { ...POLICY, filters: { customers: { columns: ['id', 'town'] } } }, /no column 'town'/],
  [
    'the partition key',
    { ...POLICY, filters: { customers: { columns: ['id', 'date'] } } },
    /'date' is a partition key/,
  ],
  [
    'a filter that a tag bypasses',
    { ...POLICY, share: ['orders', 'customers'] },
    /shop\.customers: filter .* bypassed/,
  ],
])('%s that does not fit fails the run by name; other tables are as they should be', async (_, database, message) => {
  const { govern, sees } = await shop();
  await expect(govern(settingsOf(database))).rejects.toMatchObject({
    name: 'GovernanceFailedError',
    message: expect.stringMatching(message),
  });
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await sees('customers')).toEqual([]);
});

test('a shared table that the catalog lacks is a warning that names it, and the others are shared', async () => {
  const { govern, sees, warnings } = await shop();
  await govern(settingsOf({ share: ['orders', 'refunds'] }));
  expect(warnings).toContainEqual(expect.stringContaining('shop.refunds is in the policy and not in the catalog'));
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
});

test('a table that fails does not keep the others; the next run does what is left', async () => {
  const { govern, sees, intercepts } = await shop();
  intercepts.push(async ({ operation, input }) => {
    if (operation !== 'CreateDataCellsFilter') return undefined;
    if ((input.TableData as { readonly TableName: string }).TableName !== 'customers') return undefined;
    throw Object.assign(new Error('not today'), { name: 'AccessDeniedException' });
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({
    name: 'GovernanceFailedError',
    tables: ['customers'],
    message: expect.stringMatching(/shop\.customers is not .*AccessDeniedException: not today/),
  });
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  intercepts.pop();
  expect((await govern(settingsOf(POLICY))).changes).toBe(2);
  expect(await sees('customers')).toEqual(['id', 'city']);
});

test('a hidden column is not opened with its database when it could not be tagged', async () => {
  const { govern, sees, intercepts } = await shop();
  const database = {
    tags: { confidential: 'public' },
    tables: { customers: { columns: { mail: { tags: { confidential: 'sensitive' } } } } },
  };
  intercepts.push(async ({ operation, input }) => {
    const isColumn = operation === 'AddLFTagsToResource' && 'TableWithColumns' in (input.Resource as object);
    const failure = { LFTag: {}, Error: { ErrorCode: 'AccessDeniedException', ErrorMessage: 'no' } };
    return isColumn ? { Failures: [failure] } : undefined;
  });
  await expect(govern(settingsOf(database))).rejects.toMatchObject({ name: 'GovernanceFailedError' });
  expect(await sees('orders')).toEqual([]);
  intercepts.pop();
  await govern(settingsOf(database));
  expect(await sees('customers')).toEqual(['id', 'city']);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
});

test('what may pass is tried again with growing pauses, also inside of answers', async () => {
  const { govern, intercepts, pauses } = await shop();
  const struck = new Set<string>();
  intercepts.push(async ({ operation, input }) => {
    if (!WRITES.test(operation) || struck.has(operation)) return undefined;
    struck.add(operation);
    const failure = { ErrorCode: 'ConcurrentModificationException', ErrorMessage: 'somebody else' };
    if (operation.startsWith('Batch')) {
      const entries = input.Entries as object[];
      return { Failures: [{ RequestEntry: entries[0], Error: failure }] };
    }
    if (operation === 'AddLFTagsToResource') return { Failures: [{ LFTag: {}, Error: failure }] };
    throw Object.assign(new Error('somebody else'), { name: 'ConcurrentModificationException' });
  });
  await govern(settingsOf(POLICY));
  expect(struck.size).toBeGreaterThanOrEqual(3);
  expect(pauses.length).toBeGreaterThanOrEqual(struck.size);
});

test('where only throttling is left, the machine tries again', async () => {
  const { govern, intercepts } = await shop();
  intercepts.push(async ({ operation }) => {
    if (operation !== 'CreateDataCellsFilter') return undefined;
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'ServiceThrottledError' });
});

test.each([
  ['GetResourceLFTags', 'ThrottlingException', 'ServiceThrottledError'],
  ['ListPermissions', 'ConcurrentModificationException', 'ServiceThrottledError'],
  ['ListDataCellsFilter', 'InternalServiceException', 'ServiceThrottledError'],
  ['GetDataLakeSettings', 'TimeoutError', 'ServiceUnavailableError'],
])('a read, %s, that keeps failing with %s has a name that the machine retries', async (read, code, name) => {
  const { govern, intercepts } = await shop();
  intercepts.push(async ({ operation }) => {
    if (operation !== read) return undefined;
    throw Object.assign(new Error('later'), { name: code });
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name, message: expect.stringContaining(code) });
});

test('a read that is refused names what was refused', async () => {
  const { govern, intercepts } = await shop();
  intercepts.push(async ({ operation }) => {
    if (operation !== 'ListPermissions') return undefined;
    throw Object.assign(new Error('not you'), { name: 'AccessDeniedException' });
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({
    name: 'AccessDeniedError',
    message: expect.stringMatching(
      /may not lakeformation:ListPermissions on .* AWS says: AccessDeniedException: not you/,
    ),
  });
});

test('an answer that is lost, whichever, does no harm', async () => {
  const whole = await shop();
  await whole.govern(settingsOf(POLICY));
  const writes = whole.sent.filter(({ operation }) => WRITES.test(operation)).length;
  for (let lost = 0; lost < writes; lost++) {
    const { govern, intercepts, sees, look } = await shop();
    let seen = 0;
    intercepts.push(async ({ operation }, proceed) => {
      if (!WRITES.test(operation) || seen++ !== lost) return undefined;
      await proceed();
      throw Object.assign(new Error('connection lost'), { name: 'ConnectionLost' });
    });
    await govern(settingsOf(POLICY)).catch(() => {});
    await govern(settingsOf(POLICY));
    expect(await sees('orders')).toEqual(['id', 'city', 'card']);
    expect(await sees('customers')).toEqual(['id', 'city']);
    // all of it is known to be lakeferry's
    await govern(settingsOf({}));
    expect(await sees('orders')).toEqual([]);
    const { owned } = await look(settingsOf({}));
    expect(Object.keys(owned.columns).sort()).toEqual(['customers', 'orders']);
  }
});

test('what somebody granted by hand fails the run, and says where', async () => {
  const { govern, lf } = await shop();
  await govern(settingsOf(POLICY));
  await lf('GrantPermissions', {
    Principal: principal(CONSUMER),
    Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: 'customers', ColumnNames: ['mail'] } },
    Permissions: ['SELECT'],
  });
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({
    name: 'VisibilityMismatchError',
    message: expect.stringMatching(/shop\.customers: 222222222222 sees mail, which the policy hides \(by: SELECT/),
  });
});

test('what others made is listed, and only that', async () => {
  const { govern, lf, look } = await shop();
  await govern(settingsOf(POLICY));
  expect((await look(settingsOf(POLICY))).foreign).toEqual([]);
  await lf('GrantPermissions', {
    Principal: principal(FINANCE),
    Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
    Permissions: ['SELECT', 'DESCRIBE'],
  });
  await lf('AddLFTagsToResource', {
    Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: 'orders', ColumnNames: ['card'] } },
    LFTags: [{ TagKey: 'confidential', TagValues: ['sensitive'] }],
  });
  const { foreign, mismatches, plan } = await look(settingsOf(POLICY));
  expect(foreign.map(describeForeign)).toEqual([
    'tag confidential=sensitive on shop.orders.card',
    `DESCRIBE, SELECT on table shop.orders to ${FINANCE}`,
  ]);
  // a filter shows its columns whatever their tags
  expect(mismatches).toMatchObject(sharesByFilters() ? [] : [{ table: 'orders', missing: ['card'] }]);
  expect(plan.changes).toEqual([]);
});

test('what somebody took away by hand is put back', async () => {
  const { govern, lf, sees, look } = await shop();
  await govern(settingsOf(POLICY));
  await lf('RemoveLFTagsFromResource', {
    Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
    LFTags: [{ TagKey: 'confidential', TagValues: ['public'] }],
  });
  // a filter shows its columns whatever the tags of the table
  expect(await sees('orders')).toEqual(sharesByFilters() ? ['id', 'city', 'card'] : []);
  expect((await govern(settingsOf(POLICY))).changes).toBe(1);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
  expect((await look(settingsOf(POLICY))).live.databases[DATABASE]?.tables.orders?.tags).toMatchObject({
    confidential: 'public',
  });
});

test('grants go in batches of at most twenty', async () => {
  const { govern, addTable, sent, sees } = await shop();
  const names = Array.from({ length: 45 }, (_, i) => `t${i}`);
  for (const name of names) await addTable(name, ['id', 'secret']);
  const filters = Object.fromEntries(names.map((name) => [name, { columns: ['id'] }]));
  await govern(settingsOf({ filters }));
  const sizes = sent
    .filter(({ operation }) => operation === 'BatchGrantPermissions')
    .map(({ input }) => (input.Entries as object[]).length);
  expect(Math.max(...sizes)).toBe(20);
  // by tags, the account knows one more key and holds one more policy
  expect(sizes.reduce((sum, size) => sum + size)).toBe(sharesByFilters() ? 48 : 50);
  expect(await sees('t44')).toEqual(['id']);
});

test('a database that is not there is named', async () => {
  const { govern } = await shop();
  await expect(govern(settingsOf({}), 'shp')).rejects.toMatchObject({ name: 'DatabaseNotFoundError' });
});

test('a view, a table without a location and a table elsewhere are named and end no night', async () => {
  const { govern, sees, addTableOfOthers, warnings } = await shop();
  await govern(settingsOf(POLICY));
  await addTableOfOthers('monthly', ['city'], { TableType: 'VIRTUAL_VIEW', StorageDescriptor: { Location: '' } });
  await addTableOfOthers('nowhere', ['id'], { StorageDescriptor: {} });
  await addTableOfOthers('elsewhere', ['id'], { StorageDescriptor: { Location: 's3://theirs/elsewhere/' } });
  expect(await govern(settingsOf(POLICY))).toMatchObject({ outcome: 'GOVERNED', tables: 5 });
  expect(warnings).toEqual([
    expect.stringMatching(/^shop\.elsewhere is a table that somebody else made: its location s3:\/\/theirs/),
    expect.stringMatching(/^shop\.monthly is a view/),
    expect.stringMatching(/^shop\.nowhere is a table that somebody else made: it has no location/),
  ]);
  expect(await sees('elsewhere')).toEqual([]);
  expect(await sees('customers')).toEqual(['id', 'city']);
});

test('a table elsewhere that the policy shares is opened to nobody, and the night names it', async () => {
  const { govern, sees, addTableOfOthers } = await shop();
  await addTableOfOthers('elsewhere', ['id'], { StorageDescriptor: { Location: 's3://theirs/elsewhere/' } });
  const failing = govern(settingsOf({ ...POLICY, share: ['orders', 'elsewhere'] }));
  await expect(failing).rejects.toMatchObject({
    name: 'GovernanceFailedError',
    message: expect.stringContaining('elsewhere is a table that'),
  });
  expect(await sees('elsewhere')).toEqual([]);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
});
