import { MAX_PART_BYTES, MAX_PARTS, type Part } from '../s3';

const MIB = 1024 ** 2;
/** S3's best rate needs ranges of 8 to 16 MiB (S3 User Guide, "Performance design patterns"). */
const USUAL_PART_BYTES = 16 * MIB;

/** S3's largest object: 10,000 parts of 5 GiB, 48.8 TiB. */
export const MAX_OBJECT_BYTES = MAX_PARTS * MAX_PART_BYTES;

/**
 * Bytes of a part that is read from one side and sent to the other: whole MiB, grown so that 10,000 parts suffice. The
 * same size of object always gives the same parts, so that an upload can be taken up again.
 */
export const streamedPartBytes = (size: number): number =>
  Math.max(USUAL_PART_BYTES, Math.ceil(size / MAX_PARTS / MIB) * MIB);

/** The parts of an object. At least one byte. Throws beyond S3's largest object. */
export function planStreamedParts(size: number): Part[] {
  if (size > MAX_OBJECT_BYTES)
    throw new RangeError(`${size} bytes are more than S3's largest object, ${MAX_OBJECT_BYTES}.`);
  const bytes = streamedPartBytes(size);
  return Array.from({ length: Math.ceil(size / bytes) }, (_, i) => ({
    partNumber: i + 1,
    first: i * bytes,
    last: Math.min((i + 1) * bytes, size) - 1,
  }));
}
