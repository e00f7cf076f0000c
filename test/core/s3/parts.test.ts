import fc from 'fast-check';
import { MAX_COPY_OBJECT_BYTES, MAX_PART_BYTES, MAX_PARTS, planParts } from '../../../core/s3';

const FIVE_TB = 5 * 1024 ** 4;

test('any object up to 5 TB fits 10,000 parts, each byte in exactly one', () => {
  fc.assert(
    fc.property(fc.integer({ min: MAX_COPY_OBJECT_BYTES + 1, max: FIVE_TB }), (size) => {
      const parts = planParts(size);
      expect(parts.length).toBeLessThanOrEqual(MAX_PARTS);
      expect(parts[0]!.first).toBe(0);
      expect(parts.at(-1)!.last).toBe(size - 1);
      const isSound = parts.every(
        ({ partNumber, first, last }, i) =>
          partNumber === i + 1 && last - first < MAX_PART_BYTES && (i === 0 || first === parts[i - 1]!.last + 1),
      );
      expect(isSound).toBe(true);
    }),
    { numRuns: 50, examples: [[FIVE_TB], [MAX_COPY_OBJECT_BYTES + 1]] },
  );
});
