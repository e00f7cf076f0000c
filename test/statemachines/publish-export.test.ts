import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutItemCommand, type PutItemInput } from '@aws-sdk/client-dynamodb';
import jsonata from 'jsonata';
import { readFailedDatabases } from '../../core/runs/failed-databases';
import { nestedCause } from '../../core/runs/nested-cause';
import { TaskFailure } from '../../packages/local-aws/engine/errors';
import type { Json, JsonObject } from '../../packages/local-aws/engine/json';
import type { SdkCall } from '../../packages/local-aws/engine/ports';
import { chain, type Harness, harness, output } from '../../packages/local-aws/test/engine/harness';
import { exportRef, LAKE, PUBLISHERS, type Publisher, PublishWorld, WORK } from '../functions/snapshots/publish-world';

const text = readFileSync(join(__dirname, '..', '..', 'statemachines', 'publish-export.asl.json'), 'utf8')
  .replaceAll('$' + '{Partition}', 'aws')
  .replaceAll('$' + '{CatalogTables}', 'arn:aws:states:eu-central-1:111111111111:stateMachine:catalog')
  .replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:eu-central-1:111111111111:function:$1');

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}
const machine = JSON.parse(text) as { readonly States: Readonly<Record<string, State>> };
const states = Object.entries(machine.States).flatMap(([name, state]) => [
  [name, state] as const,
  ...Object.entries(state.ItemProcessor?.States ?? {}),
]);

describe('the file', () => {
  test('every expression parses', () => {
    const expressions = [...text.matchAll(/"\{%(.*?)%\}"/g)].map(([, expression]) => expression!);
    expect(expressions.length).toBeGreaterThan(20);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });

  test('asl-validator accepts it', () => {
    const validate = require('asl-validator') as (definition: object) => { isValid: boolean; errors: unknown[] };
    expect(validate(machine)).toMatchObject({ isValid: true, errors: [] });
  });

  test.each(states)('%s says what a redrive does there, or ends', (_name, { Type, Comment }) => {
    if (Type !== 'Succeed') expect(Comment).toMatch(/[Rr]edrive/);
  });

  test.each(states.filter(([, { Type }]) => Type === 'Task'))('%s has a timeout and precise retries', (_name, task) => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
    const names = (task.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => /States\.(ALL|TaskFailed)|Denied|Refused|CopyFailed|Mismatch/.test(name))).toEqual(
      [],
    );
  });

  test('a batch and a database alone are caught, toward their result; nothing is a Fail, and no Map retries as a whole', () => {
    expect(states.filter(([, { Type }]) => Type === 'Fail')).toEqual([]);
    expect(states.flatMap(([name, { Catch = [] }]) => Catch.map(({ Next }) => [name, Next]))).toEqual([
      ['CopyBatch', 'NotCopied'],
      ['CatalogDatabase', 'RecordDatabase'],
    ]);
    expect(states.filter(([, { Type, Retry }]) => Type === 'Map' && Retry !== undefined)).toEqual([]);
  });
});

const world = new PublishWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

interface Trouble {
  readonly at: Publisher | 'CatalogDatabase' | 'RecordDatabase';
  readonly error: string;
  /** The function did its work before the error. */
  readonly lost?: boolean;
  readonly times?: number;
}

interface Stage {
  readonly bench: Harness;
  readonly calls: string[];
  readonly catalogued: Json[];
  start(): Promise<string>;
}

