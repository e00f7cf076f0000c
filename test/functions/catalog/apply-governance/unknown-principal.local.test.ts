import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { CONSUMER, governedShop, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const role = (name: string): string => `arn:aws:iam::${CONSUMER}:role/${name}`;
const LEAVER = role('a-leaver');
/** More than one batch of grants. */
const READERS = Array.from({ length: 25 }, (_, i) => role(`reader-${i}`));
const POLICY = settingsOf({
  share: ['orders'],
  namedFilters: {
    customers: {
      leaver: { columns: ['id'], principals: [LEAVER] },
      readers: { columns: ['id', 'city'], principals: READERS },
    },
  },
});

interface Entry {
  readonly Principal: { readonly DataLakePrincipalIdentifier: string };
}
const MESSAGE = `Invalid principal, arn: ${LEAVER}`;
const unknown = () => Object.assign(new Error(MESSAGE), { name: 'InvalidInputException' });

/** AWS does not say whether one unknown principal refuses its own entry or the whole batch. */
describe.each(['its entry', 'its whole batch'])('a role of a filter was deleted, and %s is refused', (refused) => {
  const world = async (hybrid = false) => {
    const shop = await governedShop(dynamodb.client, { hybrid });
    shop.intercepts.push(async ({ operation, input }, proceed) => {
      const { Entries = [], Principal } = input as { Entries?: Entry[]; Principal?: Entry['Principal'] };
      if (operation === 'CreateLakeFormationOptIn' && Principal?.DataLakePrincipalIdentifier === LEAVER)
        throw unknown();
      if (operation !== 'BatchGrantPermissions') return undefined;
      const gone = Entries.filter((entry) => entry.Principal.DataLakePrincipalIdentifier === LEAVER);
      if (gone.length === 0) return undefined;
      if (refused === 'its whole batch') throw unknown();
      (input as { Entries?: Entry[] }).Entries = Entries.filter((entry) => !gone.includes(entry));
      if (gone.length < Entries.length) await proceed();
      const failure = { ErrorCode: 'InvalidInputException', ErrorMessage: MESSAGE };
      return { Failures: gone.map((RequestEntry) => ({ RequestEntry, Error: failure })) };
    });
    return shop;
  };

  test('the run fails with the name of the role, and not as a busy service', async () => {
    const { govern } = await world();
    await expect(govern(POLICY)).rejects.toMatchObject({
      name: 'GovernanceFailedError',
      message: expect.stringMatching(new RegExp(`${LEAVER}: .*There is no such principal\\.`)),
    });
  });

  test.each([
    ['an account that Lake Formation governs alone', false],
    ['hybrid access', true],
  ])('all other readers get their rights, in %s', async (_where, hybrid) => {
    const { govern, sees } = await world(hybrid);
    await expect(govern(POLICY)).rejects.toThrow(LEAVER);
    expect(await sees('orders')).toEqual(['id', 'city', 'card']);
    for (const reader of READERS) expect(await sees('customers', reader)).toEqual(['id', 'city']);
    expect(await sees('customers', LEAVER)).toEqual([]);
  });
});
