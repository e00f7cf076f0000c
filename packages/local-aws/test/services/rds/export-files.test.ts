import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadata, parquetSchema } from 'hyparquet';
import type { FrozenColumn } from '../../../databases';
import {
  type Account,
  account,
  availableSnapshot,
  finished,
  type GivenTable,
  keysOf,
  ORDERS,
  request,
  shapes,
} from './rds-account';

/** Exports these tables and answers the account and the ended task. */
async function exported(
  tables: readonly GivenTable[],
  sourceId = 'orders',
  more: object = {},
  fault?: 'table-skipped',
) {
  const given = await account(tables);
  const snapshot = await availableSnapshot(given, sourceId);
  if (fault !== undefined) given.faults.inject({ name: fault, target: sourceId });
  await given.call('StartExportTask', { ...request(snapshot), ...more });
  const task = await finished(given);
  await given.rds.close();
  return { given, task };
}

const long = (rows: number): string => Array.from({ length: rows }, (_, i) => `${i},"x${i}"\n`).join('');
const infoOf = async (given: Account, key: string) =>
  JSON.parse(Buffer.from(await given.objects.get('raw', key)).toString());

describe('layout', () => {
  it('of a table without columns is that of an empty one, and the others are exported', async () => {
    const nothing: GivenTable = { schema: 'public', table: 'nothing', columns: [], csv: '\n' };
    const { given, task } = await exported([nothing, ORDERS]);
    expect(task.Status).toBe('COMPLETE');
    expect(shapes(keysOf(given)).filter((key) => key.includes('nothing'))).toEqual([
      expect.stringMatching(/public\.nothing\/1\/_SUCCESS$/),
    ]);
  });

  it('of a small, an empty, a long keyed and a long keyless table', async () => {
    const { given } = await exported([
      { ...ORDERS, table: 'empty', csv: '' },
      { ...ORDERS, table: 'keyed', csv: long(130_000) },
      { ...ORDERS, schema: 'sales', table: 'keyless', csv: long(25_000), hasIntegerKey: false },
      { ...ORDERS, table: 'Small "one"-2024' },
    ]);
    expect(shapes(keysOf(given))).toEqual([
      'exports/task-1/export_info_task-1.json',
      'exports/task-1/export_tables_info_task-1_from_1_to_4.json',
      'exports/task-1/shop/public.Small__one_-2024/1/_SUCCESS',
      'exports/task-1/shop/public.Small__one_-2024/1/part-00000-UUID-c000.gz.parquet',
      'exports/task-1/shop/public.empty/1/_SUCCESS',
      'exports/task-1/shop/public.keyed/1/_SUCCESS',
      'exports/task-1/shop/public.keyed/1/part-00000-UUID-c000.gz.parquet',
      'exports/task-1/shop/public.keyed/1/part-00001-UUID-c000.gz.parquet',
      'exports/task-1/shop/public.keyed/1/part-00003-UUID-c000.gz.parquet',
      'exports/task-1/shop/public.keyed/1/part-00004-UUID-c000.gz.parquet',
      'exports/task-1/shop/sales.keyless/1/_SUCCESS',
      'exports/task-1/shop/sales.keyless/1/part-00000-UUID-c000.gz.parquet',
      'exports/task-1/shop/sales.keyless/2/_SUCCESS',
      'exports/task-1/shop/sales.keyless/2/part-00000-UUID-c000.gz.parquet',
      'exports/task-1/shop/sales.keyless/3/_SUCCESS',
      'exports/task-1/shop/sales.keyless/3/part-00000-UUID-c000.gz.parquet',
    ]);
    const names = keysOf(given)
      .filter((key) => key.endsWith('.parquet'))
      .map((key) => key.split('/').at(-1));
    expect(new Set(names).size).toBe(names.length);
    const ids = (await rowsOf(given, 'public.keyed')).map((row) => row.id);
    expect(ids).toEqual(Array.from({ length: 130_000 }, (_, i) => i));
  });

  it('of the older convention, without batch folders', async () => {
    const { given } = await exported([ORDERS, { ...ORDERS, table: 'empty', csv: '' }], 'old', { S3Prefix: undefined });
    expect(shapes(keysOf(given))).toEqual([
      'task-1/export_info_task-1.json',
      'task-1/export_tables_info_task-1_from_1_to_2.json',
      'task-1/shop/public.empty/_SUCCESS',
      'task-1/shop/public.orders/_SUCCESS',
      'task-1/shop/public.orders/part-00000-UUID-c000.gz.parquet',
    ]);
  });

  it('of MySQL repeats the database', async () => {
    const { given } = await exported([{ ...ORDERS, schema: 'shop' }], 'legacy');
    expect(shapes(keysOf(given))).toContain('exports/task-1/shop/shop.orders/1/part-00000-UUID-c000.gz.parquet');
  });

  it('is the same, byte for byte, in every run', async () => {
    const [a, b] = [await exported([ORDERS]), await exported([ORDERS])];
    expect(a.given.objects.list('raw', '')).toEqual(b.given.objects.list('raw', ''));
  });

  it.each([
    [['shop.public'], ['public.items', 'public.orders']],
    [
      ['shop.sales.orders', 'shop.public.items'],
      ['public.items', 'sales.orders'],
    ],
    [['shop'], ['public.items', 'public.orders', 'sales.orders']],
  ])('is limited by ExportOnly %j', async (ExportOnly, folders) => {
    const tables = [{ ...ORDERS, table: 'items' }, ORDERS, { ...ORDERS, schema: 'sales' }];
    const { given } = await exported(tables, 'orders', { ExportOnly });
    const data = keysOf(given).filter((key) => key.endsWith('.parquet'));
    expect(data.map((key) => key.split('/')[3])).toEqual(folders);
  });
});

