import { describeForeign, rulesOf, undoForeign } from '../../../../core/governance';
import { markOf } from '../../../../core/lake/database-mark';
import { silentLog } from '../../../../functions/shared/log';
import { requestOf } from '../../../command-line';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { CONSUMER, DATABASE, governedShop, PRODUCER, settingsOf, tableInput } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

type World = Awaited<ReturnType<typeof governedShop>>;
const POLICY = { share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } };
const ETL = `arn:aws:iam::${PRODUCER}:role/teams/etl`;
const principal = (identifier: string) => ({ DataLakePrincipalIdentifier: identifier });
const ORDERS = { Table: { DatabaseName: DATABASE, Name: 'orders' } };
const ALL_TABLES = { Table: { DatabaseName: DATABASE, TableWildcard: {} } };
const grant = (w: World, to: string, Resource: object, Permissions = ['SELECT']) =>
  w.lf('GrantPermissions', { Principal: principal(to), Resource, Permissions });
const found = async (w: World, settings = settingsOf(POLICY)) => (await w.look(settings)).foreign.map(describeForeign);

async function withSettings(w: World, more: object): Promise<void> {
  const { DataLakeSettings } = await w.lf('GetDataLakeSettings');
  await w.lf('PutDataLakeSettings', { DataLakeSettings: { ...(DataLakeSettings as object), ...more } });
}

async function otherTable(w: World, name: string, location: string): Promise<void> {
  await w.catalog('CreateDatabase', { DatabaseInput: { Name: 'other' } });
  const input = tableInput(name, ['id']);
  const StorageDescriptor = { ...input.StorageDescriptor, Location: location };
  await w.catalog('CreateTable', { DatabaseName: 'other', TableInput: { ...input, StorageDescriptor } });
}

const { agreedTag, governedTag } = rulesOf(settingsOf(POLICY).governance, { database: DATABASE });
const tagged = (confidential: string) => ({
  LFTags: Object.entries({ confidential, ...agreedTag, ...governedTag }).map(([TagKey, value]) => ({
    TagKey,
    TagValues: [value],
  })),
});
const NAMED = { LFTagPolicy: { ResourceType: 'TABLE', ExpressionName: 'everything' } };

/** A Data Catalog view of another team, as Glue keeps it. */
async function definerView(w: World, database: string, over: string): Promise<void> {
  if (database !== DATABASE) await w.catalog('CreateDatabase', { DatabaseInput: { Name: database } });
  await w.catalog('CreateTable', {
    DatabaseName: database,
    TableInput: {
      Name: 'totals',
      TableType: 'VIRTUAL_VIEW',
      StorageDescriptor: { Columns: [{ Name: 'card', Type: 'string' }] },
      ViewDefinition: {
        IsProtected: true,
        Definer: ETL,
        SubObjects: [`arn:aws:glue:eu-west-1:${PRODUCER}:table/${over}`],
      },
    },
  });
}

/** Does what the printed commands say, in the lake's account. */
async function run(w: World, commands: string): Promise<void> {
  for (const command of commands.split(/ && (?=aws )/)) {
    const [, service, verb = ''] = command.split(' ');
    const { LfTags, NoHybridAccessEnabled, ...request } = requestOf(command, `${service} ${verb}`);
    const operation = `-${verb}`.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
    await (service === 'glue' ? w.catalog : w.lf)(operation.replace('LfTags', 'LFTags'), {
      ...request,
      ...(LfTags === undefined ? {} : { LFTags: LfTags }),
      ...(NoHybridAccessEnabled === undefined ? {} : { HybridAccessEnabled: false }),
    });
  }
}

