import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { markOf } from '../../core/lake/database-mark';
import { createHandler as applyGovernance } from '../../functions/catalog/apply-governance/handler';
import { createHandler as crawlTables } from '../../functions/catalog/crawl-tables/handler';
import { UNPACED } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { TaskFailure } from '../../packages/local-aws/engine/errors';
import type { Json } from '../../packages/local-aws/engine/json';
import { createGlue } from '../../packages/local-aws/services/glue';
import { createLakeFormation } from '../../packages/local-aws/services/lakeformation';
import { harness, output } from '../../packages/local-aws/test/engine/harness';
import { MemoryObjects } from '../../packages/local-aws/test/services/memory-objects';
import { parquetFile } from '../../packages/local-aws/test/services/parquet-file';
import { caller, callerOf, PRODUCER, testRuntime } from '../../packages/local-aws/test/services/runtime';
import { ANALYST, DATABASE, settingsOf, shareByVersion } from '../functions/catalog/apply-governance/world';
import { inProcess } from '../functions/in-process';
import { createLedger, type DynamoDb, startDynamoDb } from '../functions/shared/ledger/dynamodb';

const CRAWLER = 'lakeferry-shop';
const FUNCTIONS = ['CrawlTables', 'ApplyGovernance'] as const;

const text = readFileSync(join(__dirname, '..', '..', 'statemachines', 'catalog-tables.asl.json'), 'utf8')
  .replaceAll('$' + '{Partition}', 'aws')
  .replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:eu-central-1:111111111111:function:$1');

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: unknown;
}
const machine = JSON.parse(text) as { readonly States: Readonly<Record<string, State>> };
const states = Object.entries(machine.States);

describe('the file', () => {
  test('every expression parses', () => {
    const expressions = [...text.matchAll(/"\{%(.*?)%\}"/g)].map(([, expression]) => expression!);
    expect(expressions.length).toBeGreaterThan(7);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });

  test.each(states)('%s says what a redrive does there, or ends', (_name, { Type, Comment }) => {
    if (Type !== 'Succeed') expect(Comment).toMatch(/Redrive/);
  });

  test.each(states.filter(([, { Type }]) => Type === 'Task'))('%s has a timeout and precise retries', (_name, task) => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
    const names = (task.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter((name) => /States\.(ALL|TaskFailed)|Denied|CrawlFailed|Governance|Mismatch/.test(name)),
    ).toEqual([]);
  });

  test('nothing is caught and nothing is a Fail', () => {
    expect(states.filter(([, { Type, Catch }]) => Type === 'Fail' || Catch !== undefined)).toEqual([]);
  });
});

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

interface Trouble {
  readonly at: (typeof FUNCTIONS)[number];
  readonly error: string;
  /** The function did its work before the error. */
  readonly lost?: boolean;
  readonly times?: number;
}

