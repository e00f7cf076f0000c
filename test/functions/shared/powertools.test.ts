import type { Context } from 'aws-lambda';
import { createLog, createMetrics, lambdaEntry, traced } from '../../../functions/shared/powertools';

const context = {
  functionName: 'f',
  awsRequestId: 'request-1',
  memoryLimitInMB: '128',
  invokedFunctionArn: 'arn',
} as unknown as Context;
let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  const keep = (...[text]: unknown[]): void => {
    lines.push(JSON.parse(String(text)) as Record<string, unknown>);
  };
  // through the global console, which can be watched; that switches metrics off unless told otherwise
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  for (const level of ['log', 'info', 'warn', 'error'] as const) jest.spyOn(console, level).mockImplementation(keep);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.POWERTOOLS_DEV;
  delete process.env.POWERTOOLS_METRICS_DISABLED;
});

it('publishes metrics after the invocation, in the namespace, by service', async () => {
  const metrics = createMetrics('copy-batch');
  const entry = lambdaEntry(metrics, async (files: number) => {
    metrics.record('FilesCopied', 'Count', files);
    expect(lines).toEqual([]);
    return files * 2;
  });
  await expect(entry(3, context)).resolves.toBe(6);
  expect(lines).toEqual([expect.objectContaining({ FilesCopied: 3, service: 'copy-batch' })]);
  expect(JSON.stringify(lines[0]?._aws)).toContain('"Namespace":"Lakeferry"');
});

it('publishes metrics when the handler throws, and throws on', async () => {
  const metrics = createMetrics('copy-batch');
  const entry = lambdaEntry(metrics, async () => {
    metrics.record('FilesCopied', 'Count', 1);
    throw new Error('no bucket');
  });
  await expect(entry(undefined, context)).rejects.toThrow('no bucket');
  expect(lines).toEqual([expect.objectContaining({ FilesCopied: 1 })]);
});

it('publishes nothing when nothing was recorded, and nothing twice', async () => {
  const metrics = createMetrics('copy-batch');
  const entry = lambdaEntry(metrics, async (count: number) => {
    if (count > 0) metrics.record('FilesCopied', 'Count', count);
  });
  await entry(0, context);
  expect(lines).toEqual([]);
  await entry(2, context);
  await entry(0, context);
  expect(lines).toHaveLength(1);
});

it('keeps dimensions to their own data point', async () => {
  const metrics = createMetrics('plan-copy');
  const entry = lambdaEntry(metrics, async () => {
    metrics.record('TablesSkipped', 'Count', 1, { source: 'orders' });
    metrics.record('FilesPlanned', 'Count', 5);
  });
  await entry(undefined, context);
  expect(lines).toEqual([
    expect.objectContaining({ TablesSkipped: 1, source: 'orders' }),
    expect.not.objectContaining({ source: 'orders' }),
  ]);
});

it('logs lines of JSON with service, fields and request id', async () => {
  const log = createLog('crawl-tables');
  const entry = lambdaEntry(createMetrics('crawl-tables'), async () => log.warn('crawler busy', { crawler: 'c' }));
  await entry(undefined, context);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'WARN',
      message: 'crawler busy',
      service: 'crawl-tables',
      crawler: 'c',
      function_request_id: 'request-1',
    }),
  ]);
});

it('leaves clients as they are outside Lambda', () => {
  const client = { send: async () => ({}) };
  expect(traced(client)).toBe(client);
});
