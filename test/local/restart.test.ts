import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { validateConfig } from '../../core/config/validate';
import { namesOf } from '../../core/deployed-names';
import { type Runtime, startRuntime } from '../../local/runtime';
import { type Clock, ScaledClock, VirtualClock } from '../../packages/local-aws/clock';
import { memoryStore } from '../../packages/local-aws/store';
import { frozenDatabases, TINY_DATABASE } from './world/frozen-databases';
import './world/errors-of-node';

const MIDNIGHT = Date.UTC(2026, 0, 15, 1);
const SOURCE = 'shop';

/** A computer on which the runtime is started again and again over the same folder and store. */
function computer() {
  const store = memoryStore();
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-restart-'));
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: SOURCE, engine: 'postgres', databases: [TINY_DATABASE] }],
    accounts: { analytics: '222222222222' },
    governance: { databases: { [`${SOURCE}_${TINY_DATABASE}`]: { share: ['items'] } } },
  });
  // The store outlives the runtime, as a folder on disk does.
  const lasting = { ...store, close: async () => {} };
  const boot = (clock: Clock, port?: number) =>
    startRuntime({
      settings,
      port,
      directory,
      clock,
      store: lasting,
      databases: frozenDatabases([SOURCE]),
      random: () => 0.5,
    });
  return { boot };
}

async function runs(runtime: Runtime): Promise<string[]> {
  const sfn = new SFNClient(runtime.clientConfig());
  const found: string[] = [];
  for (const stateMachineArn of Object.values(runtime.resources.machines))
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
      found.push(...executions.map(({ name, status }) => `${stateMachineArn.split(':').at(-1)} ${name} ${status}`));
  return found;
}

const until = async (runtime: Runtime, condition: (runs: readonly string[]) => boolean): Promise<readonly string[]> => {
  for (;;) {
    const found = await runs(runtime);
    if (condition(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const isOver = (found: readonly string[]): boolean =>
  found.some((run) => run.startsWith(namesOf({}).deployed('export-snapshot'))) &&
  !found.some((run) => run.endsWith('RUNNING'));

it('what fell due while nothing ran happens once the functions are there', async () => {
  const { boot } = computer();
  const before = await boot(new VirtualClock(MIDNIGHT));
  await before.takeSnapshot(SOURCE);
  await before.close();
  // Days later, in real time: overdue timers fire a millisecond after they are set.
  const after = await boot(new ScaledClock(200_000, MIDNIGHT + 3 * 86_400_000));
  const found = await until(after, isOver);
  await after.close();
  expect(found.filter((run) => !run.endsWith('SUCCEEDED'))).toEqual([]);
});

it('a runtime that is closed in the middle of its work goes on with it and fails nothing', async () => {
  const { boot } = computer();
  let clock = new VirtualClock(MIDNIGHT);
  let runtime = await boot(clock);
  await runtime.takeSnapshot(SOURCE);
  for (const calls of [3, 31, 8, 60, 12]) {
    await closedAtCall(runtime, calls);
    clock = new VirtualClock(clock.now());
    runtime = await boot(clock);
  }
  const found = await until(runtime, isOver);
  await runtime.close();
  expect(found.filter((run) => !run.endsWith('SUCCEEDED'))).toEqual([]);
});

/** Closes the runtime when its services have been called so often: whoever called is in the middle of something. */
const closedAtCall = (runtime: Runtime, calls: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let left = calls;
    runtime.faults.onChance = () => {
      left--;
      if (left === 0) runtime.close().then(resolve, reject);
    };
  });

it('an execution that is started while the runtime starts finds its functions', async () => {
  const { boot } = computer();
  await (await boot(new VirtualClock(MIDNIGHT))).close();
  const port = await freePort();
  const starting = boot(new VirtualClock(MIDNIGHT), port);
  const sfn = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'local' },
  });
  const stateMachineArn = `arn:aws:states:eu-west-1:111111111111:stateMachine:${namesOf({}).deployed('catalog-tables')}`;
  const input = JSON.stringify({
    glueDatabase: 'none',
    crawler: namesOf({}).crawler('none'),
    dataReadyAt: '2026-01-15T00:00:00Z',
  });
  const start = () => sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'early', input })).catch(() => {});
  let started = await start();
  while (started === undefined) started = await start();
  const runtime = await starting;
  const { executionArn } = started;
  let run = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  while (run.status === 'RUNNING') run = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  await runtime.close();
  // The function's own error: it ran.
  expect(run.error).toBe('CrawlerNotFoundError');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