/** The machine over the real handlers, with one trouble. */
async function stage(trouble?: Trouble, bad: ReadonlySet<string> = new Set()): Promise<Stage> {
  const calls: string[] = [];
  const catalogued: Json[] = [];
  let left = trouble === undefined ? 0 : (trouble.times ?? 1);
  const strike = (name: string): void => {
    if (trouble?.at !== name || left === 0) return;
    left--;
    if (name === 'RecordDatabase') throw new TaskFailure(trouble.error, 'injected');
    throw Object.assign(new Error('injected'), { name: trouble.error });
  };
  const effects = world.handlers();
  const functions = Object.fromEntries(
    PUBLISHERS.map((name) => [
      name,
      async (payload: never): Promise<Json> => {
        calls.push(name);
        if (trouble?.lost !== true) strike(name);
        const result = (await effects[name](payload)) as unknown as Json;
        strike(name);
        return result;
      },
    ]),
  );
  const catalog = (payload: never): Json => {
    strike('CatalogDatabase');
    catalogued.push(payload);
    if (bad.has((payload as { glueDatabase: string }).glueDatabase)) {
      throw Object.assign(new Error('it has a mistake'), { name: 'GovernanceFailedError' });
    }
    return {};
  };
  const sdk = async ({ action, arguments: args }: SdkCall): Promise<Json> => {
    if (action === 'putItem') {
      strike('RecordDatabase');
      await world.dynamodb.send(
        new PutItemCommand({ ...(args as never as PutItemInput), TableName: world.ledgerTable }),
      );
      return {};
    }
    const { Bucket, Key, Body } = args as JsonObject;
    if (action === 'getObject') return { Body: world.s3.text(String(Bucket), String(Key)) };
    world.s3.put(String(Bucket), String(Key), String(Body));
    return {};
  };
  const bench = await harness({ ...functions, catalog }, { sdk });
  const inner = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
  const invoke = { ...inner, Arguments: { FunctionName: 'catalog', Payload: '{% $states.input %}' } };
  await bench.createMachine(chain({ Crawl: invoke }), 'catalog');
  const stateMachineArn = await bench.createMachine(machine, 'publish');
  return {
    bench,
    calls,
    catalogued,
    start: async () => {
      const input = JSON.stringify({ export: exportRef() });
      return (await bench.engine.start({ stateMachineArn, input })).record.arn;
    },
  };
}

async function exportShop(): Promise<void> {
  await world.reset();
  world.source = { ...world.source, databases: ['shop', 'stock'] };
  for (const path of ['shop/public.orders/1', 'shop/public.orders/2', 'stock/public.items']) {
    world.exportFile(`${path}/part-0-aa.gz.parquet`);
  }
  world.s3.put(LAKE, 'data/orders-eu/shop/orders/date=2026-11-20/part-old.parquet');
  world.tablesInfo([{ target: 'shop.public.secret', status: 'SKIPPED', warningMessage: 'PERMISSIONS_DO_NOT_EXIST' }]);
}

const outcome = async () => {
  const { claimedAt: _claimed, committedAt: _committed, ...held } = (await world.partition()) ?? {};
  return { lake: world.s3.keys(LAKE), held };
};

test('publishes: copies, commits, catalogues each database with the moment of the commit', async () => {
  await exportShop();
  const { bench, catalogued, start } = await stage();
  const execution = await bench.end(await start());
  expect(output(execution)).toMatchObject({
    outcome: 'PUBLISHED_INCOMPLETE',
    lacking: { count: 1, names: [expect.stringMatching(/^orders_eu_/)] },
    date: '2026-11-20',
    tables: 2,
    files: 3,
    removed: 1,
    skippedTables: 1,
    databases: ['orders_eu_shop', 'orders_eu_stock'],
    completeness: { bucket: WORK, key: `manifests/${exportRef().exportTaskId}/completeness.json` },
  });
  expect(catalogued).toEqual(
    ['shop', 'stock'].map((db) =>
      expect.objectContaining({
        glueDatabase: `orders_eu_${db}`,
        crawler: `lakeferry_orders_eu_${db}`,
        dataReadyAt: new Date(world.now).toISOString(),
      }),
    ),
  );
  expect((await outcome()).lake).toHaveLength(3);
});

test.each<Trouble>([
  ...PUBLISHERS.flatMap((at) => [
    { at, error: 'AccessDeniedException' },
    // of a copy the commit looks at the files, not at the answer
    ...(at === 'CopyBatch' ? [] : [{ at, error: 'AccessDeniedException', lost: true }]),
    { at, error: 'Lambda.Unknown', times: 100 },
  ]),
  { at: 'CatalogDatabase', error: 'CrawlFailedError' },
])('fails at $at with $error (work done: $lost), and a redrive ends as if nothing had happened', async (trouble) => {
  await exportShop();
  const plain = await stage();
  const undisturbed = output(await plain.bench.end(await plain.start()));
  const expected = await outcome();

  await exportShop();
  // one more than the retries, for each of two batches where it is the batches' function
  const once = { ...trouble, times: trouble.times === undefined ? 1 : trouble.at === 'CopyBatch' ? 14 : 7 };
  const { bench, start } = await stage(once);
  const failed = await bench.end(await start());
  expect(failed.record.status).toBe('FAILED');
  const redriven = await bench.redrive(failed.record.arn);
  expect(redriven.record.status).toBe('SUCCEEDED');
  const lostCount = trouble.at === 'CommitPartitions' && trouble.lost === true ? { removed: 0 } : {};
  expect(output(redriven)).toEqual({ ...(undisturbed as JsonObject), ...lostCount });
  expect(await outcome()).toEqual(expected);
});

