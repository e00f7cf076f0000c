import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCrawlersCommand, GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { paginateDescribeExportTasks, RDSClient } from '@aws-sdk/client-rds';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { maxOverlap } from '../../bin/demo/max-overlap';
import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { MACHINES } from '../../core/machines';
import { type Runtime, startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import { memoryStore } from '../../packages/local-aws/store';
import { frozenDatabases } from './world/frozen-databases';
import './world/errors-of-node';

/** As long as a name may be. */
const LONG = 'a-very-long-nam';
const SOURCES = ['orders', 'stock', 'users', 'carts'];

const installation = (environment: object): Settings =>
  validateConfig({
    environment: { region: 'eu-west-1', ...environment },
    accounts: { analytics: '222222222222' },
    sources: SOURCES.map((id) => ({ kind: 'aurora-cluster', id, engine: 'postgres', databases: ['shop'] })),
    governance: { databases: { orders_shop: { share: ['items'], filters: { people: { columns: ['id'] } } } } },
  });

const start = (settings: Settings, beside: readonly Settings[] = [], store = memoryStore()): Promise<Runtime> =>
  startRuntime({
    settings,
    beside,
    store,
    directory: mkdtempSync(join(tmpdir(), 'lakeferry-installations-')),
    clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
    databases: frozenDatabases(SOURCES),
    random: () => 0.5,
  });

/** Statuses of all executions by machine, once none runs and every machine has run. */
async function settled(runtime: Runtime): Promise<Record<string, string[]>> {
  const sfn = new SFNClient(runtime.clientConfig());
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const read = async (): Promise<Record<string, string[]> | undefined> => {
    const statuses: Record<string, string[]> = {};
    for (const { name = '', stateMachineArn } of stateMachines) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      const ofMachine = executions.map(({ status = '' }) => status);
      if (ofMachine.length === 0 || ofMachine.includes('RUNNING')) return undefined;
      statuses[name] = ofMachine;
    }
    return statuses;
  };
  for (;;) {
    const statuses = await read();
    if (statuses !== undefined) return statuses;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function exportTasks(runtime: Runtime) {
  const tasks = [];
  const client = new RDSClient(runtime.clientConfig());
  for await (const { ExportTasks = [] } of paginateDescribeExportTasks({ client }, {})) tasks.push(...ExportTasks);
  return tasks;
}

it('an installation with the longest name runs under its names, beside the default one, and both export every snapshot', async () => {
  const runtime = await start(installation({}), [installation({ name: LONG, beside: ['default'] })]);
  try {
    for (const source of SOURCES) await runtime.takeSnapshot(source);
    const statuses = await settled(runtime);
    expect(Object.keys(statuses).sort()).toEqual(
      MACHINES.flatMap((name) => [`lakeferry-${name}`, `lakeferry-${LONG}-${name}`]).sort(),
    );
    expect([...new Set(Object.values(statuses).flat())]).toEqual(['SUCCEEDED']);

    const tasks = await exportTasks(runtime);
    const isLong = ({ ExportTaskIdentifier = '' }) => ExportTaskIdentifier.startsWith(`${LONG}-`);
    expect(tasks.filter(isLong)).toHaveLength(SOURCES.length);
    expect(tasks).toHaveLength(2 * SOURCES.length);
    const atOnce = tasks.map(({ TaskStartTime, TaskEndTime }) => ({
      from: TaskStartTime!.getTime(),
      to: TaskEndTime!.getTime(),
    }));
    expect(maxOverlap(atOnce)).toBeLessThanOrEqual(5);

    const glue = new GlueClient(runtime.clientConfig());
    for (const DatabaseName of ['orders_shop', 'lakeferry_a_very_long_nam__orders_shop']) {
      const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName: 'items' }));
      expect(Partitions.map(({ Values }) => Values)).toEqual([['2026-01-15']]);
    }
    const { Crawlers = [] } = await glue.send(new GetCrawlersCommand({}));
    const target = Crawlers.find(({ Name }) => Name === `lakeferry-${LONG}_orders_shop`)?.Targets?.S3Targets?.[0]?.Path;
    expect(target).toBe(`s3://lakeferry-${LONG}-lake-111111111111-eu-west-1/lakeferry-${LONG}-orders/shop/`);
  } finally {
    await runtime.close();
  }
});

it('a name that was changed is refused; a further installation says beside whom it stands', async () => {
  const store = memoryStore();
  // closing a runtime closes its store, which is to last here
  const lasting = { ...store, close: async () => {} } as typeof store;
  await (await start(installation({}), [], lasting)).close();

  await expect(start(installation({ name: 'blue' }), [], lasting)).rejects.toThrow(
    /hold 'default' already\. A name is permanent.*environment\.beside: \['default'\]/,
  );
  await (await start(installation({}), [], lasting)).close();
  await (await start(installation({ name: 'blue', beside: ['default'] }), [], lasting)).close();
  await (await start(installation({ name: 'blue' }), [], lasting)).close();
});
