import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type Column,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  GetTableCommand,
  GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  RemoveLFTagsFromResourceCommand,
  RevokePermissionsCommand,
  type RevokePermissionsCommandInput,
} from '@aws-sdk/client-lakeformation';
import { Command } from 'commander';
import { registerGovernance } from '../../../bin/commands/governance';
import type { Classification } from '../../../bin/governance/classify';
import type { DriftReport } from '../../../bin/governance/drift-report';
import type { PlanReport } from '../../../bin/governance/plan-report';
import { announceLocal } from '../../../bin/target';
import { requestOf } from '../../command-line';
import { type Account, openAccount } from '../../local/account';
import { frozenDatabases } from '../../local/world/frozen-databases';

const ANALYTICS = '222222222222';
const UNIT = 'arn:aws:organizations::444444444444:ou/o-1/ou-1';
const BOB = 'arn:aws:iam::111111111111:role/bob';

const configWith = (policy: object) => ({
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  accounts: { analytics: ANALYTICS, organizations: [UNIT] },
  sources: [{ kind: 'aurora-cluster' as const, id: 'foo', engine: 'postgres' as const, databases: ['shop'] }],
  governance: { databases: { foo_shop: policy } },
});
const FILTERS = { people: { columns: ['id'] } };
const POLICY = { share: ['items'], filters: FILTERS };

const folder = mkdtempSync(join(tmpdir(), 'lakeferry-governance-'));
const fileOf = (name: string, policy: object): string => {
  const file = join(folder, `${name}.config.ts`);
  writeFileSync(file, `export default ${JSON.stringify(configWith(policy))};\n`);
  return file;
};

const home = process.cwd();
const kept = { ...process.env };
let account: Account;
let lakeformation: LakeFormationClient;

beforeAll(async () => {
  account = await openAccount(configWith(POLICY), frozenDatabases(['foo']));
  lakeformation = new LakeFormationClient(account.runtime.clientConfig());
  mkdirSync(join(folder, 'work'));
  process.chdir(join(folder, 'work'));
  announceLocal(account.runtime.url, fileOf('deployed', POLICY));
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(async () => {
  process.chdir(home);
  process.env = kept;
  await account.close();
});

interface Said {
  readonly out: string;
  readonly exitCode: number | string | null | undefined;
  readonly asked: readonly string[];
}

/** Runs `governance` in this process; `answer` is what a person at the terminal types. Without it, nobody is there. */
async function governance(words: string, answer?: string): Promise<Said> {
  const printed: string[] = [];
  const asked: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const warn = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.exitCode = undefined;
  try {
    const program = new Command('lakeferry').exitOverride();
    registerGovernance(program, {
      isThere: answer !== undefined,
      ask: async (question) => {
        asked.push(question);
        return answer;
      },
    });
    await program.parseAsync(['governance', ...words.split(' '), '--local'], { from: 'user' });
  } finally {
    write.mockRestore();
    warn.mockRestore();
  }
  return { out: printed.join(''), exitCode: process.exitCode, asked };
}

const plan = async (options = ''): Promise<PlanReport> =>
  JSON.parse((await governance(`plan --json${options}`)).out) as PlanReport;
const drift = async (): Promise<DriftReport> => JSON.parse((await governance('drift --json')).out) as DriftReport;

const ITEMS = { Table: { DatabaseName: 'foo_shop', Name: 'items' } };
const grantTo = (principal: string) =>
  lakeformation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: ITEMS,
      Permissions: ['SELECT'],
    }),
  );
const retag = (value: string) =>
  lakeformation.send(
    new AddLFTagsToResourceCommand({ Resource: ITEMS, LFTags: [{ TagKey: 'confidential', TagValues: [value] }] }),
  );

it('before the first night tables of the policy are pending, and neither plan nor drift complains', async () => {
  const { out, exitCode } = await governance('plan');
  expect(out).toContain('pending:\n    - foo_shop.items is in the policy');
  expect(out).toMatch(/\nin all: 1 database, .* 2 pending, 0 errors, 0 warnings/);
  expect(exitCode).toBeUndefined();
  const clean = await governance('drift');
  expect(clean.exitCode).toBeUndefined();
  expect(clean.out).toContain(
    'note: who reads the results of Athena, and whom IAM alone lets decrypt, is not looked at',
  );
});

