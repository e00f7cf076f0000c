import * as fc from 'fast-check';
import { type Change, type GovernancePolicy, isClosing } from '../../../../core/governance';
import { anyPolicy } from '../../../core/governance/world';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { DATABASE, FINANCE, governedShop, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

type Shop = Awaited<ReturnType<typeof governedShop>>;
const shop = () => governedShop(dynamodb.client);
const IAM_ALLOWED = { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' };
const POLICY = { share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } };

/** How something keeps a run from opening. */
const STOPS: readonly [string, (world: Shop) => Promise<unknown> | unknown][] = [
  [
    'a table is open to IAM_ALLOWED_PRINCIPALS',
    async ({ addTable, lf }) => {
      await addTable('open', ['id']);
      await lf('GrantPermissions', {
        Principal: IAM_ALLOWED,
        Resource: { Table: { DatabaseName: DATABASE, Name: 'open' } },
        Permissions: ['ALL'],
      });
    },
  ],
  [
    'the cross-account version is too low',
    ({ lf }) => lf('PutDataLakeSettings', { DataLakeSettings: { Parameters: { CROSS_ACCOUNT_VERSION: '1' } } }),
  ],
  ['a tag cannot be made', ({ intercepts }) => void intercepts.push(refusing(/^(Create|Update)LFTag$/))],
  ['nothing can be granted', ({ intercepts }) => void intercepts.push(refusing(/^BatchGrantPermissions$/))],
  ['another table fails', ({ intercepts }) => void intercepts.push(refusing(/DataCellsFilter$/, 'other'))],
];

const refusing =
  (operations: RegExp, about = '') =>
  async ({ operation, input }: { operation: string; input: object }) => {
    if (!operations.test(operation) || !JSON.stringify(input).includes(about)) return undefined;
    if (operation.startsWith('List')) return undefined;
    throw Object.assign(new Error('refused'), { name: 'AccessDeniedException' });
  };

describe.each(STOPS)('while %s', (_what, stop) => {
  const later = {
    share: [],
    filters: {
      customers: { columns: ['city'] },
      other: { columns: ['id'] },
    },
  };

  test('a table is un-shared, and a column leaves a filter', async () => {
    const world = await shop();
    await world.addTable('other', ['id']);
    await world.govern(settingsOf(POLICY));
    await stop(world);
    const tags = { confidential: ['sensitive', 'private', 'public', 'secret'] };
    await expect(world.govern(settingsOf(later, { tags }))).rejects.toThrow();
    expect(await world.sees('orders')).toEqual([]);
    expect(await world.sees('customers')).toEqual(['city']);
  });

  test('a new column is held back, also where it should open another one', async () => {
    const world = await shop();
    await world.addTable('other', ['id']);
    await world.govern(settingsOf(POLICY));
    await world.retype('orders', ['id', 'city', 'card', 'birthday']);
    await stop(world);
    const tags = { confidential: ['sensitive', 'private', 'public', 'secret'] };
    const filters = { customers: { columns: ['id', 'mail'] }, other: { columns: ['id'] } };
    await expect(world.govern(settingsOf({ share: ['orders'], filters }, { tags }))).rejects.toThrow();
    expect(await world.sees('orders')).toEqual(['id', 'city', 'card']);
    expect(await world.sees('customers')).not.toContain('city');
  });

  test('a reader of a filter loses it', async () => {
    const world = await shop();
    await world.addTable('other', ['id']);
    await world.govern(settingsOf(POLICY));
    await stop(world);
    const filters = { other: { columns: ['id'] } };
    await expect(world.govern(settingsOf({ share: ['orders'], filters }, MORE))).rejects.toThrow();
    expect(await world.sees('customers')).toEqual([]);
  });
});

const TABLES = ['t', 'u', 'v'];
const MORE = { tags: { confidential: ['sensitive', 'private', 'public', 'secret'] } };

test('one column that is gone keeps no other one open to a policy of others on the tags of tables', async () => {
  const { govern, retype, sees, intercepts, lf } = await shop();
  await govern(settingsOf(POLICY));
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: FINANCE },
    Resource: {
      LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'confidential', TagValues: ['public'] }] },
    },
    Permissions: ['SELECT'],
  });
  await retype('orders', ['id', 'city', 'card', 'birthday', 'gone']);
  intercepts.push(refusing(/^AddLFTagsToResource$/, 'gone'));
  await expect(govern(settingsOf(POLICY))).rejects.toMatchObject({ name: 'GovernanceFailedError' });
  expect(await sees('orders', FINANCE)).toEqual(['id', 'city', 'card', 'gone']);
  expect(await sees('orders')).toEqual(['id', 'city', 'card']);
});