describe('tables left out', () => {
  const column = (name: string): readonly FrozenColumn[] => [{ name, type: 'integer' }];
  it('for their names, their columns, or because they are unlogged; the task completes and says so', async () => {
    const bad = ['a b', 'a,b', 'a;b', 'a{', 'a}', 'a(', 'a)', 'a=b', 'a\tb', 'a\nb'];
    const tables: GivenTable[] = [
      ...bad.map((name, i) => ({ schema: 'public', table: `t${i}`, columns: column(name), csv: '1\n' })),
      { schema: 'public', table: 'a/b', columns: column('a'), csv: '1\n' },
      { schema: 'public', table: 'quick', columns: column('a'), csv: '1\n', persistence: 'unlogged' },
      { schema: 'public', table: 'fine', columns: column('a-b$"C"'), csv: '1\n' },
    ];
    const { given, task } = await exported(tables);
    expect(task.Status).toBe('COMPLETE');
    const { skippedTables, skippedObjectives, general } = JSON.parse(task.WarningMessage);
    expect([skippedObjectives, general]).toEqual([[], []]);
    expect(skippedTables).toHaveLength(12);
    expect(skippedTables).toContainEqual({ target: 'shop.public.quick', reason: 'UNLOGGED_TABLE' });
    const data = keysOf(given).filter((key) => key.includes('/shop/'));
    expect(shapes(data)).toEqual([
      'exports/task-1/shop/public.fine/1/_SUCCESS',
      'exports/task-1/shop/public.fine/1/part-00000-UUID-c000.gz.parquet',
    ]);
  });

  it('by a fault: the first one, for want of permissions', async () => {
    const { given, task } = await exported([ORDERS, { ...ORDERS, table: 'other' }], 'orders', {}, 'table-skipped');
    expect(JSON.parse(task.WarningMessage).skippedTables).toEqual([
      { target: 'shop.public.orders', reason: 'PERMISSIONS_DO_NOT_EXIST' },
    ]);
    expect(keysOf(given).some((key) => key.includes('public.orders/'))).toBe(false);
    const { perTableStatus } = await infoOf(given, 'exports/task-1/export_tables_info_task-1_from_1_to_2.json');
    expect(perTableStatus.map((t: { status: string }) => t.status)).toEqual(['SKIPPED', 'COMPLETE']);
  });
});