test('what passes by itself is retried without failing', async () => {
  await exportShop();
  const { bench, start, calls } = await stage({ at: 'CopyBatch', error: 'CopyUnfinishedError', times: 3 });
  expect((await bench.end(await start())).record.status).toBe('SUCCEEDED');
  expect(calls.filter((name) => name === 'CopyBatch')).toHaveLength(5);
});

test('an export without files is committed and copies nothing', async () => {
  await world.reset();
  world.exportFile('shop/public.orders/1/_SUCCESS', '');
  world.s3.put(LAKE, 'data/orders-eu/shop/orders/date=2026-11-20/part-old.parquet');
  const { bench, start, calls } = await stage();
  expect(output(await bench.end(await start()))).toMatchObject({
    outcome: 'PUBLISHED',
    lacking: { count: 0, names: [] },
    empty: { count: 0, names: [] },
    files: 0,
    removed: 1,
    tables: 0,
  });
  expect(calls).toEqual(['PlanCopy', 'CommitPartitions', 'JudgeDatabases', 'JudgeDatabases']);
  expect((await outcome()).lake).toEqual([]);
});

test('one overtaken by a newer snapshot ends SUPERSEDED', async () => {
  await exportShop();
  await world.claim(exportRef({ exportTaskId: 'later', snapshotTime: '2026-11-20T09:00:00.000Z' }));
  const { bench, start, calls, catalogued } = await stage();
  expect(output(await bench.end(await start()))).toMatchObject({
    outcome: 'SUPERSEDED',
    date: '2026-11-20',
    skippedTables: 0,
  });
  expect(calls).toEqual(['PlanCopy']);
  expect(catalogued).toEqual([]);
});