const CASES: readonly (readonly [string, (w: World) => Promise<unknown>, RegExp])[] = [
  ['a role of the lake with SELECT', (w) => grant(w, ETL, ORDERS), /^SELECT on table shop\.orders to .*teams\/etl$/],
  ['a role of the lake with Super', (w) => grant(w, ETL, ORDERS, ['ALL']), /^ALL on table shop\.orders to .*etl$/],
  ['a user', (w) => grant(w, `arn:aws:iam::${PRODUCER}:user/eve`, ORDERS), /user\/eve$/],
  ['all tables', (w) => grant(w, ETL, ALL_TABLES), /^SELECT on all tables of shop to .*etl$/],
  ['everybody of the account', (w) => grant(w, `${PRODUCER}:IAMPrincipals`, ORDERS), /to 111111111111:IAMPrincipals$/],
  [
    'an organisation',
    (w) => grant(w, 'arn:aws:organizations::444444444444:organization/o-1', ORDERS),
    /organization\/o-1$/,
  ],
  ['a group of Identity Center', (w) => grant(w, 'arn:aws:identitystore:::group/g-1', ORDERS), /group\/g-1$/],
  [
    'a user of QuickSight',
    (w) => grant(w, `arn:aws:quicksight:eu-west-1:${PRODUCER}:user/default/q`, ORDERS),
    /default\/q$/,
  ],
  [
    'SUPER_USER on the catalog',
    (w) => grant(w, ETL, { Catalog: {} }, ['SUPER_USER']),
    /^SUPER_USER on the catalog to .*etl$/,
  ],
  [
    'a named tag expression',
    async (w) => {
      await w.lf('CreateLFTagExpression', {
        Name: 'everything',
        Expression: [{ TagKey: 'confidential', TagValues: ['private', 'public'] }],
      });
      await grant(w, ETL, NAMED);
    },
    /^SELECT on tables of the tag expression everything, which says confidential=private\|public to .*etl$/,
  ],
  [
    'a data lake administrator',
    (w) => withSettings(w, { DataLakeAdmins: [principal(ETL)] }),
    /^data lake administrator .*teams\/etl may grant itself everything$/,
  ],
  [
    'trusted session tags',
    (w) => withSettings(w, { AuthorizedSessionTagValueList: ['Amazon EMR', 'theirs'] }),
    /^sessions tagged LakeFormationAuthorizedCaller=Amazon EMR\|theirs are trusted/,
  ],
  [
    'a right to put the tag of agreed columns on columns',
    (w) => {
      const [[TagKey, value]] = Object.entries(agreedTag) as [[string, string]];
      return grant(w, ETL, { LFTag: { TagKey, TagValues: [value] } }, ['ASSOCIATE']);
    },
    /^ASSOCIATE on tag lakeferry-columns \(agreed\) to .*teams\/etl$/,
  ],
  [
    'a view of another database that reads with the rights of its definer',
    (w) => definerView(w, 'other', `${DATABASE}/customers`),
    /^view other\.totals shows shop\.customers with the rights of its definer .*teams\/etl: whoever may read the view/,
  ],
  [
    'an engine that filters by itself',
    (w) =>
      withSettings(w, {
        AllowExternalDataFiltering: true,
        ExternalDataFilteringAllowList: [principal('333333333333')],
      }),
    /^engines of 333333333333 get data unfiltered/,
  ],
  [
    'engines that read whole tables',
    (w) => withSettings(w, { AllowFullTableExternalDataAccess: true }),
    /^engines of anybody/,
  ],
  [
    'a table of another database over the same files',
    (w) => otherTable(w, 'copy', 's3://lake/shop/orders'),
    /^table other\.copy is over files of shop\.orders/,
  ],
  [
    'a table of another database over a folder above',
    (w) => otherTable(w, 'all', 's3://lake/shop/'),
    /^table other\.all is over files of shop\.(orders|customers)/,
  ],
  [
    'a table of the same database over the same files',
    async (w) => {
      const input = tableInput('twin', ['id']);
      const StorageDescriptor = { ...input.StorageDescriptor, Location: 's3://lake/shop/orders/' };
      await w.catalog('CreateTable', { DatabaseName: DATABASE, TableInput: { ...input, StorageDescriptor } });
    },
    /^table shop\.twin is over files of shop\.orders/,
  ],
  [
    'registrations that overlap',
    (w) => w.lf('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake/shop', UseServiceLinkedRole: true }),
    /^registrations overlap on shop: s3:\/\/lake, s3:\/\/lake\/shop$/,
  ],
  [
    'tables of others that our tag policy reaches',
    async (w) => {
      await otherTable(w, 'theirs', 's3://elsewhere/theirs/');
      await w.lf('AddLFTagsToResource', {
        Resource: { Table: { DatabaseName: 'other', Name: 'theirs' } },
        ...tagged('public'),
      });
    },
    /^other\.theirs is not lakeferry's and carries tags that the policy shares$/,
  ],
  [
    'databases of others that our tag policy reaches',
    async (w) => {
      await w.catalog('CreateDatabase', { DatabaseInput: { Name: 'other' } });
      await w.lf('AddLFTagsToResource', { Resource: { Database: { Name: 'other' } }, ...tagged('private') });
    },
    /^other is not lakeferry's and carries tags that the policy shares$/,
  ],
];

