import { type Account, openAccount } from './account';
import { frozenDatabases } from './world/frozen-databases';

describe('what is expected of a snapshot and is not in its export', () => {
  let account: Account;
  beforeAll(async () => {
    const config = {
      environment: { region: 'eu-west-1' },
      accounts: { analytics: '222222222222' },
      sources: [
        { kind: 'aurora-cluster' as const, id: 'foo', engine: 'postgres' as const, databases: ['shop', 'crm'] },
      ],
      governance: { databases: { foo_shop: { share: ['items', 'refunds'] } } },
      notifications: { mail: ['team@example.org'] },
    };
    account = await openAccount(config, frozenDatabases(['foo']));
  });
  afterAll(() => account.close());

  it('is named in the outcome of a run that succeeds, before any redrive', async () => {
    const arn = await account.runtime.takeSnapshot('foo');
    const [run] = await account.ended((r) => r.snapshotArn === arn);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        outcome: 'PUBLISHED_INCOMPLETE',
        lacking: { count: 2, names: ['crm: MISSING', 'foo_shop.refunds: MISSING'] },
      },
    });
    const [item] = await account.ledger.latestExports('foo');
    expect(item).toMatchObject({ status: 'PUBLISHED', skippedTables: 1 });
  });
});
