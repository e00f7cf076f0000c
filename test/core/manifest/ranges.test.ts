import fc from 'fast-check';
import { BatchCutter, type ManifestRange } from '../../../core/s3';

const line = fc.record({ lineBytes: fc.integer({ min: 1, max: 500 }), fileBytes: fc.integer({ min: 0, max: 1000 }) });

test('a batch that is closed early is followed by another one', () => {
  const cutter = new BatchCutter();
  expect(cutter.close()).toBeUndefined();
  cutter.add(10, 1);
  expect(cutter.close()).toEqual({ start: 0, end: 10, files: 1, bytes: 1 });
  cutter.add(5, 2);
  expect([cutter.close(), cutter.close()]).toEqual([{ start: 10, end: 15, files: 1, bytes: 2 }, undefined]);
});

test('batches cover the manifest without gap or overlap, within both limits', () => {
  fc.assert(
    fc.property(
      fc.array(line),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 3000 }),
      (lines, files, bytes) => {
        const cutter = new BatchCutter({ files, bytes });
        const closed = lines.map(({ lineBytes, fileBytes }) => cutter.add(lineBytes, fileBytes));
        const batches = [...closed, cutter.close()].filter((batch): batch is ManifestRange => batch !== undefined);
        const ends = batches.map((b) => b.end);
        expect(batches.map((b) => b.start)).toEqual([0, ...ends.slice(0, -1)].slice(0, batches.length));
        expect(ends.at(-1) ?? 0).toBe(lines.reduce((sum, l) => sum + l.lineBytes, 0));
        expect(batches.reduce((sum, b) => sum + b.files, 0)).toBe(lines.length);
        for (const batch of batches) {
          expect(batch.files).toBeLessThanOrEqual(files);
          if (batch.files > 1) expect(batch.bytes).toBeLessThanOrEqual(bytes);
        }
      },
    ),
  );
});