test.each(CASES)('%s is found, does not fail the run, and is agreed by its line', async (_name, byHand, expected) => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  expect(await found(w)).toEqual([]);
  await byHand(w);
  const [line = ''] = await found(w);
  expect(line).toMatch(expected);
  const metrics: Record<string, number> = {};
  const metric = (name: string, _unit: string, value: number) => {
    metrics[name] = value;
  };
  const result = await w.govern(settingsOf(POLICY), DATABASE, { metric });
  expect(result).toMatchObject({ outcome: 'GOVERNED', foreign: 1, findings: [line] });
  expect(metrics).toMatchObject({ ForeignFindings: 1 });
  await expect(w.govern(settingsOf(POLICY, { foreign: 'fail' }))).rejects.toMatchObject({
    name: 'ForeignAccessError',
    message: expect.stringContaining(line),
  });
  const agreed = settingsOf(POLICY, { foreign: 'fail', accepted: [line] });
  expect(await found(w, agreed)).toEqual([]);
  expect((await w.govern(agreed)).foreign).toBeUndefined();
  const undo = undoForeign((await w.look(settingsOf(POLICY))).foreign[0]!, PRODUCER);
  // which registration is the lake's own only the stack's names tell
  if (undo.startsWith('Keep ')) return;
  await run(w, undo);
  expect(await found(w)).toEqual([]);
});

test('in hybrid mode those are named who are not opted in', async () => {
  const w = await governedShop(dynamodb.client, { hybrid: true });
  await w.govern(settingsOf(POLICY));
  await grant(w, ETL, ORDERS);
  const lines = await found(w);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/s3:\/\/lake is registered in hybrid mode.*not opted in: .*teams\/etl and everybody/);
  expect(lines[1]).not.toContain(`${CONSUMER},`);
  for (const thing of (await w.look(settingsOf(POLICY))).foreign) await run(w, undoForeign(thing, PRODUCER));
  expect(await found(w)).toEqual([]);
});

test('a grant of others that is agreed is no mismatch either, and opens nothing else', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await grant(w, CONSUMER, { Table: { DatabaseName: DATABASE, Name: 'customers' } });
  await expect(w.govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'VisibilityMismatchError' });
  const accepted = [`* on table shop.customers to ${CONSUMER}`];
  expect(await w.govern(settingsOf(POLICY, { accepted }))).toMatchObject({ outcome: 'GOVERNED' });
  await grant(w, CONSUMER, { TableWithColumns: { DatabaseName: DATABASE, Name: 'orders', ColumnNames: ['card'] } });
  expect(await found(w, settingsOf(POLICY, { accepted }))).toHaveLength(1);
});

test('what all of IAM holds is never agreed', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await grant(w, 'IAM_ALLOWED_PRINCIPALS', ORDERS, ['ALL']);
  await expect(w.govern(settingsOf(POLICY, { accepted: ['* IAM_ALLOWED_PRINCIPALS'] }))).rejects.toMatchObject({
    name: 'UnrestrictedAccessError',
  });
});

test('a view that the policy shares is told, for it reads with the rights of its definer', async () => {
  const w = await governedShop(dynamodb.client);
  const settings = settingsOf({ ...POLICY, share: ['orders', 'totals'] });
  await w.govern(settings);
  await definerView(w, DATABASE, `${DATABASE}/customers`);
  const { outcome, findings } = await w.govern(settings);
  expect(outcome).toBe('GOVERNED');
  expect(findings).toEqual([expect.stringMatching(/^view shop\.totals shows shop\.customers with the rights of/)]);
});

test('a view of Athena alone reads with the rights of whoever asks, and is no finding', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await w.addTableOfOthers('recent', ['id'], {
    TableType: 'VIRTUAL_VIEW',
    ViewOriginalText: '/* Presto View: e30= */',
  });
  expect(await found(w)).toEqual([]);
});

