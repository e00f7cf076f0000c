import { type HistoryEvent, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import type { Completeness } from '../../core/publishing/completeness';
import { manifestKey } from '../../core/publishing/manifests';
import type { FrozenTable, SourceDatabases } from '../../packages/local-aws/databases';
import { type Account, openAccount } from './account';
import { frozenDatabases } from './world/frozen-databases';

const SKIPPED = 5000;
/** Of what Step Functions takes from state to state. */
const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Their names make a WarningMessage that no state could carry. RDS leaves them out and reads no file. */
const UNLOGGED = Array.from(
  { length: SKIPPED },
  (_, i): FrozenTable => ({
    schema: 'public',
    table: `unlogged_table_with_a_name_of_usual_length_${i}`,
    columns: [{ name: 'id', type: 'integer' }],
    rows: 1,
    bytes: 2,
    file: 'none.csv',
    persistence: 'unlogged',
    hasIntegerKey: true,
  }),
);

function databases(): SourceDatabases {
  const tiny = frozenDatabases(['foo']);
  return {
    ...tiny,
    freeze: async (id, folder) =>
      (await tiny.freeze(id, folder)).map((each) => ({ ...each, tables: [...each.tables, ...UNLOGGED] })),
  };
}

async function largestEvent({ sfn }: Account, executionArns: readonly string[]): Promise<number> {
  let largest = 0;
  for (const executionArn of executionArns) {
    for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
      largest = Math.max(largest, ...events.map((event: HistoryEvent) => Buffer.byteLength(JSON.stringify(event))));
  }
  return largest;
}

describe(`a WarningMessage of ${SKIPPED} tables`, () => {
  let account: Account;
  beforeAll(async () => {
    account = await openAccount(
      {
        environment: { region: 'eu-west-1' },
        lake: { prefix: 'lake' },
        accounts: { analytics: '222222222222' },
        sources: [{ kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] }],
        notifications: { mail: ['team@example.org'] },
      },
      databases(),
    );
  });
  afterAll(() => account.close());

  it('fails no run: the report names each table, and no state carries more than Step Functions takes', async () => {
    const arn = await account.runtime.takeSnapshot('foo');
    const [run] = await account.ended((r) => r.snapshotArn === arn);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'PUBLISHED_INCOMPLETE', lacking: { count: SKIPPED } },
    });

    const [{ ExportTaskIdentifier = '', WarningMessage = '' } = {}] = await account.tasks();
    expect(Buffer.byteLength(WarningMessage)).toBeGreaterThan(MAX_PAYLOAD_BYTES);
    const bucket = account.runtime.resources.workBucket;
    const inWorkBucket = (name: string) => account.readJson({ bucket, key: manifestKey(ExportTaskIdentifier, name) });
    expect(JSON.stringify(await inWorkBucket('warning.json'))).toBe(WarningMessage);
    const { tables } = (await inWorkBucket('completeness.json')) as Completeness;
    const skipped = tables.filter(({ status }) => status === 'SKIPPED');
    expect(new Set(skipped.map(({ table }) => table))).toEqual(new Set(UNLOGGED.map(({ table }) => table)));
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['UNLOGGED_TABLE']));
    expect(await account.lakeFiles('foo', '2026-01-15')).toHaveLength(3);

    const executions = (await account.allRuns()).map(({ executionArn }) => executionArn);
    expect(await largestEvent(account, executions)).toBeLessThan(MAX_PAYLOAD_BYTES);
  });
});