/** Two tables of one date in the lake, a crawler, Lake Formation, and the machine over the real handlers. */
async function stage(trouble?: Trouble, { appliesForMs = Infinity } = {}) {
  const runtime = testRuntime();
  const { clock, faults } = runtime;
  const objects = new MemoryObjects();
  const orders = await parquetFile("SELECT 1::BIGINT AS id, '4242' AS card");
  await objects.put('lake', 'shop/orders/date=2026-11-20/a.parquet', orders);
  const customers = await parquetFile("SELECT 1::BIGINT AS id, 'Ada' AS name, 'Oslo' AS city");
  await objects.put('lake', 'shop/customers/date=2026-11-20/a.parquet', customers);
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  const admin = callerOf(PRODUCER, 'admin');
  const lf = caller(lakeFormation.service, admin);
  await shareByVersion(lf, '4');
  await lf('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/crawler` },
    Resource: { DataLocation: { ResourceArn: 'arn:aws:s3:::lake' } },
    Permissions: ['DATA_LOCATION_ACCESS'],
  });
  const api = caller(glue.service);
  await api('CreateDatabase', {
    DatabaseInput: { Name: DATABASE, CreateTableDefaultPermissions: [], Parameters: markOf('default') },
  });
  await api('CreateCrawler', {
    Name: CRAWLER,
    Role: 'crawler',
    DatabaseName: DATABASE,
    Targets: { S3Targets: [{ Path: 's3://lake/shop/' }] },
    Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 3 } }),
  });

  const common = {
    log: silentLog,
    metric: () => {},
    settings: settingsOf({ share: ['orders'], filters: { customers: { columns: ['id', 'city'] } } }),
  };
  const crawling = inProcess(glue.service, admin);
  const handlers = {
    CrawlTables: crawlTables({ ...common, glue: crawling.client, now: () => clock.now() }),
    ApplyGovernance: applyGovernance({
      ...common,
      glue: inProcess(glue.service, admin).client,
      lakeformation: inProcess(lakeFormation.service, admin).client,
      dynamodb: dynamodb.client,
      ledgerTable: await createLedger(dynamodb.client),
      catalogId: PRODUCER,
      wait: async () => {},
      pace: UNPACED,
      appliesForMs,
    }),
  };
  const calls: string[] = [];
  let left = trouble === undefined ? 0 : (trouble.times ?? 1);
  const strike = (name: string): void => {
    if (trouble?.at !== name || left === 0) return;
    left--;
    if (trouble.error.includes('.')) throw new TaskFailure(trouble.error, 'injected');
    throw Object.assign(new Error('injected'), { name: trouble.error });
  };
  const functions = Object.fromEntries(
    FUNCTIONS.map((name) => [
      name,
      async (payload: never): Promise<Json> => {
        calls.push(name);
        if (trouble?.lost !== true) strike(name);
        const result = (await handlers[name](payload)) as unknown as Json;
        strike(name);
        return result;
      },
    ]),
  );
  const bench = await harness(functions, { clock });
  const stateMachineArn = await bench.createMachine(machine, 'catalog-tables');
  return {
    bench,
    faults,
    calls,
    start: async (dataReadyAt = clock.now()) => {
      const input = { glueDatabase: DATABASE, crawler: CRAWLER, dataReadyAt: new Date(dataReadyAt).toISOString() };
      return (await bench.engine.start({ stateMachineArn, input: JSON.stringify(input) })).record.arn;
    },
    startWithoutCrawler: async () => {
      const input = JSON.stringify({ glueDatabase: DATABASE });
      return (await bench.engine.start({ stateMachineArn, input })).record.arn;
    },
    starts: () => crawling.sent.filter(({ operation }) => operation === 'StartCrawler').length,
    /** Everything that a run leaves, apart from when. */
    outcome: async () => {
      const see = (table: string) => lakeFormation.see(ANALYST, { catalogId: PRODUCER, database: DATABASE, table });
      const { tags, assignments, filters, grants } = lakeFormation.permissionState();
      const timeless = grants.map(({ updatedAt: _at, ...grant }) => grant);
      return { orders: await see('orders'), customers: await see('customers'), tags, assignments, filters, timeless };
    },
  };
}

test('crawls, governs, and says what it did; run again it only looks', async () => {
  const { bench, start, starts, outcome } = await stage();
  const ready = bench.clock.now();
  const first = await bench.end(await start(ready));
  expect(first.record.status).toBe('SUCCEEDED');
  expect(output(first)).toMatchObject({ glueDatabase: DATABASE, tables: 2, toClassify: 0 });
  expect(await outcome()).toMatchObject({
    orders: { columns: ['id', 'card'] },
    customers: { columns: ['id', 'city'] },
  });
  const again = await bench.end(await start(ready));
  expect(output(again)).toMatchObject({ changes: 0, tables: 2 });
  expect(starts()).toBe(1);
});