test('a read-only administrator is a note: it reads no data', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await withSettings(w, { ReadOnlyAdmins: [principal(ETL)] });
  const { foreign, notes } = await w.look(settingsOf(POLICY));
  expect(foreign).toEqual([]);
  expect(notes).toEqual([expect.stringContaining(`read-only administrator ${ETL} sees names`)]);
});

const NEXT = 'next';

async function withNextDatabase(w: World) {
  const DatabaseInput = { Name: NEXT, CreateTableDefaultPermissions: [], Parameters: markOf('default') };
  await w.catalog('CreateDatabase', { DatabaseInput });
  return settingsOf(POLICY, { databases: { [DATABASE]: POLICY, [NEXT]: {} } });
}

test('what concerns the whole account is told by one database of a night, and anew when it changes', async () => {
  const w = await governedShop(dynamodb.client);
  const settings = await withNextDatabase(w);
  await withSettings(w, { AllowFullTableExternalDataAccess: true });
  let at = Date.parse('2026-11-20T02:00:00Z');
  const told = async (database: string) =>
    ((await w.govern(settings, database, { now: () => at })).findings ?? [])
      .map((line) => line.slice(0, 20))
      // whoever created the database holds it
      .filter((line) => !line.startsWith('ALL'));
  const engines = 'engines of anybody r';
  expect(await told(DATABASE)).toEqual([engines]);
  expect(await told(NEXT)).toEqual([]);
  expect(await told(DATABASE)).toEqual([engines]);
  await grant(w, ETL, { Catalog: {} }, ['SUPER_USER']);
  expect(await told(NEXT)).toEqual(['SUPER_USER on the ca', engines].sort());
  at += 24 * 3_600_000;
  expect(await told(DATABASE)).toHaveLength(2);
});

test('with foreign: fail, what concerns the whole account fails each database', async () => {
  const w = await governedShop(dynamodb.client);
  const { governance } = await withNextDatabase(w);
  await withSettings(w, { AllowFullTableExternalDataAccess: true });
  const settings = settingsOf(POLICY, { databases: governance.databases, foreign: 'fail' });
  for (const database of [DATABASE, NEXT])
    await expect(w.govern(settings, database)).rejects.toMatchObject({ name: 'ForeignAccessError' });
});

test('a run that is stopped tells what it finds as well', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await grant(w, 'IAM_ALLOWED_PRINCIPALS', ORDERS, ['ALL']);
  await grant(w, ETL, { Table: { DatabaseName: DATABASE, Name: 'customers' } });
  const findings: unknown[] = [];
  const log = { ...silentLog, warn: (_message: string, more?: object) => void findings.push(more) };
  const error = { name: 'UnrestrictedAccessError' };
  await expect(w.govern(settingsOf(POLICY), DATABASE, { log })).rejects.toMatchObject(error);
  expect(findings).toContainEqual({
    event: 'FOREIGN_FOUND',
    glueDatabase: DATABASE,
    finding: `SELECT on table shop.customers to ${ETL}`,
  });
});

test('a run that has no time left returns what it finds as well', async () => {
  const w = await governedShop(dynamodb.client);
  await grant(w, ETL, ORDERS);
  let at = 0;
  const now = () => (at += 1000);
  const result = await w.govern(settingsOf(POLICY), DATABASE, { now, appliesForMs: 3000 });
  expect(result).toMatchObject({
    outcome: 'UNFINISHED',
    foreign: 1,
    findings: [`SELECT on table shop.orders to ${ETL}`],
  });
});

test('a stopped run says what stopped it, also where others cannot be looked for', async () => {
  const w = await governedShop(dynamodb.client);
  await w.govern(settingsOf(POLICY));
  await grant(w, 'IAM_ALLOWED_PRINCIPALS', ORDERS, ['ALL']);
  let asked = 0;
  w.intercepts.push(async ({ operation }, proceed) => {
    if (operation === 'GetDataLakeSettings') asked += 1;
    if (asked > 1) throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    return proceed();
  });
  await expect(w.govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'UnrestrictedAccessError' });
  expect(w.warnings).toContain('others were not looked for');
});
