import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExportTasksCommand, RDSClient } from '@aws-sdk/client-rds';
import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { query } from '../../bin/demo/analyst';
import { readRuns } from '../../bin/runs/read-run';
import type { RunDetails } from '../../bin/runs/run';
import { validateConfig } from '../../core/config/validate';
import { rootCause } from '../../functions/shared/runs/root-cause';
import { type Runtime, startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import type { SourceSpec } from '../../packages/local-aws/databases';

const ANALYTICS = '222222222222';

const SOURCES: readonly SourceSpec[] = [
  {
    id: 'orders',
    kind: 'aurora-cluster',
    engine: 'postgres',
    databases: [
      {
        name: 'shop',
        tables: [
          {
            name: 'public.items',
            columns: 'id integer primary key, name text',
            rows: "SELECT i, 'item ' || i FROM range(10) r(i)",
          },
          {
            name: 'public.people',
            columns: 'id integer primary key, email text',
            rows: "SELECT i, i || '@example.com' FROM range(4) r(i)",
          },
          { name: 'public.badly_named', columns: '"a column" integer', rows: 'SELECT 1' },
        ],
      },
    ],
  },
];

const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
  accounts: { analytics: ANALYTICS },
  governance: { databases: { orders_shop: { share: ['items'], filters: { people: { columns: ['id'] } } } } },
});

describe('the pipeline, end to end in the local runtime', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-pipeline-'));
  let runtime: Runtime;
  let sfn: SFNClient;
  beforeAll(async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 15, 1));
    runtime = await startRuntime({ settings, directory, clock, sources: SOURCES });
    sfn = new SFNClient(runtime.clientConfig());
  });
  afterAll(() => runtime.close());

  /** Every run of the main machine, once none is running and there are so many. */
  const ended = async (count: number): Promise<RunDetails[]> => {
    for (;;) {
      const runs = await readRuns(sfn, runtime.resources.machines['export-snapshot']);
      if (runs.length >= count && runs.every((r) => r.status !== 'RUNNING')) return runs;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const announce = async (sourceArn: string, eventId = 'RDS-EVENT-0169'): Promise<void> => {
    const identifier = sourceArn.split(':cluster-snapshot:')[1] ?? '';
    const detail = {
      SourceArn: sourceArn,
      SourceIdentifier: identifier,
      SourceType: 'CLUSTER_SNAPSHOT',
      EventID: eventId,
      EventCategories: ['backup'],
    };
    await new EventBridgeClient(runtime.clientConfig()).send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'aws.rds',
            DetailType: 'RDS DB Cluster Snapshot Event',
            Resources: [sourceArn],
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
  };
  const exportTasks = async (): Promise<number> => {
    const { ExportTasks = [] } = await new RDSClient(runtime.clientConfig()).send(new DescribeExportTasksCommand({}));
    return ExportTasks.length;
  };
  let snapshot = '';

  it('fails where a crawl fails, with the crawler named, and goes on when it is redriven', async () => {
    runtime.faults.inject({ name: 'crawl-failed', target: 'lakeferry_orders_shop' });
    snapshot = await runtime.takeSnapshot('orders');
    const [failed] = await ended(1);
    expect(failed?.status).toBe('FAILED');
    const { error, message } = await rootCause(sfn, failed!.executionArn);
    expect(error).toBe('CrawlFailedError');
    expect(message).toContain('lakeferry_orders_shop');

    await sfn.send(new RedriveExecutionCommand({ executionArn: failed!.executionArn }));
    const [redriven] = await ended(1);
    expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(await exportTasks()).toBe(1);
  });

  it('reports the table that RDS left out', async () => {
    const [run] = await ended(1);
    expect(run?.output).toMatchObject({ skippedTables: 1 });
  });

  it('shows the analytics account what it was granted, and nothing else', async () => {
    const analyst = new AthenaClient(runtime.clientConfig(ANALYTICS));
    expect(await query(analyst, 'SELECT * FROM orders_shop.items ORDER BY id LIMIT 1')).toEqual({
      columns: ['id', 'name', 'date'],
      rows: [['0', 'item 0', '2026-01-15']],
    });
    expect((await query(analyst, 'SELECT * FROM orders_shop.people ORDER BY id'))?.columns).toEqual(['id', 'date']);
    await expect(query(analyst, 'SELECT email FROM orders_shop.people')).rejects.toThrow('COLUMN_NOT_FOUND');
  });

  it('takes a second event for one snapshot as a duplicate', async () => {
    await announce(snapshot);
    const outcomes = (await ended(2)).map((r) => r.output?.reason);
    expect(outcomes).toContain('DUPLICATE');
    expect(await exportTasks()).toBe(1);
  });

  it('leaves look-alikes, strangers and events of snapshots in the making alone', async () => {
    const before = await ended(2);
    const like = (id: string): string => snapshot.replace(':rds:orders-', `:rds:${id}-`);
    await announce(like('orders-eu'));
    await announce(like('warehouse'));
    await announce(snapshot, 'RDS-EVENT-0168');
    const after = await ended(before.length);
    const added = after.filter((run) => !before.some((b) => b.executionArn === run.executionArn));
    expect(added.filter((run) => run.output?.reason !== 'UNKNOWN_SOURCE')).toEqual([]);
    expect(await exportTasks()).toBe(1);
  });
});
