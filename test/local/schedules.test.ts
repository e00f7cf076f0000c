import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { listRuns } from '../../bin/runs/list-runs';
import type { Run } from '../../bin/runs/run';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { type Runtime, startRuntime } from '../../local/runtime';
import { sleep, VirtualClock } from '../../packages/local-aws/clock';
import { loadDatabases } from '../../packages/local-aws/databases';
import { memoryStore } from '../../packages/local-aws/store';

/** In Taipei it is nine o'clock in the morning of the 15th. */
const START = Date.UTC(2026, 0, 15, 1);
const CONFIG: LakeferryConfig = {
  environment: { region: 'eu-west-1' },
  timeZone: 'Asia/Taipei',
  sources: [
    {
      kind: 'aurora-cluster',
      id: 'live',
      engine: 'postgres',
      databases: ['shop'],
      trigger: { schedule: 'cron(30 1 * * ? *)' },
    },
  ],
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lakeferry-schedules-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const columns = 'id integer primary key';
const databases = () =>
  loadDatabases({
    directory: join(directory, 'databases'),
    sources: [
      {
        ...{ id: 'live', kind: 'aurora-cluster', engine: 'postgres' },
        databases: [{ name: 'shop', tables: [{ name: 'public.items', columns, rows: 'SELECT 1' }] }],
      },
    ],
  });

const start = (clock: VirtualClock, store = memoryStore(), config = CONFIG) =>
  startRuntime({ settings: validateConfig(config), directory, clock, store, databases: databases() });

/** The oldest runs, once so many have ended; from then on time stands still. */
async function firstRuns(runtime: Runtime, count: number): Promise<Run[]> {
  const sfn = new SFNClient(runtime.clientConfig());
  for (;;) {
    const release = runtime.clock.acquire();
    const runs = (await listRuns(sfn, runtime.resources.machines['export-snapshot'])).reverse();
    if (runs.filter(({ status }) => status !== 'RUNNING').length >= count) return runs.slice(0, count);
    release();
    await sleep(runtime.clock, 10 * 60_000);
  }
}

it('exports a live cluster each night by the clocks of the time zone, to the partition of the local day', async () => {
  const runtime = await start(new VirtualClock(START));
  try {
    const runs = await firstRuns(runtime, 2);
    expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(runs.map(({ startedAt }) => startedAt?.toISOString())).toEqual([
      '2026-01-15T17:30:00.000Z',
      '2026-01-16T17:30:00.000Z',
    ]);
    const glue = new GlueClient(runtime.clientConfig());
    const table = { DatabaseName: 'live_shop', TableName: 'items' };
    const { Partitions = [] } = await glue.send(new GetPartitionsCommand(table));
    expect(Partitions.flatMap(({ Values }) => Values).sort()).toEqual(['2026-01-16', '2026-01-17']);
  } finally {
    await runtime.close();
  }
});

it('takes the schedule away with its source, and changes it in place', async () => {
  const clock = new VirtualClock(START);
  clock.acquire();
  const store = memoryStore();
  const schedules = async (config: LakeferryConfig) => {
    const runtime = await start(clock, store, config);
    const scheduler = new SchedulerClient(runtime.clientConfig());
    const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
    await runtime.close();
    return Schedules.map(({ Name }) => Name);
  };
  expect(await schedules(CONFIG)).toEqual(['lakeferry-exports-live-live']);
  expect(await schedules({ ...CONFIG, timeZone: 'UTC' })).toEqual(['lakeferry-exports-live-live']);
  expect(
    await schedules({ ...CONFIG, sources: CONFIG.sources!.map((each) => ({ ...each, trigger: undefined })) }),
  ).toEqual([]);
});
