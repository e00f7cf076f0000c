import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrozenTable, SourceDatabases } from '../../packages/local-aws/databases';
import { type Account, openAccount } from './account';
import { frozenDatabases, TINY_DATABASE } from './world/frozen-databases';

/** A table more: `CREATE TABLE invoices (id integer, date date)`. */
const INVOICES: FrozenTable = {
  schema: 'public',
  table: 'invoices',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'date', type: 'date' },
  ],
  rows: 1,
  bytes: 13,
  file: 'invoices.csv',
  persistence: 'permanent',
  hasIntegerKey: true,
};

/** It has no rows yet. */
const DRAFTS: FrozenTable = {
  ...INVOICES,
  table: 'drafts',
  columns: [{ name: 'id', type: 'integer' }],
  rows: 0,
  bytes: 0,
  file: 'drafts.csv',
};

function databases(): SourceDatabases {
  const tiny = frozenDatabases(['foo']);
  return {
    ...tiny,
    freeze: async (id, folder) => {
      const frozen = await tiny.freeze(id, folder);
      await writeFile(join(folder, TINY_DATABASE, INVOICES.file), '1,2020-02-02\n');
      await writeFile(join(folder, TINY_DATABASE, DRAFTS.file), '');
      return frozen.map((database) => ({ ...database, tables: [...database.tables, INVOICES, DRAFTS] }));
    },
  };
}

describe('what is expected of a snapshot and cannot be published', () => {
  let account: Account;
  beforeAll(async () => {
    const config = {
      environment: { region: 'eu-west-1' },
      lake: { prefix: 'lake' },
      accounts: { analytics: '222222222222' },
      sources: [
        { kind: 'aurora-cluster' as const, id: 'foo', engine: 'postgres' as const, databases: ['shop', 'crm'] },
      ],
      governance: { databases: { foo_shop: { share: ['items', 'invoices', 'refunds', 'drafts'] } } },
      notifications: { mail: ['team@example.org'] },
    };
    account = await openAccount(config, databases());
  });
  afterAll(() => account.close());

  it('is named in the outcome of a run that succeeds, and the other tables are there, before any redrive', async () => {
    const arn = await account.runtime.takeSnapshot('foo');
    const [run] = await account.ended((r) => r.snapshotArn === arn);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        outcome: 'PUBLISHED_INCOMPLETE',
        lacking: {
          count: 3,
          names: [
            'crm: MISSING',
            expect.stringMatching(/^foo_shop\.invoices: PARTITION_KEY_COLUMN: its column 'date' .* rename/),
            'foo_shop.refunds: MISSING',
          ],
        },
        empty: { count: 1, names: ['foo_shop.drafts'] },
      },
    });
    const [item] = await account.ledger.latestExports('foo');
    expect(item).toMatchObject({ status: 'PUBLISHED', skippedTables: 2 });
    const tables = (await account.lakeFiles('foo', '2026-01-15')).map((key) => key.split('/')[3]);
    expect(tables).toEqual(['items', 'people', 'secrets']);
  });
});
