import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { disagreementsOf } from '../../bin/demo/disagreements';
import type { DemoTable } from '../../bin/demo/document';
import { differencesOf } from '../../bin/demo/dynamodb/item-differences';
import { type Readers, tableFigures } from '../../bin/demo/lake-figures';
import { maxOverlap } from '../../bin/demo/max-overlap';
import { plainObserver } from '../../bin/demo/observer';
import { promisedColumns, promisedRows } from '../../bin/demo/promise';
import type { RunDetails } from '../../bin/runs/run';
import { formatTable } from '../../bin/table';
import { validateConfig } from '../../core/config/validate';

describe('maxOverlap', () => {
  it.each([
    [[], 0],
    [[[0, 10]], 1],
    [
      [
        [0, 10],
        [10, 20],
      ],
      1,
    ],
    [
      [
        [0, 10],
        [9, 20],
      ],
      2,
    ],
    [
      [
        [0, 10],
        [1, 3],
        [2, 4],
        [3, 5],
      ],
      3,
    ],
  ] as const)('of %j is %i', (intervals, most) => {
    expect(maxOverlap(intervals.map(([from, to]) => ({ from: Number(from), to: Number(to) })))).toBe(most);
  });

  it('is the most that cover any one starting point', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (pairs) => {
        const intervals = pairs.map(([from, length]) => ({ from, to: from + length }));
        const counted = intervals.map(({ from }) => intervals.filter((i) => i.from <= from && from < i.to).length);
        expect(maxOverlap(intervals)).toBe(Math.max(0, ...counted));
      }),
    );
  });
});

describe('what the analytics account is promised', () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'c', engine: 'postgres', databases: ['d'] }],
    accounts: { analytics: '222222222222' },
    governance: {
      databases: {
        c_d: { share: ['whole'], filters: { some: { columns: ['b', 'a'] }, few: { columns: ['a'], rows: 'a > 1' } } },
      },
    },
  });
  it.each([
    ['whole', ['a', 'b', 'date']],
    ['some', ['a', 'b', 'date']],
    ['other', []],
  ])('of table %s', (table, columns) => {
    expect(promisedColumns(settings, 'c_d', table, ['a', 'b', ...(table === 'some' ? ['c'] : []), 'date'])).toEqual(
      columns,
    );
  });
  it.each([
    ['whole', 'all'],
    ['some', 'all'],
    ['few', { where: 'a > 1' }],
    ['other', 'none'],
  ] as const)('rows of table %s: %j', (table, rows) => expect(promisedRows(settings, 'c_d', table)).toEqual(rows));
});

describe('disagreements', () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'c', engine: 'postgres', databases: ['d'] }],
    accounts: { analytics: '222222222222' },
    governance: { databases: { c_d: { filters: { few: { columns: ['a'], rows: 'a > 1' } } } } },
  });
  const right: DemoTable = {
    source: 'c',
    database: 'c_d',
    sourceTable: 'public.few',
    table: 'few',
    partition: 'date=2026-11-21',
    rowsInSnapshot: 3,
    rowsInLake: 3,
    files: 1,
    bytes: 100,
    columns: ['a', 'b', 'date'],
    visibleColumns: ['a', 'date'],
    visibleRows: 2,
    promisedRows: 2,
    rowFilter: 'a > 1',
  };
  it.each<[Partial<DemoTable>, string[]]>([
    [{}, []],
    [{ rowsInLake: 2 }, ['c_d.few: 3 rows in the snapshot, 2 in the lake']],
    [{ partition: 'date=2026-11-21, date=2026-11-20' }, ["c_d.few: partition 'date=2026-11-21, date=2026-11-20'"]],
    [{ visibleColumns: ['a', 'b', 'date'] }, ['c_d.few: promised (a, date), visible (a, b, date)']],
    [{ visibleRows: 3 }, ['c_d.few: 2 rows promised, 3 visible']],
    [{ visibleRows: 1 }, ['c_d.few: 2 rows promised, 1 visible']],
    [{ visibleColumns: [], visibleRows: 0, unreadable: 'It failed.' }, ['c_d.few cannot be read: It failed.']],
  ])('%j: %j', (wrong, found) => expect(disagreementsOf(settings, { ...right, ...wrong })).toEqual(found));
});

