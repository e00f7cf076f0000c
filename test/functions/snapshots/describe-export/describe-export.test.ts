import type { ExportTask, RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import { waitForExport } from '../../../../core/snapshots/slots';
import { silentLog } from '../../../../functions/shared/log';
import { createHandler } from '../../../../functions/snapshots/describe-export/handler';
import type { ExportRef } from '../../../../functions/snapshots/payloads';

const T0 = Date.parse('2026-11-20T02:00:00Z');
const REF = { exportTaskId: 'orders-1', sourceId: 'orders' } as ExportRef;

async function look(answer: ExportTask[] | Error, elapsedSeconds = 600) {
  const written: { Key?: string; Body?: unknown }[] = [];
  const rds = {
    send: async () => {
      if (answer instanceof Error) throw answer;
      return { ExportTasks: answer };
    },
  } as unknown as RDSClient;
  const s3 = { send: async ({ input }: { input: object }) => void written.push(input) } as unknown as S3Client;
  const handler = createHandler({ rds, s3, now: () => T0 + elapsedSeconds * 1000, log: silentLog, workBucket: 'work' });
  const input = { export: REF, startedAt: new Date(T0).toISOString(), expectedSeconds: 2100 };
  return { result: await handler(input), written };
}
const task = (more: Partial<ExportTask>): ExportTask => ({ ExportTaskIdentifier: 'orders-1', ...more });
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

it('says how the task stands and when to look again', async () => {
  const { result, written } = await look([task({ Status: 'in_progress', PercentProgress: 40 })]);
  expect(result).toEqual({
    status: 'IN_PROGRESS',
    endedAt: '2026-11-20T02:10:00.000Z',
    sizeGb: 0,
    warning: '',
    waitSeconds: waitForExport({ elapsedSeconds: 600, expectedSeconds: 2100, percentProgress: 40 }),
  });
  expect(written).toEqual([]);
});

it('does without PercentProgress', async () => {
  const waitSeconds = waitForExport({ elapsedSeconds: 600, expectedSeconds: 2100, percentProgress: 0 });
  expect((await look([task({ Status: 'STARTING' })])).result).toMatchObject({ waitSeconds });
});

it('hands on what RDS says of skipped tables', async () => {
  const WarningMessage = '{"skippedTables":["t"]}';
  const ended = { Status: 'complete', TaskEndTime: new Date(T0), TotalExtractedDataInGB: 7, WarningMessage };
  const { result, written } = await look([task(ended)]);
  expect(result).toMatchObject({ status: 'COMPLETE', endedAt: '2026-11-20T02:00:00.000Z', sizeGb: 7 });
  expect(result.warning).toBe(WarningMessage);
  expect(written).toEqual([]);
});

it('cuts what would not fit into a state, and keeps the whole beside the manifest', async () => {
  const skippedTables = Array.from({ length: 5000 }, (_, i) => ({ target: `shop.public.table_${i}`, reason: 'NO_PK' }));
  const WarningMessage = JSON.stringify({ skippedTables });
  expect(WarningMessage.length).toBeGreaterThan(256 * 1024);
  const { result, written } = await look([task({ Status: 'COMPLETE', WarningMessage })]);
  expect(JSON.stringify(result).length).toBeLessThan(16_000);
  expect(written).toEqual([
    expect.objectContaining({ Bucket: 'work', Key: 'manifests/orders-1/warning.json', Body: WarningMessage }),
  ]);
});

it.each([[[]], [[task({ ExportTaskIdentifier: 'another' })]], [named('ExportTaskNotFoundFault')]])(
  'is MISSING where RDS does not know the task: %#',
  async (answer) => expect((await look(answer)).result).toMatchObject({ status: 'MISSING', warning: '' }),
);

it.each([
  [named('Throttling'), 'ServiceThrottledError'],
  [named('RDSServiceException', 'Rate exceeded'), 'ServiceThrottledError'],
  [named('AccessDenied', 'not you'), 'AccessDeniedError'],
])('throws %s as %s', async (error, name) => {
  await expect(look(error)).rejects.toMatchObject({ name });
});
