import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { Command } from 'commander';
import { registerGovernance } from '../../../bin/commands/governance';
import type { Migration } from '../../../bin/governance/migrate/migration';
import { announceLocal } from '../../../bin/target';
import type { Answers } from '../../../packages/local-aws/answers';
import { type Account, openAccount } from '../../local/account';
import { frozenDatabases } from '../../local/world/frozen-databases';

const LAKE = '111111111111';
const ANALYTICS = '222222222222';
const ROLE = `arn:aws:iam::${ANALYTICS}:role/analyst`;

const configWith = (formerGrants?: 'keep') => ({
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  accounts: { analytics: ANALYTICS, analysts: [ROLE] },
  sources: [{ kind: 'aurora-cluster' as const, id: 'foo', engine: 'postgres' as const, databases: ['shop'] }],
  governance: { ...(formerGrants && { formerGrants }), databases: { foo_shop: { share: ['items'] } } },
});

const home = process.cwd();
const kept = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'lakeferry-migrate-'));
let account: Account;

async function open(answers: Partial<Answers> = {}, formerGrants?: 'keep'): Promise<void> {
  account = await openAccount(configWith(formerGrants), frozenDatabases(['foo']), { answers });
  announceLocal(account.runtime.url, configFile(formerGrants));
}

function configFile(formerGrants?: 'keep'): string {
  const file = join(folder, `${formerGrants ?? 'deployed'}.config.ts`);
  writeFileSync(file, `export default ${JSON.stringify(configWith(formerGrants))};\n`);
  return file;
}

beforeAll(() => {
  mkdirSync(join(folder, 'work'));
  process.chdir(join(folder, 'work'));
});
afterEach(async () => {
  await account.close();
  process.exitCode = undefined;
});
afterAll(() => {
  process.chdir(home);
  process.env = kept;
});

async function migrate(words = ''): Promise<{ readonly out: string; readonly exitCode: unknown }> {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const warn = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.exitCode = undefined;
  try {
    const program = new Command('lakeferry').exitOverride();
    registerGovernance(program, { isThere: false, ask: async () => undefined });
    const options = words.split(' ').filter((word) => word !== '');
    await program.parseAsync(['governance', 'migrate', '--local', ...options], { from: 'user' });
  } finally {
    write.mockRestore();
    warn.mockRestore();
  }
  return { out: printed.join(''), exitCode: process.exitCode };
}
const judged = async (words = ''): Promise<Migration> =>
  JSON.parse((await migrate(`--json ${words}`)).out) as Migration;

type Values = Readonly<Record<string, readonly string[]>>;
const FORMER = {
  DATABASE: { confidential: ['private', 'public', 'sensitive'] },
  TABLE: { confidential: ['public'] },
} as const;
const TODAY = {
  DATABASE: { ...FORMER.DATABASE, 'lakeferry-databases': ['governed'] },
  TABLE: { ...FORMER.TABLE, 'lakeferry-columns': ['agreed'] },
} as const;

function changePolicies(verb: 'grant' | 'revoke', by: string, to: string, policies: Record<string, Values>) {
  const client = new LakeFormationClient(account.runtime.clientConfig(by));
  return Promise.all(
    Object.entries(policies).map(async ([ResourceType, values]) => {
      const input = {
        Principal: { DataLakePrincipalIdentifier: to },
        Resource: {
          LFTagPolicy: {
            CatalogId: LAKE,
            ResourceType: ResourceType as 'DATABASE' | 'TABLE',
            Expression: Object.entries(values).map(([TagKey, TagValues]) => ({ TagKey, TagValues: [...TagValues] })),
          },
        },
        Permissions: ResourceType === 'TABLE' ? (['SELECT', 'DESCRIBE'] as const) : (['DESCRIBE'] as const),
      };
      const all = { ...input, Permissions: [...input.Permissions] };
      await client.send(
        verb === 'revoke'
          ? new RevokePermissionsCommand(all)
          : new GrantPermissionsCommand({ ...all, PermissionsWithGrantOption: by === LAKE ? all.Permissions : [] }),
      );
    }),
  );
}

const held = async (): Promise<number> => {
  const client = new LakeFormationClient(account.runtime.clientConfig());
  const { PrincipalResourcePermissions = [] } = await client.send(
    new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY' }),
  );
  return PrincipalResourcePermissions.length;
};

async function night(): Promise<void> {
  const arn = await account.runtime.takeSnapshot('foo');
  await account.ended((run) => run.snapshotArn === arn);
}

it('where nothing of an earlier version stands, nothing is left to do, and a profile that nobody asks is refused', async () => {
  await open();
  expect(await migrate()).toEqual({ out: expect.stringContaining('Nothing is left to do'), exitCode: undefined });
  await expect(migrate('--analysts-profile nobody')).rejects.toThrow("--analysts-profile is 'nobody', but the local");
});

