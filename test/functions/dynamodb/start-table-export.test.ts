import { createHandler } from '../../../functions/dynamodb/start-table-export/handler';
import { silentLog } from '../../../functions/shared/log';

const NOW = Date.parse('2026-11-27T10:00:00Z');
const STREAM = 'arn:aws:kinesis:eu-west-1:1:stream/shop';
const EXECUTION = { executionArn: 'e', startedAt: '2026-11-27T09:59:00Z', redriveCount: 0 };

interface Account {
  readonly destination?: string;
  /** Minutes before now. */
  readonly latest?: number;
  readonly recovery?: object;
}

/** Answers each command by its name, and keeps what was asked for. */
function accountWith({ destination = 'ACTIVE', latest = 5, recovery }: Account = {}) {
  const exports: Record<string, unknown>[] = [];
  const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000);
  const answers: Readonly<Record<string, (input: Record<string, unknown>) => object>> = {
    DescribeTableCommand: () => ({
      Table: { TableArn: 'arn:table/carts', TableId: 'id', KeySchema: [{ AttributeName: 'customer' }] },
    }),
    DescribeContinuousBackupsCommand: () => ({
      ContinuousBackupsDescription: recovery ?? {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          EarliestRestorableDateTime: at(60 * 24),
          LatestRestorableDateTime: at(latest),
        },
      },
    }),
    DescribeKinesisStreamingDestinationCommand: () => ({
      KinesisDataStreamDestinations: [{ StreamArn: STREAM, DestinationStatus: destination }],
    }),
    ExportTableToPointInTimeCommand: (input) => {
      exports.push(input);
      return { ExportDescription: { ExportArn: 'arn:table/carts/export/01-ab' } };
    },
  };
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
    answers[command.constructor.name]!(command.input as Record<string, unknown>);
  const dynamodb = { send } as never;
  const s3 = { send: () => Promise.reject(new Error('not asked')) } as never;
  const handler = createHandler({
    ...{ dynamodb, s3, exportsBucket: 'exports', entry: 'shop', tables: ['carts'], streamArn: STREAM },
    ...{ machine: 'load-table-shop', now: () => NOW, log: silentLog },
  });
  return { handler, exports };
}
const request = { table: 'carts' };

it('waits for a time five minutes from now, and keeps to it', async () => {
  const first = await accountWith().handler({ request, execution: EXECUTION });
  const chosen = { kind: 'full', exportTime: '2026-11-27T10:05:00.000Z' } as const;
  expect(first).toEqual({ outcome: 'WAIT', waitSeconds: 600, chosen, failures: 0 });
  const { handler, exports } = accountWith({ latest: -6 });
  const started = await handler({ request, execution: EXECUTION, chosen });
  expect(started).toMatchObject({ outcome: 'STARTED', export: { chosen, keys: ['customer'] }, waitSeconds: 300 });
  expect(exports).toEqual([
    expect.objectContaining({ ExportTime: new Date(chosen.exportTime), S3Bucket: 'exports', S3Prefix: 'exports' }),
  ]);
});

it('has one token for one attempt at one export', async () => {
  const tokenOf = async (exportTime: string, failures: number) => {
    const { handler, exports } = accountWith();
    await handler({ request, execution: EXECUTION, chosen: { kind: 'full', exportTime }, failures });
    return exports[0]!.ClientToken;
  };
  const [time, later] = ['2026-11-27T08:00:00.000Z', '2026-11-27T09:00:00.000Z'];
  expect(await tokenOf(time, 0)).toBe(await tokenOf(time, 0));
  expect(new Set([await tokenOf(time, 0), await tokenOf(time, 1), await tokenOf(later, 0)]).size).toBe(3);
});

it.each([
  ['a destination that is being turned on', { destination: 'ENABLING' }],
  ['a new table', { recovery: { ContinuousBackupsStatus: 'DISABLED' } }],
])('waits for %s', async (_what, account) =>
  expect(await accountWith(account).handler({ request, execution: EXECUTION })).toMatchObject({
    outcome: 'WAIT',
    waitSeconds: 60,
  }),
);

it('asks both images of an incremental export', async () => {
  const { handler, exports } = accountWith();
  const window = { from: '2026-11-27T08:00:00Z', to: '2026-11-27T09:00:00Z' };
  await handler({ request: { table: 'carts', ...window }, execution: EXECUTION });
  expect(exports[0]).toMatchObject({
    ExportType: 'INCREMENTAL_EXPORT',
    IncrementalExportSpecification: {
      ExportFromTime: new Date(window.from),
      ExportToTime: new Date(window.to),
      ExportViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
});

it.each([
  [{ destination: 'DISABLED' }, 'TableNotStreamedError'],
  [
    { recovery: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: {} } },
    'PointInTimeRecoveryOffError',
  ],
])('with %j throws %s', async (account, name) =>
  expect(accountWith(account).handler({ request, execution: EXECUTION })).rejects.toMatchObject({ name }),
);

it('gives up after three failed exports, and a redrive grants three more', async () => {
  const failed = { request, failures: 3, failure: 'S3NoSuchBucket: gone', chosen: undefined };
  await expect(accountWith().handler({ ...failed, execution: EXECUTION })).rejects.toThrow('S3NoSuchBucket');
  const redriven = { ...EXECUTION, redriveCount: 1 };
  expect(await accountWith().handler({ ...failed, execution: redriven })).toMatchObject({ outcome: 'WAIT' });
});
