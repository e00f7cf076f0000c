import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playedSources } from '../../../bin/demo/played-sources';
import { runDemo } from '../../../bin/demo/run-demo';
import type { LakeferryConfig } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { localSources } from '../../../local/generated-databases';
import { startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';

const CONFIG: LakeferryConfig = {
  environment: { region: 'us-east-1', name: 'trial' },
  sources: [
    {
      kind: 'aurora-cluster',
      id: 'orders',
      engine: 'postgres',
      databases: ['shop'],
      exportOnly: ['shop.public', 'shop.sales'],
    },
    { kind: 'rds-instance', id: 'stock', engine: 'mysql', databases: ['store'], trigger: { snapshots: ['automated'] } },
    { kind: 'aurora-cluster', id: 'later', engine: 'mysql', databases: ['logs'], trigger: { schedule: 'rate(1 day)' } },
  ],
  accounts: { analytics: '222222222222' },
  governance: {
    databases: {
      orders_shop: {
        share: ['sales_items'],
        filters: { customers: { columns: ['id', 'country'], rows: "country = 'SE'" } },
      },
    },
  },
};

it('names tables so that the catalog names them as the policy does', () => {
  const { sources, generated } = localSources(validateConfig({ ...CONFIG, environment: { region: 'us-east-1' } }));
  const tables = sources.map(({ databases }) =>
    databases.flatMap((database) => database.tables.map(({ name }) => name)),
  );
  expect(tables).toEqual([['"sales"."items"', '"public"."customers"'], ['"store"."sample"'], ['"logs"."sample"']]);
  expect(generated).toEqual(['orders/shop', 'stock/store', 'later/logs']);
});

it("keeps the demo's data where the demo has the database", () => {
  const source = { kind: 'rds-instance', id: 'movies-db', engine: 'postgres', databases: ['movies', 'more'] };
  expect(localSources(validateConfig({ environment: { region: 'eu-west-1' }, sources: [source] })).generated).toEqual([
    'movies-db/more',
  ]);
});

it('the demo runs with any configuration, and leaves out what no automated snapshot starts', async () => {
  const settings = validateConfig(CONFIG);
  const played = playedSources(settings.sources);
  expect(played.notice).toContain('leaves out later');
  const runtime = await startRuntime({
    settings,
    sources: localSources(settings).sources,
    directory: mkdtempSync(join(tmpdir(), 'lakeferry-generated-')),
    clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
    store: memoryStore(),
  });
  const silent = { say: () => {}, progress: () => {} };
  const { tables, disagreements, query } = await runDemo({ ...settings, sources: played.sources }, runtime, silent);
  await runtime.close();
  expect(disagreements).toEqual([]);
  expect(tables.map(({ table, visibleColumns, visibleRows }) => [table, visibleColumns, visibleRows])).toEqual([
    ['customers', ['id', 'country', 'date'], expect.any(Number)],
    ['sales_items', ['id', 'name', 'remark', 'date'], 1000],
    ['sample', [], 0],
  ]);
  expect(query?.columns).toEqual(['id', 'country', 'date']);
}, 120_000);
