import fc from 'fast-check';
import { cellsOf, csvLine, endOfRow, type Row } from '../../../services/athena/results/csv';
import { MAX_PAGE_ROWS, readPage } from '../../../services/athena/results/read-page';
import { resultLines } from '../../../services/athena/results/result-lines';

const row: fc.Arbitrary<Row> = fc.array(fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }), {
  minLength: 1,
  maxLength: 4,
});

const fileOf = (rows: readonly Row[]) => {
  const bytes = Buffer.from(rows.map(csvLine).join(''));
  return { size: bytes.length, read: async (start: number, end: number) => bytes.subarray(start, end) };
};

it('a row is read as it was written', () => {
  fc.assert(
    fc.property(row, row, (first, second) => {
      const bytes = Buffer.from(csvLine(first) + csvLine(second));
      const end = endOfRow(bytes, 0)!;
      expect(cellsOf(bytes.subarray(0, end - 1).toString())).toEqual(first);
      expect(cellsOf(bytes.subarray(end, endOfRow(bytes, end)! - 1).toString())).toEqual(second);
    }),
  );
});

it('pages of any size together are the result', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), fc.integer({ min: 1, max: 5 }), async (rows, size) => {
      const file = fileOf(rows);
      const read: Row[] = [];
      for (let token: string | undefined, more = true; more; ) {
        const page = await readPage(file, file.size, token, size);
        read.push(...page.rows);
        token = page.next;
        more = token !== undefined;
      }
      expect(read).toEqual(rows);
    }),
  );
});

it('a page ends after 8 MiB even when more rows are asked for', async () => {
  const file = fileOf(Array.from({ length: 20 }, () => ['x'.repeat(1024 ** 2)]));
  const { rows, next } = await readPage(file, file.size, undefined, MAX_PAGE_ROWS);
  expect(rows).toHaveLength(8);
  expect((await readPage(file, file.size, next, MAX_PAGE_ROWS)).rows).toHaveLength(8);
});

it('a result beyond its limit fails instead of filling the disk', async () => {
  const endless = (async function* () {
    for (;;) yield [['x'.repeat(100)]];
  })();
  const write = async () => {
    for await (const _ of resultLines(['c'], endless, () => {}, 10_000));
  };
  await expect(write()).rejects.toThrow('The result has more than 10000 bytes');
});