describe('a table that cannot be read', () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'c', engine: 'postgres', databases: ['d'] }],
    accounts: { analytics: '222222222222' },
    governance: { databases: { c_d: { filters: { few: { columns: ['a'], rows: 'a > 1' } } } } },
  });
  const config = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'a' } };
  const figures = (failing: string | undefined, count: Readers['countRows']) => {
    const [s3, glue, analyst] = [new S3Client(config), new GlueClient(config), new AthenaClient(config)];
    mockClient(s3)
      .on(ListObjectsV2Command)
      .resolves({ Contents: [{ Key: 'lake/c/d/few/date=2026-11-21/1', Size: 1 }] });
    mockClient(glue).on(GetTableCommand).resolves({});
    const athena = mockClient(analyst);
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
    const Status =
      failing === undefined
        ? { State: 'SUCCEEDED' as const }
        : { State: 'FAILED' as const, StateChangeReason: failing };
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status } });
    athena.on(GetQueryResultsCommand).resolves({ ResultSet: { Rows: [{}, { Data: [{ VarCharValue: '2' }] }] } });
    const readers = { s3, glue, analyst, lakeBucket: 'lake', countRows: count };
    return tableFigures(settings, settings.sources[0]!, { 'd.public.few': 3 }, readers);
  };

  it('is told, and all else that is known of it', async () =>
    expect(await figures('GENERIC_INTERNAL_ERROR: no', async () => 3)).toMatchObject([
      { rowsInLake: 3, visibleRows: 0, unreadable: expect.stringContaining('GENERIC_INTERNAL_ERROR') },
    ]));

  it('is told where its predicate cannot be evaluated', async () => {
    const count: Readers['countRows'] = async (_bucket, _keys, where) => {
      if (where !== undefined) throw new Error('Binder Error');
      return 3;
    };
    expect(await figures(undefined, count)).toMatchObject([
      { rowsInLake: 3, visibleRows: 2, unreadable: expect.stringMatching(/its rows where a > 1 .* Binder Error/) },
    ]);
  });
});

describe('items beside the current state', () => {
  const table = { table: 'orders', keys: ['customer'], decimals: { total: 'decimal(12,2)' } };
  const long = '12345678901234567890123456789012345678';
  const item = {
    customer: { S: 'ada' },
    total: { N: '12.5' },
    payment: { M: { reference: { N: long } } },
    gift: { BOOL: true },
  };
  const columns = ['customer', 'gift', 'payment__reference', 'total', 'ddb_version'];
  const row = ['ada', 'true', long, '12.50', '1764205200000000'];
  const found = (items: readonly (typeof item)[], ...rows: string[][]) =>
    differencesOf(table, items, { columns, rows });

  it('agree to the last of 38 digits', () => expect(found([item], row)).toEqual([]));
  it('are told of each cell that is another', () =>
    expect(found([item], ['ada', 'true', `${long.slice(0, -1)}9`, '12.51', '0'])).toEqual([
      `orders: ada: payment__reference is ${long} in the table and ${long.slice(0, -1)}9 in the current state`,
      'orders: ada: total is 12.50 in the table and 12.51 in the current state',
    ]));
  it('are told that are missing, and that are gone from the table', () =>
    expect(found([{ ...item, customer: { S: 'bob' } }], row)).toEqual([
      'orders: bob is not in the current state',
      'orders: ada is in the current state and not in the table',
    ]));
});

describe('plainObserver', () => {
  const run = (status: string, state: string): RunDetails => ({
    executionArn: 'a',
    name: 'n',
    status,
    redriveCount: 0,
    state,
    input: {},
  });
  it('prints a line for every change and none for none', () => {
    const lines: string[] = [];
    const observer = plainObserver((line) => lines.push(line));
    observer.progress(new Map([['orders', run('RUNNING', 'WaitForSlot')]]));
    observer.progress(new Map([['orders', run('RUNNING', 'WaitForSlot')]]));
    observer.progress(new Map([['orders', run('FAILED', 'PublishExport')]]));
    expect(lines).toEqual(['  orders: waiting for a slot', '  orders: failed']);
  });
});

describe('formatTable', () => {
  it('aligns text left and numbers right', () => {
    expect(
      formatTable(
        ['table', 'rows'],
        [
          ['a', 1],
          ['orders', 12345],
        ],
      ),
    ).toBe(['table     rows', '------  ------', 'a            1', 'orders  12,345'].join('\n'));
  });
});