it('describes itself in export_info and export_tables_info', async () => {
  const { given, task } = await exported([ORDERS]);
  expect(await infoOf(given, 'exports/task-1/export_info_task-1.json')).toMatchObject({
    exportTaskIdentifier: 'task-1',
    sourceArn: task.SourceArn,
    snapshotTime: '2026-11-20T02:00:00.000Z',
    taskEndTime: task.TaskEndTime.toISOString(),
    s3Bucket: 'raw',
    s3Prefix: 'exports',
    exportedFilesPath: 'exports/task-1',
    status: 'COMPLETE',
    percentProgress: 100,
    totalExportedDataInGB: expect.any(Number),
  });
  expect((await infoOf(given, 'exports/task-1/export_tables_info_task-1_from_1_to_1.json')).perTableStatus).toEqual([
    {
      tableStatistics: { partitioningInfo: { numberOfPartitions: 1, numberOfCompletedPartitions: 1 } },
      schemaMetadata: {
        originalTypeMappings: [
          {
            columnName: 'id',
            originalType: 'integer',
            expectedExportedType: 'int32',
            originalCharMaxLength: 0,
            originalNumPrecision: 32,
            originalDateTimePrecision: 0,
          },
          {
            columnName: 'city',
            originalType: 'text',
            expectedExportedType: 'binary (UTF8)',
            originalCharMaxLength: 0,
            originalNumPrecision: 0,
            originalDateTimePrecision: 0,
          },
        ],
      },
      status: 'COMPLETE',
      sizeGB: expect.any(Number),
      target: 'shop.public.orders',
    },
  ]);
});

