import { createHandler } from '../../../../functions/catalog/crawl-tables/handler';
import type { CrawlTablesResult } from '../../../../functions/catalog/payloads';
import { silentLog } from '../../../../functions/shared/log';
import { createGlue } from '../../../../packages/local-aws/services/glue';
import { MemoryObjects } from '../../../../packages/local-aws/test/services/memory-objects';
import { caller, callerOf, elapse, STARTS_AT, testRuntime } from '../../../../packages/local-aws/test/services/runtime';
import { type Intercept, inProcess } from '../../in-process';
import { settingsOf } from '../apply-governance/world';

const CRAWLER = 'lakeferry-shop';
const iso = (time: number): string => new Date(time).toISOString();

/** A crawler over an empty folder, and as much time as a test wants. */
async function crawling() {
  const runtime = testRuntime();
  const { clock, faults } = runtime;
  const glue = await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} });
  const api = caller(glue.service);
  await api('CreateDatabase', { DatabaseInput: { Name: 'shop' } });
  await api('CreateCrawler', {
    Name: CRAWLER,
    Role: 'crawler',
    DatabaseName: 'shop',
    Targets: { S3Targets: [{ Path: 's3://lake/shop/' }] },
  });
  const intercepts: Intercept[] = [];
  const { client, sent } = inProcess(glue.service, callerOf(), intercepts);
  const handler = createHandler({
    glue: client,
    now: () => clock.now(),
    log: silentLog,
    metric: () => {},
    settings: settingsOf({}),
  });
  const look = (dataReadyAt: number, since = dataReadyAt, redrivenAt?: number): Promise<CrawlTablesResult> =>
    handler({
      crawler: CRAWLER,
      dataReadyAt: iso(dataReadyAt),
      execution: {
        executionArn: 'arn',
        startedAt: iso(since),
        redriveCount: redrivenAt === undefined ? 0 : 1,
        ...(redrivenAt === undefined ? {} : { redrivenAt: iso(redrivenAt) }),
      },
    });
  return {
    clock,
    faults,
    api,
    intercepts,
    look,
    starts: () => sent.filter(({ operation }) => operation === 'StartCrawler').length,
    /** As the machine does: looks until it is crawled. Answers how often it looked. */
    async crawl(dataReadyAt: number, since = dataReadyAt, redrivenAt?: number): Promise<number> {
      for (let looks = 1; ; looks++) {
        const result = await look(dataReadyAt, since, redrivenAt);
        if (result.outcome === 'CRAWLED') return looks;
        await elapse(clock, result.waitSeconds * 1000);
      }
    },
  };
}

test('starts one crawl, waits for it, and does not repeat it', async () => {
  const { crawl, starts } = await crawling();
  expect(await crawl(STARTS_AT)).toBeLessThanOrEqual(5);
  expect(await crawl(STARTS_AT)).toBe(1);
  expect(starts()).toBe(1);
});

test('the first look waits until a start can be told from one that was too early', async () => {
  const { look, starts } = await crawling();
  expect(await look(STARTS_AT)).toEqual({ outcome: 'BUSY', waitSeconds: 1 });
  expect(starts()).toBe(0);
});

test('a crawl of somebody else that may have listed too early is waited for and followed by ours', async () => {
  const { api, clock, look, crawl, starts } = await crawling();
  await api('StartCrawler', { Name: CRAWLER });
  await elapse(clock, 10_000);
  const ready = clock.now();
  expect((await look(ready)).outcome).toBe('BUSY');
  await crawl(ready);
  expect(starts()).toBe(1);
});

test('a crawl of somebody else that began after the data is as good as ours', async () => {
  const { api, clock, look, crawl, starts } = await crawling();
  const ready = clock.now();
  await elapse(clock, 5000);
  await api('StartCrawler', { Name: CRAWLER });
  await elapse(clock, 5000);
  expect((await look(ready)).outcome).toBe('CRAWLING');
  await crawl(ready);
  expect(starts()).toBe(0);
});

test('a failed crawl is thrown with its message; a redrive and a new execution start another', async () => {
  const { clock, faults, crawl, starts } = await crawling();
  faults.inject({ name: 'crawl-failed', target: CRAWLER });
  await expect(crawl(STARTS_AT)).rejects.toMatchObject({
    name: 'CrawlFailedError',
    message: expect.stringMatching(/lakeferry-shop .* failed: Internal Service Exception.* https:\/\/eu-west-1\./),
  });
  await expect(crawl(STARTS_AT)).rejects.toMatchObject({ name: 'CrawlFailedError' });
  faults.inject({ name: 'crawl-cancelled', target: CRAWLER });
  await expect(crawl(STARTS_AT, STARTS_AT, clock.now())).rejects.toThrow(/was stopped/);
  await crawl(STARTS_AT, clock.now());
  expect(starts()).toBe(3);
});

test('StartCrawler: a lost answer and a race with somebody else are harmless', async () => {
  const { clock, intercepts, crawl, look, starts } = await crawling();
  await elapse(clock, 5000);
  intercepts.push(async ({ operation }, proceed) => {
    if (operation !== 'StartCrawler') return undefined;
    intercepts.pop();
    await proceed();
    return proceed();
  });
  expect((await look(STARTS_AT)).outcome).toBe('BUSY');
  await crawl(STARTS_AT);
  expect(starts()).toBe(1);
});

test('a crawler that is not there is named', async () => {
  const { api, look } = await crawling();
  await api('DeleteCrawler', { Name: CRAWLER });
  await expect(look(STARTS_AT)).rejects.toMatchObject({ name: 'CrawlerNotFoundError' });
});
