import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertParquet } from '../../../../functions/replication/convert/parquet/convert';
import { inspectParquet } from '../../../../functions/replication/convert/parquet/inspect';
import { parquetOf } from './parquet-file';

const ROWS = 10_000;

/** The slices of a file of small row groups. */
async function slicesOf(query: string, sliceBytes: number) {
  const body = await parquetOf(query, ', ROW_GROUP_SIZE 2048');
  const inspected = await inspectParquet(async ({ first, last }) => body.subarray(first, last + 1), body.length);
  const folder = mkdtempSync(join(tmpdir(), 'slices-'));
  const input = join(folder, "it's.parquet");
  writeFileSync(input, body);
  const texts: string[] = [];
  for await (const { path, bytes } of convertParquet({ input, folder, inspected, lineEnds: 'lf', sliceBytes })) {
    texts.push(readFileSync(path, 'utf8'));
    expect(Buffer.byteLength(texts.at(-1)!)).toBe(bytes);
  }
  return { inspected, texts };
}

const expected = `n\n${Array.from({ length: ROWS }, (_, i) => `${i}\n`).join('')}`;

it.each([
  ['of several row groups', 25_000, 3],
  ['within a row group', 5_000, 10],
  ['of all', 1_000_000, 1],
])('slices %s are the whole, one after the other', async (_, sliceBytes, count) => {
  const { texts } = await slicesOf(`SELECT i AS n FROM range(${ROWS}) t(i)`, sliceBytes);
  expect(texts).toHaveLength(count);
  expect(texts.join('')).toBe(expected);
});

it("takes a column of DuckDB's own name for what it is", async () => {
  const { texts } = await slicesOf(`SELECT 7 AS file_row_number FROM range(${ROWS})`, 5_000);
  expect(texts.join('')).toBe(`file_row_number\n${'7\n'.repeat(ROWS)}`);
});

it('counts rows and columns, those within nested ones each', async () => {
  const { inspected } = await slicesOf("SELECT 1 AS a, {'b': 2, 'c': [3]} AS s FROM range(3000)", 1_000_000);
  expect(inspected).toEqual({ counts: { groups: [2048, 952], columns: 3 }, columns: ['a', 's'] });
});