/** Rows of a table, read back by DuckDB from all its files. */
async function rowsOf(given: Account, folder: string): Promise<Record<string, unknown>[]> {
  const directory = mkdtempSync(join(tmpdir(), 'read-back-'));
  const duckdb = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await duckdb.connect();
  try {
    const files = keysOf(given).filter((key) => key.includes(`/${folder}/`) && key.endsWith('.parquet'));
    for (const [i, key] of files.entries()) {
      writeFileSync(join(directory, `${String(i).padStart(4, '0')}.parquet`), await given.objects.get('raw', key));
    }
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${directory}/*.parquet')`);
    return reader.getRowObjectsJS() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    duckdb.closeSync();
  }
}

interface MappingCase {
  readonly type: string;
  readonly csv: string;
  readonly physical: string;
  readonly converted?: string;
  readonly value: unknown;
}

const POSTGRES: readonly MappingCase[] = [
  { type: 'bigint', csv: '9007199254740993', physical: 'INT64', converted: 'INT_64', value: 9007199254740993n },
  { type: 'integer', csv: '-2147483648', physical: 'INT32', converted: 'INT_32', value: -2147483648 },
  { type: 'smallint', csv: '7', physical: 'INT32', converted: 'INT_16', value: 7 },
  { type: 'real', csv: '1.5', physical: 'FLOAT', value: 1.5 },
  { type: 'double precision', csv: 'NaN', physical: 'DOUBLE', value: Number.NaN },
  { type: 'boolean', csv: 'f', physical: 'BOOLEAN', value: false },
  {
    type: 'bytea',
    csv: '"\\x00ff10"',
    physical: 'BYTE_ARRAY',
    value: expect.objectContaining({ 0: 0, 1: 255, 2: 16 }),
  },
  ...(
    [
      ['numeric(18,6)', '1.500000'],
      ['money', '$1,000.00'],
      ['date', '2024-02-29'],
      ['timestamp without time zone', '2024-02-29 12:00:00.123456'],
      ['timestamp with time zone', '2024-02-29 12:00:00+00'],
      ['interval', '1 day 02:00:00'],
      ['uuid', '0b1c6f70-0000-4000-8000-0123456789ab'],
      ['jsonb', '{"a": [1, null], "ü": "q\\"q"}'],
      ['text[]', '{plain,"two words",NULL}'],
      ['sales.state', 'paid'],
      ['character(5)', 'ab   '],
      ['text', ''],
      ['text', '\\N'],
      ['text', 'line one\nline "two", three'],
      ['point', '(1.5,2)'],
    ] as const
  ).map(([type, value]) => ({
    type,
    csv: `"${value.replaceAll('"', '""')}"`,
    physical: 'BYTE_ARRAY',
    converted: 'UTF8',
    value,
  })),
];

const MYSQL: readonly MappingCase[] = [
  { type: 'bigint', csv: '1', physical: 'INT64', converted: 'INT_64', value: 1n },
  { type: 'smallint', csv: '1', physical: 'INT32', converted: 'INT_32', value: 1 },
  { type: 'boolean', csv: 't', physical: 'INT32', converted: 'INT_32', value: 1 },
  { type: 'real', csv: '1.5', physical: 'DOUBLE', value: 1.5 },
  { type: 'numeric(9,2)', csv: '1.50', physical: 'INT32', converted: 'DECIMAL', value: 1.5 },
  { type: 'numeric(18,2)', csv: '1.50', physical: 'INT64', converted: 'DECIMAL', value: 1.5 },
  { type: 'numeric(38,2)', csv: '1.50', physical: 'FIXED_LEN_BYTE_ARRAY', converted: 'DECIMAL', value: 1.5 },
  { type: 'character(2)', csv: '"ab"', physical: 'BYTE_ARRAY', value: expect.objectContaining({ 0: 97, 1: 98 }) },
  { type: 'character varying(9)', csv: '"ab"', physical: 'BYTE_ARRAY', converted: 'UTF8', value: 'ab' },
  { type: 'date', csv: '"2024-02-29"', physical: 'BYTE_ARRAY', converted: 'UTF8', value: '2024-02-29' },
  {
    type: 'timestamp(3) without time zone',
    csv: '"2024-02-29 12:00:00.123"',
    physical: 'INT64',
    converted: 'TIMESTAMP_MICROS',
    value: new Date('2024-02-29T12:00:00.123Z'),
  },
  {
    type: 'timestamp with time zone',
    csv: '"2024-02-29 12:00:00+02"',
    physical: 'INT64',
    converted: 'TIMESTAMP_MICROS',
    value: new Date('2024-02-29T10:00:00Z'),
  },
];

describe.each([
  ['PostgreSQL', 'orders', 'public', POSTGRES],
  ['MySQL', 'legacy', 'shop', MYSQL],
])('types of %s', (_name, sourceId, schema, cases) => {
  let given: Account;
  beforeAll(async () => {
    const columns = cases.map(({ type }, i) => ({ name: `Column-${i}`, type }));
    const nulls = cases.map(() => '\\N').join(',');
    const csv = `${cases.map((c) => c.csv).join(',')}\n${nulls}\n`;
    ({ given } = await exported([{ schema, table: 'kinds', columns, csv, rows: 2 }], sourceId));
  });

  it.each(cases.map((c, i) => [c.type, c.csv, i] as const))('%s %s', async (_type, _csv, i) => {
    const expected = cases[i]!;
    const key = keysOf(given).find((k) => k.endsWith('.parquet'))!;
    const bytes = await given.objects.get('raw', key);
    const metadata = parquetMetadata(new Uint8Array(bytes).buffer);
    const { element } = parquetSchema(metadata).children[i]!;
    expect([element.name, element.type, element.converted_type]).toEqual([
      `Column-${i}`,
      expected.physical,
      expected.converted,
    ]);
    expect(metadata.row_groups[0]!.columns[i]!.meta_data!.codec).toBe('GZIP');
    const rows = await rowsOf(given, `${schema}.kinds`);
    expect(rows[0]![`Column-${i}`]).toEqual(expected.value);
    expect(rows[1]![`Column-${i}`]).toBeNull();
  });
});