describe('after the first night', () => {
  beforeAll(async () => {
    const arn = await account.runtime.takeSnapshot('foo');
    await account.ended((run) => run.snapshotArn === arn);
  });

  it('drift is clean, and names the policy that the next run uses', async () => {
    const { out, exitCode } = await governance('drift');
    expect(out).toMatch(/^policy: the next run uses this configuration's policy \w{12}, deployed 2026-01-15 01:00 UTC/);
    expect(out).toContain('foo_shop: as the policy says');
    expect(exitCode).toBeUndefined();
  });

  it('plan says what opens before what closes, with who gains and who loses which columns', async () => {
    const other = fileOf('other', { filters: { people: { columns: ['id', 'email'], rows: 'id = 1' } } });
    const { policy, databases, account: ofAccount, totals } = await plan(` --config ${other}`);
    expect(policy.isDeployed).toBe(false);
    expect(databases[0]).toMatchObject({
      opens: [{ principal: ANALYTICS, table: 'people', gains: ['email'], rows: { before: 'TRUE', after: 'id = 1' } }],
      closes: [{ principal: ANALYTICS, table: 'items', loses: ['id', 'name'] }],
    });
    expect(databases[0]!.changes).toContainEqual(
      expect.objectContaining({ kind: 'unassign-tags', place: { database: 'foo_shop', table: 'items' } }),
    );
    expect(ofAccount).toMatchObject({ changes: [], sharedKeys: [] });
    expect(totals).toMatchObject({ databases: 1, opens: 1, closes: 1, errors: 0 });
    const { out } = await governance(`plan --config ${other}`);
    expect(out).toMatch(/untag foo_shop\.items \(.*id, name.*\) lakeferry-columns=agreed/);
    expect(out.indexOf('  opens:')).toBeLessThan(out.indexOf('  closes:'));
    expect(out).toContain(
      `${ANALYTICS} gains email in rows where id = 1 and sees rows where id = 1 instead of all rows`,
    );
  });

  it('apply refuses a policy that is not deployed, until it is told that the next run undoes it', async () => {
    const other = fileOf('narrow', { filters: FILTERS });
    await expect(governance(`apply --yes --config ${other}`)).rejects.toThrow(
      /the next run uses another policy, \w{12}, deployed .* --until-next-run/,
    );
    expect((await plan()).totals.changes).toBe(0);
    expect((await governance(`drift --config ${other}`)).out).toContain(
      "not applied, and no run will before this configuration's policy is deployed:",
    );
    const { out, exitCode } = await governance(`apply --yes --until-next-run --config ${other}`);
    expect([out, exitCode]).toEqual([expect.stringMatching(/closes:\n .*items: 222222222222 loses/), undefined]);
    const [found] = (await drift()).databases;
    expect(found).toMatchObject({ byHand: [], isDrifted: false });
    expect(found!.notAppliedYet.map(({ kind }) => kind)).toContain('assign-tags');
  });

  it('apply shows the plan and does nothing unless the person says yes', async () => {
    const before = (await plan()).totals.changes;
    expect(before).toBeGreaterThan(0);
    for (const answer of ['', 'n', 'ja']) {
      const { out, exitCode, asked } = await governance('apply', answer);
      expect([out, exitCode, asked]).toEqual([
        expect.stringContaining(`opens:\n    - foo_shop.items: ${ANALYTICS} gains id, name`),
        1,
        [`Apply ${before} changes?`],
      ]);
    }
    expect((await plan()).totals.changes).toBe(before);
    await expect(governance('apply')).rejects.toThrow(/nobody can answer here\..*add --yes/);
    expect((await governance('apply', 'y')).out).toMatch(/in all: 1 database, \d+ changes made, 0 failed/);
    expect((await plan()).totals.changes).toBe(0);
  });

  it('drift names what was changed by hand, and its undo mends it', async () => {
    await retag('sensitive');
    const { out, exitCode } = await governance('drift');
    expect(exitCode).toBe(2);
    expect(out).toContain(
      'changed by hand; this would put it right, and the next run of foo will:\n    - tag foo_shop.items confidential=public\n      undo: npx lakeferry governance apply --database foo_shop --local',
    );
    expect(out).not.toContain('not applied yet;');
    await governance('apply --database foo_shop', 'yes');
    expect((await governance('drift')).exitCode).toBeUndefined();
  });

  it('what others granted is a warning as long as nobody of the policy sees more, and its undo takes it away', async () => {
    await grantTo(BOB);
    expect((await plan()).databases[0]!.foreign).toMatchObject([{ kind: 'grant', grant: { principal: BOB } }]);
    const { exitCode, out } = await governance('drift');
    expect([exitCode, out]).toEqual([undefined, expect.stringContaining('made by others')]);
    const { undo } = (await drift()).databases[0]!.foreign[0]!;
    expect(undo).toContain(`AWS_ENDPOINT_URL=${account.runtime.url} `);
    const request = requestOf(undo.slice(undo.indexOf('aws ')), 'lakeformation revoke-permissions');
    await lakeformation.send(new RevokePermissionsCommand(request as unknown as RevokePermissionsCommandInput));
    expect((await drift()).databases[0]!.foreign).toEqual([]);
  });

  it('what others granted to somebody of the policy is shown by plan as a mismatch, and drift fails', async () => {
    const people = { Table: { DatabaseName: 'foo_shop', Name: 'people' } };
    const grant = {
      Principal: { DataLakePrincipalIdentifier: ANALYTICS },
      Resource: people,
      Permissions: ['SELECT' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(grant));
    expect((await plan()).databases[0]!.mismatches).toMatchObject([{ table: 'people', unexpected: ['email'] }]);
    expect((await governance('drift')).exitCode).toBe(2);
    await lakeformation.send(new RevokePermissionsCommand(grant));
  });

  it('what others may do with the whole account is told once, beside the databases', async () => {
    const catalog = {
      Principal: { DataLakePrincipalIdentifier: BOB },
      Resource: { Catalog: {} },
      Permissions: ['SUPER_USER' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(catalog));
    const text = `SUPER_USER on the catalog to ${BOB}`;
    const { account: ofAccount, databases } = await drift();
    expect(ofAccount).toMatchObject({ isDrifted: false, foreign: [{ text, undo: expect.stringContaining('revoke') }] });
    expect(databases[0]!.foreign).toEqual([]);
    const { out, exitCode } = await governance('drift');
    expect(out).toContain(
      `account, for all databases: nothing to mend\n  made by others, left alone:\n    - ${text}\n`,
    );
    expect([exitCode, out.match(/, 1 of others/)?.[0]]).toEqual([undefined, ', 1 of others']);
    const planned = await governance('plan');
    expect(planned.out).toContain(`made by others, left alone:\n    - ${text}`);
    await lakeformation.send(new RevokePermissionsCommand(catalog));
    expect((await drift()).account.foreign).toEqual([]);
  });

  it('what a unit is granted is seen by the account that the configuration says is in it', async () => {
    const people = {
      Principal: { DataLakePrincipalIdentifier: UNIT },
      Resource: { TableWithColumns: { DatabaseName: 'foo_shop', Name: 'people', ColumnNames: ['email'] } },
      Permissions: ['SELECT' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(people));
    const { databases } = await drift();
    expect(databases[0]!.mismatches).toMatchObject([{ principal: ANALYTICS, table: 'people', unexpected: ['email'] }]);
    const { out } = await governance(`who-can-see --principal ${ANALYTICS} --table people --column email`);
    expect(out).toContain('all 3');
    await lakeformation.send(new RevokePermissionsCommand(people));
  });

  it('where Lake Formation restricts nobody, the command that plan, drift and apply print is for this lake', async () => {
    const everybody = {
      Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
      Resource: ITEMS,
      Permissions: ['ALL' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(everybody));
    const command = `run \`AWS_ENDPOINT_URL=${account.runtime.url} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=eu-west-1 aws lakeformation revoke-permissions`;
    const said = [await governance('plan'), await governance('drift'), await governance('apply --yes')];
    for (const { out } of said) expect(out).toContain(command);
    expect(said[2]).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(/^foo_shop: UnrestrictedAccessError: .* Then run this command again\.$/m),
    });
    expect(said[2]!.out).not.toContain('redrive');
    await lakeformation.send(new RevokePermissionsCommand(everybody));
    expect((await drift()).databases[0]!.isDrifted).toBe(false);
  });

  it('drift tells columns that lost the same tag in one line, with one undo', async () => {
    const columns = { TableWithColumns: { ...ITEMS.Table, ColumnNames: ['id', 'name'] } };
    const agreed = [{ TagKey: 'lakeferry-columns', TagValues: ['agreed'] }];
    await lakeformation.send(new RemoveLFTagsFromResourceCommand({ Resource: columns, LFTags: agreed }));
    const { out } = await governance('drift');
    expect(out).toContain('    - tag foo_shop.items (id, name) lakeferry-columns=agreed\n      undo: npx');
    const applied = await governance('apply --yes');
    expect(applied.out).toContain(`foo_shop.items: ${ANALYTICS} gains id, name, date`);
    expect((await governance('drift')).exitCode).toBeUndefined();
  });

  it('the tag of agreed columns on a column that nobody agreed to is told once, and its undo takes it off', async () => {
    const glue = new GlueClient(account.runtime.clientConfig());
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'foo_shop', Name: 'items' }));
    const { Name, StorageDescriptor, PartitionKeys, Parameters } = Table!;
    const withColumns = (Columns: readonly Column[]) => ({
      DatabaseName: 'foo_shop',
      TableInput: {
        Name,
        PartitionKeys,
        Parameters,
        StorageDescriptor: { ...StorageDescriptor, Columns: [...Columns] },
      },
    });
    const before = StorageDescriptor!.Columns!;
    await glue.send(new UpdateTableCommand(withColumns([...before, { Name: 'secret', Type: 'string' }])));
    const column = { TableWithColumns: { ...ITEMS.Table, ColumnNames: ['secret'] } };
    const LFTags = [{ TagKey: 'lakeferry-columns', TagValues: ['agreed'] }];
    await lakeformation.send(new AddLFTagsToResourceCommand({ Resource: column, LFTags }));
    const { out, exitCode } = await governance('drift');
    expect(out.match(/foo_shop\.items\.secret lakeferry-columns/g)).toHaveLength(1);
    expect(out).toContain('and the next run of foo will:\n    - untag foo_shop.items.secret lakeferry-columns=agreed');
    expect(exitCode).toBe(2);
    await governance('apply --yes --database foo_shop');
    expect((await drift()).databases[0]).toMatchObject({ byHand: [], foreign: [] });
    await glue.send(new UpdateTableCommand(withColumns(before)));
  });

  it('without the record of the deployed policy, drift says that the next run writes it, and apply does not', async () => {
    const dynamodb = new DynamoDBClient(account.runtime.clientConfig());
    const address = { TableName: 'lakeferry-ledger', Key: { pk: { S: 'GOVERNANCE#POLICY' }, sk: { S: 'DEPLOYED' } } };
    const { Item } = await dynamodb.send(new GetItemCommand(address));
    await dynamodb.send(new DeleteItemCommand(address));
    await retag('sensitive');
    const { out } = await governance('drift --config ' + fileOf('wide', { share: ['items', 'people'] }));
    expect(out).toMatch(/^policy: the next run uses the policy that its function was deployed with, and writes/);
    expect(out).toContain("not applied yet; the next run of foo does where this configuration's policy is deployed");
    await expect(governance('apply --yes')).rejects.toThrow(/If another one is deployed, the next run would undo/);
    expect((await governance('apply --yes --until-next-run')).exitCode).toBeUndefined();
    expect((await plan()).policy.deployed).toBeUndefined();
    await dynamodb.send(new PutItemCommand({ TableName: address.TableName, Item }));
  });

  it('when the whole ledger is lost, drift and apply find nothing made by others, also on partition keys', async () => {
    await governance('apply --yes');
    const dynamodb = new DynamoDBClient(account.runtime.clientConfig());
    const TableName = 'lakeferry-ledger';
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    const key = ({ pk, sk }: (typeof Items)[number]) => ({ pk: pk!, sk: sk! });
    for (const item of Items) await dynamodb.send(new DeleteItemCommand({ TableName, Key: key(item) }));
    expect((await drift()).databases[0]).toMatchObject({ foreign: [], byHand: [], isDrifted: false });
    const { out } = await governance('apply --yes --until-next-run');
    expect(out).toContain('people.email: nothing lists or opens it, so nothing to do if it is to stay hidden');
    expect((await drift()).databases[0]).toMatchObject({ foreign: [], notAppliedYet: [], isDrifted: false });
    for (const Item of Items) await dynamodb.send(new PutItemCommand({ TableName, Item }));
  });

  it('a database that is not configured is refused with those that are', async () => {
    await expect(governance('drift --database shop')).rejects.toThrow(
      "--database is 'shop', which is not a Glue database of the configuration. Use one of: foo_shop.",
    );
  });

  it('a key that others use is told with what carries it and with the grants that ask for it', async () => {
    const LFTags = [{ TagKey: 'confidential', TagValues: ['private'] }];
    const glue = new GlueClient(account.runtime.clientConfig());
    await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'payroll', CreateTableDefaultPermissions: [] } }),
    );
    const columns = ['salary', 'bonus'].map((Name) => ({ Name, Type: 'int' }));
    await glue.send(
      new CreateTableCommand({
        DatabaseName: 'payroll',
        TableInput: { Name: 'wages', StorageDescriptor: { Columns: columns, Location: 's3://payroll/wages/' } },
      }),
    );
    const wages = { DatabaseName: 'payroll', Name: 'wages' };
    for (const Resource of [
      { Database: { Name: 'payroll' } },
      { TableWithColumns: { ...wages, ColumnNames: ['salary'] } },
    ]) {
      await lakeformation.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
    }
    const policy = {
      Principal: { DataLakePrincipalIdentifier: BOB },
      Resource: { LFTagPolicy: { ResourceType: 'TABLE' as const, Expression: LFTags } },
      Permissions: ['SELECT' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(policy));
    const { account: ofAccount } = await plan();
    expect(ofAccount.sharedKeys).toEqual([
      expect.objectContaining({
        key: 'confidential',
        carriers: ['payroll', 'payroll.wages'],
        grants: [expect.objectContaining({ principal: BOB })],
        text: `confidential is carried by payroll, payroll.wages, and asked for by grants that reach what the policy tags so (SELECT on tables tagged confidential=private to ${BOB})`,
      }),
    ]);
    expect((await governance('plan')).out).toContain(
      'tags that others use too:\n    - confidential is carried by payroll',
    );
    await lakeformation.send(new RevokePermissionsCommand(policy));
    await glue.send(new DeleteDatabaseCommand({ Name: 'payroll' }));
    expect((await plan()).account.sharedKeys).toEqual([]);
  });

  it('who-can-see takes any end of a name that one table has', async () => {
    const { out } = await governance('who-can-see --table shop.people --json');
    expect(JSON.parse(out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ table: 'people', columns: ['id', 'date'] })]),
    );
    await expect(governance('who-can-see --table p.other')).rejects.toThrow(/which no table of the catalog ends with/);
  });

  it('a database that no deployment has made is pending', async () => {
    const file = join(folder, 'more.config.ts');
    const config = configWith(POLICY);
    const sources = [...config.sources, { ...config.sources[0]!, id: 'bar' }];
    writeFileSync(file, `export default ${JSON.stringify({ ...config, sources })};\n`);
    const { absent, totals } = await plan(` --config ${file}`);
    expect([absent, totals.pending, totals.errors]).toEqual([['bar_shop'], 1, 0]);
  });

  it('nothing waits to be classified', async () => {
    expect((await governance('classify')).out).toBe('No column waits to be classified.\n');
    expect(JSON.parse((await governance('classify --json')).out) as Classification[]).toEqual([]);
  });
});
