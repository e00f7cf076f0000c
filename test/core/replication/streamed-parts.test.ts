import { MAX_OBJECT_BYTES, planStreamedParts, streamedPartBytes } from '../../../core/replication/streamed-parts';
import { MAX_PART_BYTES, MAX_PARTS } from '../../../core/s3';

const MIB = 1024 ** 2;

describe('the parts of an object', () => {
  it.each([1, 16 * MIB, 16 * MIB + 1, 160_000 * MIB, 160_000 * MIB + 1, 5 * 1024 ** 4])(
    'of %i bytes cover it',
    (size) => {
      const parts = planStreamedParts(size);
      expect(parts.length).toBeLessThanOrEqual(MAX_PARTS);
      expect(parts[0]!.first).toBe(0);
      expect(parts.at(-1)!.last).toBe(size - 1);
      expect(parts.every(({ first }, i) => i === 0 || first === parts[i - 1]!.last + 1)).toBe(true);
    },
  );

  it("grow to S3's largest part, and end at its largest object", () => {
    expect(streamedPartBytes(16 * MIB)).toBe(16 * MIB);
    expect(streamedPartBytes(MAX_OBJECT_BYTES)).toBe(MAX_PART_BYTES);
    expect(planStreamedParts(MAX_OBJECT_BYTES)).toHaveLength(MAX_PARTS);
    expect(() => planStreamedParts(MAX_OBJECT_BYTES + 1)).toThrow(/S3's largest object/);
  });
});
