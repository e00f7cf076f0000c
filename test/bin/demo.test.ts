import fc from 'fast-check';
import { disagreementsOf } from '../../bin/demo/disagreements';
import type { DemoTable } from '../../bin/demo/document';
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
  ])('%j: %j', (wrong, found) => expect(disagreementsOf(settings, { ...right, ...wrong })).toEqual(found));
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