describe('databases that fail', () => {
  const NAMES = ['ant', 'bee', 'cow', 'dog', 'elk'];
  const exportAll = async (names: readonly string[]): Promise<void> => {
    await world.reset();
    world.source = { ...world.source, databases: [...names] };
    for (const name of names) world.exportFile(`${name}/public.items/1/part-0-aa.gz.parquet`);
  };
  const glue = (...names: string[]): string[] => names.map((name) => `orders_eu_${name}`);
  const tried = (catalogued: readonly Json[], from = 0): string[] =>
    catalogued.slice(from).map((payload) => (payload as { glueDatabase: string }).glueDatabase);

  test('keep no other from being cataloged, fail the run by their names, and are all that a redrive repeats', async () => {
    await exportAll(NAMES);
    const bad = new Set(glue('bee', 'dog'));
    const { bench, catalogued, start } = await stage(undefined, bad);
    const failed = await bench.end(await start());
    expect(tried(catalogued)).toEqual(glue(...NAMES));
    expect(failed.record).toMatchObject({ status: 'FAILED', error: 'DatabasesFailedError' });
    const { message } = nestedCause('', failed.record.cause ?? '');
    expect(message).toMatch(/^2 of 5 databases of orders-eu could not be copied, crawled or governed/);
    expect(readFailedDatabases(message)).toEqual(
      glue('bee', 'dog').map((glueDatabase) => ({
        glueDatabase,
        error: 'GovernanceFailedError',
        message: 'it has a mistake',
        executionArn: expect.stringContaining(':execution:catalog:'),
      })),
    );

    bad.delete('orders_eu_bee');
    const again = await bench.redrive(failed.record.arn);
    expect(tried(catalogued, 5)).toEqual(glue('bee', 'dog'));
    expect(nestedCause('', again.record.cause ?? '').message).toMatch(/^1 of 5 databases of orders-eu could not be/);

    bad.clear();
    expect(output(await bench.redrive(failed.record.arn))).toMatchObject({
      outcome: 'PUBLISHED',
      databases: glue(...NAMES),
    });
    expect(tried(catalogued, 7)).toEqual(glue('dog'));
  });

  test('whose result the ledger refuses are cataloged again by one redrive', async () => {
    await exportAll(['cow']);
    const bad = new Set(glue('cow'));
    const refused = { at: 'RecordDatabase', error: 'DynamoDb.ResourceNotFoundException' } as const;
    const { bench, catalogued, start } = await stage(refused, bad);
    const failed = await bench.end(await start());
    expect(failed.record).toMatchObject({ status: 'FAILED', error: 'DynamoDb.ResourceNotFoundException' });
    bad.clear();
    expect((await bench.redrive(failed.record.arn)).record.status).toBe('SUCCEEDED');
    expect(tried(catalogued)).toEqual(glue('cow', 'cow'));
  });

  test('whose files S3 refuses keep no other from being committed and cataloged, and are all that a redrive copies', async () => {
    await exportAll(NAMES);
    const plain = await stage();
    await plain.bench.end(await plain.start());
    const expected = await outcome();

    await exportAll(NAMES);
    const bad = new Set(['bee', 'dog']);
    world.s3.interceptions = [
      ({ headers }) => {
        const source = String(headers['x-amz-copy-source'] ?? '');
        const isRefused = [...bad].some((name) => source.includes(`/${name}/`));
        return isRefused
          ? { status: 403, body: '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>' }
          : undefined;
      },
    ];
    const { bench, catalogued, start } = await stage();
    const failed = await bench.end(await start());
    expect(failed.record).toMatchObject({ status: 'FAILED', error: 'DatabasesFailedError' });
    expect(tried(catalogued)).toEqual(glue('ant', 'cow', 'elk'));
    const { message } = nestedCause('', failed.record.cause ?? '');
    expect(readFailedDatabases(message)).toEqual(
      glue('bee', 'dog').map((glueDatabase) => ({
        glueDatabase,
        error: 'CopyFailedError',
        message: expect.stringMatching(/AccessDenied/),
      })),
    );

    world.now += 3_600_000;
    world.s3.now += 3_600_000;
    bad.delete('bee');
    const again = await bench.redrive(failed.record.arn);
    expect(nestedCause('', again.record.cause ?? '').message).toMatch(/^1 of 5 databases/);
    expect(tried(catalogued, 3)).toEqual(glue('bee'));

    bad.clear();
    expect(output(await bench.redrive(failed.record.arn))).toMatchObject({ outcome: 'PUBLISHED', files: 5 });
    expect(tried(catalogued, 4)).toEqual(glue('dog'));
    expect((await outcome()).lake).toEqual(expected.lake);
  });

  test('are all that a new execution repeats, as the redrive of export-snapshot starts one', async () => {
    await exportAll(NAMES);
    const bad = new Set(glue('cow'));
    const { bench, catalogued, start } = await stage(undefined, bad);
    await bench.end(await start());
    bad.clear();
    expect((await bench.end(await start())).record.status).toBe('SUCCEEDED');
    expect(tried(catalogued, NAMES.length)).toEqual(glue('cow'));
  });

  test('a hundred, all of which fail, are named; events and payloads stay far below the limits', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `db${100 + i}${'x'.repeat(58)}`);
    await exportAll(names);
    const bad = new Set(glue(...names));
    const { bench, start } = await stage(undefined, bad);
    const failed = await bench.end(await start());
    const { message } = nestedCause('', failed.record.cause ?? '');
    expect(readFailedDatabases(message).map(({ glueDatabase }) => glueDatabase)).toEqual(glue(...names));
    // Lambda adds a stack trace, which begins with the message again
    expect(message.length).toBeLessThan(32_768 / 2);
    const events = await bench.events(failed.record.arn);
    expect(events.length).toBeLessThan(25_000 / 10);
    expect(Math.max(...events.map((event) => JSON.stringify(event).length))).toBeLessThan((256 * 1024) / 4);
    bad.clear();
    expect((await bench.redrive(failed.record.arn)).record.status).toBe('SUCCEEDED');
  });
});
