import { type DatabaseResult, databaseResultKey } from '../../../../core/ledger/publications';
import { putItem } from '../../../../functions/shared/ledger/put';
import { exportRef, PublishWorld } from '../publish-world';

const world = new PublishWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(() => world.reset());

const READY = '2026-11-20T03:00:00.000Z';
const execution = { executionArn: 'arn:publish', startedAt: READY, redriveCount: 0 };
const refs = ['shop', 'stock'].map((database) => ({
  database,
  glueDatabase: `orders_eu_${database}`,
  crawler: `lakeferry_orders_eu_${database}`,
  dataReadyAt: READY,
}));
const judge = (redriveCount = 0): Promise<object> =>
  world.handlers().JudgeDatabases({
    export: exportRef(),
    databases: refs,
    execution: { ...execution, redriveCount },
  } as never);
const record = (glueDatabase: string, more: Partial<DatabaseResult> = {}): Promise<boolean> =>
  putItem(world.ledger, databaseResultKey(exportRef().exportTaskId, glueDatabase), {
    ...{ glueDatabase, status: 'CATALOGED', error: '', cause: '', dataReadyAt: READY },
    ...{ executionArn: execution.executionArn, redriveCount: 0, expiresAt: 0 },
    ...more,
  });

it('sends every database that has no result, with its crawler', async () => {
  expect(await judge()).toEqual({ outcome: 'TO_CATALOG', databases: refs });
  await record('orders_eu_shop');
  expect(await judge()).toEqual({ outcome: 'TO_CATALOG', databases: refs.slice(1) });
  await record('orders_eu_stock');
  expect(await judge()).toEqual({ outcome: 'CATALOGED' });
});

it('throws the failed one by its name and cause, and sends it back after a redrive', async () => {
  await record('orders_eu_shop');
  await record('orders_eu_stock', { status: 'FAILED', error: 'CrawlFailedError', cause: '{"errorMessage":"No."}' });
  await expect(judge()).rejects.toMatchObject({
    name: 'DatabasesFailedError',
    message: expect.stringMatching(
      /^1 of 2 databases of orders-eu could not be.*\n- orders_eu_stock: CrawlFailedError: No\.$/,
    ),
  });
  expect(await judge(1)).toEqual({ outcome: 'TO_CATALOG', databases: refs.slice(1) });
});