it('what a stack has is not revoked because a file that is not deployed says otherwise', async () => {
  await open({}, 'keep');
  await night();
  const before = await held();
  await changePolicies('grant', ANALYTICS, ROLE, TODAY);
  const other = await judged(`--yes --config ${configFile()}`);
  expect(other).toMatchObject({ state: 'deploy', because: [expect.stringMatching(/is not the deployed one/)] });
  expect(await held()).toBe(before);
});

it('the former grants go last: the lake first, then the run, then the analysts, and only then they are revoked', async () => {
  await open();
  await changePolicies('grant', LAKE, ANALYTICS, FORMER);
  await changePolicies('grant', ANALYTICS, ROLE, FORMER);
  expect(await judged()).toMatchObject({
    state: 'waits',
    because: expect.arrayContaining([expect.stringMatching(/foo_shop: \d+ changes are not applied yet/)]),
  });

  await night();
  const waiting = await judged('--yes');
  expect(waiting).toMatchObject({
    state: 'waits',
    readers: [{ principal: ROLE, database: 'foo_shop', table: 'items', columns: ['id', 'name'] }],
  });
  expect(waiting.because).toEqual([
    expect.stringMatching(/^DESCRIBE on databases .*role\/analyst is missing. Deploy the analysts' stacks/),
    expect.stringMatching(/^DESCRIBE, SELECT|SELECT, DESCRIBE on tables .*role\/analyst is missing/),
    expect.stringMatching(/^foo_shop.items: .*role\/analyst sees id, name by these grants alone/),
  ]);
  expect(await held()).toBe(4);

  await changePolicies('grant', ANALYTICS, ROLE, TODAY);
  expect(await judged(`--config ${configFile('keep')}`)).toMatchObject({ state: 'deploy', because: [] });
  expect(await migrate()).toEqual({ out: expect.stringContaining('no stack has them'), exitCode: 1 });
  expect(await held()).toBe(4);
  expect(await migrate('--yes')).toEqual({ out: expect.stringContaining('2 grants revoked'), exitCode: undefined });
  expect(await held()).toBe(2);
  expect(await judged()).toMatchObject({ state: 'done', because: [] });
});

it("where the lake's grants of today are missing, the former ones stay", async () => {
  await open();
  await night();
  await changePolicies('grant', LAKE, ANALYTICS, FORMER);
  await changePolicies('revoke', LAKE, ANALYTICS, { TABLE: TODAY.TABLE });
  await changePolicies('grant', ANALYTICS, ROLE, { DATABASE: TODAY.DATABASE });
  const { state, because, readers } = await judged('--yes');
  expect(state).toBe('waits');
  expect(because).toContainEqual(expect.stringMatching(/on tables .* is missing. Deploy the lake stack/));
  expect(readers).toMatchObject([{ principal: ANALYTICS, columns: ['id', 'name'] }]);
});

it("where today's grants alone show nothing, the former ones are given back", async () => {
  await open({ columnsWithoutTable: 'hidden' });
  await night();
  await changePolicies('grant', LAKE, ANALYTICS, FORMER);
  await changePolicies('grant', ANALYTICS, ROLE, TODAY);
  await expect(migrate('--yes')).rejects.toThrow(/given back: foo_shop.items .* governance.wholeTables to 'filters'/);
  expect(await held()).toBe(4);
  await changePolicies('revoke', LAKE, ANALYTICS, FORMER);
  const { out, exitCode } = await migrate();
  expect(out).toMatch(/^No grant of an earlier version stands, and not every table .* is readable:\n {2}because:\n/);
  expect([out.includes('Nothing is left'), exitCode]).toEqual([false, 1]);
});

it('they are given back before an error ends the look at what is readable', async () => {
  await open();
  await night();
  await changePolicies('grant', LAKE, ANALYTICS, FORMER);
  await changePolicies('grant', ANALYTICS, ROLE, TODAY);
  const { send } = LakeFormationClient.prototype;
  const asked = jest.spyOn(LakeFormationClient.prototype, 'send').mockImplementation(function (
    this: LakeFormationClient,
    command: unknown,
  ) {
    const { Principal, Resource } = command instanceof ListPermissionsCommand ? command.input : {};
    if (Principal !== undefined && Resource?.Table !== undefined) return Promise.reject(new Error('Slow down.'));
    return Reflect.apply(send, this, [command]) as Promise<never>;
  });
  try {
    await expect(migrate('--yes')).rejects.toThrow('Slow down.');
  } finally {
    asked.mockRestore();
  }
  expect(await held()).toBe(4);
});