/** A ledger that cannot be written. */
const readOnly = () => ({
  send: (command: { constructor: { name: string } }, ...more: never[]) => {
    if (/Write|Put|Delete|Update/.test(command.constructor.name))
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    return (dynamodb.client.send as (...all: unknown[]) => unknown)(command, ...more);
  },
});

test('a ledger that cannot be written keeps nothing open', async () => {
  const world = await shop();
  await world.govern(settingsOf(POLICY));
  await world.retype('orders', ['id', 'city', 'card', 'birthday']);
  const settings = settingsOf({ share: ['orders'] });
  // a deployed one would write down its policy too, which this ledger lacks
  const ledger = { dynamodb: readOnly() as never, isDeployed: true };
  await expect(world.govern(settings, DATABASE, ledger)).rejects.toThrow();
  expect(await world.sees('orders')).toEqual(['id', 'city', 'card']);
  expect(await world.sees('customers')).toEqual([]);
});

test('nor does it where a column is gone and a tag lacks a value', async () => {
  const world = await shop();
  await world.govern(settingsOf(POLICY));
  await world.retype('customers', ['id', 'mail']);
  const settings = settingsOf({ filters: POLICY.filters }, MORE);
  await expect(world.govern(settings, DATABASE, { dynamodb: readOnly() as never })).rejects.toThrow();
  expect(await world.sees('orders')).toEqual([]);
});

/** What every request that makes the change names. */
function namesOf(change: Change): readonly string[] {
  if (change.kind === 'revoke') {
    const { principal, resource } = change.grant;
    return [
      principal,
      ...(resource.kind === 'filter' ? [resource.name] : resource.kind === 'policy' ? ['LFTagPolicy'] : []),
    ];
  }
  if (change.kind === 'delete-filter') return [change.table, change.name];
  if (change.kind === 'update-filter') return [change.table, change.filter.name];
  if ('place' in change) return [change.place.table ?? change.place.database, change.place.column ?? ''];
  return [];
}

test('whatever requests fail, all that closes is attempted, and what nothing failed on is closed', async () => {
  const settingsFor = (policy: GovernancePolicy) => {
    const settings = settingsOf({});
    return { ...settings, governance: { ...settings.governance, ...policy } };
  };
  const dice = fc.infiniteStream(fc.double({ min: 0, max: 1 }));
  await fc.assert(
    fc.asyncProperty(anyPolicy, anyPolicy, dice, async (from, to, thrown) => {
      const world = await shop();
      for (const name of TABLES) await world.addTable(name, ['a', 'b', 'c', 'd']);
      await world.govern(settingsFor(from)).catch(() => {});
      for (const name of TABLES) await world.retype(name, ['a', 'b', 'c', 'd', 'later']);
      const after = settingsFor(to);
      const { plan } = await world.look(after);
      const [tried, failed]: [string[], string[]] = [[], []];
      world.intercepts.push(async ({ operation, input }) => {
        if (/^(List|Get|Search)/.test(operation)) return undefined;
        tried.push(JSON.stringify(input));
        if (thrown.next().value! > 0.3) return undefined;
        failed.push(JSON.stringify(input));
        throw Object.assign(new Error('refused'), { name: 'InvalidInputException' });
      });
      await world.govern(after).catch(() => {});
      world.intercepts.pop();
      for (const change of plan.changes.filter(isClosing)) {
        const names = namesOf(change);
        expect(tried.filter((input) => names.every((name) => input.includes(name)))).not.toEqual([]);
      }
      const isFailed = (table: string): boolean => failed.some((input) => input.includes(`"${table}"`));
      const isAccountFailed = failed.some((input) => !TABLES.some((table) => input.includes(`"${table}"`)));
      const left = (await world.look(after)).mismatches.filter(({ table }) => !isAccountFailed && !isFailed(table));
      expect(left.flatMap(({ unexpected }) => unexpected)).toEqual([]);
      // once nothing fails any more, nothing is left open
      await world.govern(after).catch(() => {});
      expect((await world.look(after)).mismatches.flatMap(({ unexpected }) => unexpected)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