test('a database without a crawler is governed and not crawled', async () => {
  const { bench, calls, start, startWithoutCrawler, starts, outcome } = await stage();
  await bench.end(await start());
  const [crawled, before] = [await outcome(), calls.length];
  const ended = await bench.end(await startWithoutCrawler());
  expect(output(ended)).toMatchObject({ glueDatabase: DATABASE, outcome: 'GOVERNED', changes: 0, tables: 2 });
  expect(output(ended)).not.toHaveProperty('crawlStartedAt');
  expect(calls.slice(before)).toEqual(['ApplyGovernance']);
  expect(starts()).toBe(1);
  expect(await outcome()).toEqual(crawled);
});

test('a database without a crawler whose governing failed is redriven to its end', async () => {
  const { bench, calls, startWithoutCrawler } = await stage({ at: 'ApplyGovernance', error: 'AccessDeniedException' });
  const failed = await bench.end(await startWithoutCrawler());
  expect(failed.record).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
  const healed = await bench.redrive(failed.record.arn);
  expect(output(healed)).toMatchObject({ outcome: 'GOVERNED' });
  expect(calls).not.toContain('CrawlTables');
});

test('what does not fit into one call of ApplyGovernance is done by the next ones, and the output counts all changes', async () => {
  const undisturbed = await stage();
  const { changes } = output(await undisturbed.bench.end(await undisturbed.start())) as { readonly changes: number };
  const { bench, calls, start, outcome } = await stage(undefined, { appliesForMs: 0 });
  const ended = await bench.end(await start());
  expect(ended.record.status).toBe('SUCCEEDED');
  expect(output(ended)).toMatchObject({ outcome: 'GOVERNED', changes, tables: 2 });
  expect(calls.filter((name) => name === 'ApplyGovernance').length).toBeGreaterThan(2);
  expect(await outcome()).toEqual(await undisturbed.outcome());
});

test.each<Trouble>(
  FUNCTIONS.flatMap((at) => [
    { at, error: 'AccessDeniedException' },
    { at, error: 'AccessDeniedException', lost: true },
  ]),
)('$at fails with $error (lost: $lost), is redriven, and ends as if nothing had been', async (trouble) => {
  const undisturbed = await stage();
  await undisturbed.bench.end(await undisturbed.start());
  const { bench, start, outcome, starts } = await stage(trouble);
  const failed = await bench.end(await start());
  expect(failed.record).toMatchObject({ status: 'FAILED', error: trouble.error });
  const healed = await bench.redrive(failed.record.arn);
  expect(healed.record.status).toBe('SUCCEEDED');
  expect(await outcome()).toEqual(await undisturbed.outcome());
  expect(starts()).toBe(1);
});

test.each<Trouble>(
  FUNCTIONS.flatMap((at) =>
    ['ServiceThrottledError', 'Lambda.TooManyRequestsException'].flatMap((error) => [
      { at, error, times: 2 },
      { at, error, times: 2, lost: true },
    ]),
  ),
)('$at: $error (lost: $lost) is retried', async (trouble) => {
  const { bench, start, outcome } = await stage(trouble);
  expect((await bench.end(await start())).record.status).toBe('SUCCEEDED');
  expect(await outcome()).toMatchObject({
    orders: { columns: ['id', 'card'] },
    customers: { columns: ['id', 'city'] },
  });
});

test.each(['crawl-failed', 'crawl-cancelled'] as const)(
  '%s: the execution fails with the cause, a redrive crawls anew',
  async (name) => {
    const { bench, faults, start, starts, outcome } = await stage();
    faults.inject({ name, target: CRAWLER });
    const failed = await bench.end(await start());
    expect(failed.record).toMatchObject({ status: 'FAILED', error: 'CrawlFailedError' });
    expect(failed.record.cause).toContain(CRAWLER);
    const healed = await bench.redrive(failed.record.arn);
    expect(healed.record.status).toBe('SUCCEEDED');
    expect(starts()).toBe(2);
    expect(await outcome()).toMatchObject({ customers: { columns: ['id', 'city'] } });
  },
);
