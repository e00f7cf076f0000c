/** CopyObject's limit; larger objects are copied in parts. */
export const MAX_COPY_OBJECT_BYTES = 5 * 1024 ** 3;
/** S3's limits of a multipart upload. */
export const MAX_PARTS = 10_000;
export const MAX_PART_BYTES = 5 * 1024 ** 3;

const MIB = 1024 ** 2;
/** Half a GiB copies in seconds: small enough for many at once, large enough for few requests. */
const USUAL_PART_BYTES = 512 * MIB;

/** First and last byte, both inclusive, as `x-amz-copy-source-range` wants them. */
export interface Part {
  readonly partNumber: number;
  readonly first: number;
  readonly last: number;
}

/** Bytes of a part, whole MiB, grown so that 10,000 parts suffice. */
export const partBytes = (size: number): number => Math.max(USUAL_PART_BYTES, Math.ceil(size / MAX_PARTS / MIB) * MIB);

/** Cuts an object into parts. */
export function planParts(size: number): Part[] {
  const bytes = partBytes(size);
  return Array.from({ length: Math.ceil(size / bytes) }, (_, i) => ({
    partNumber: i + 1,
    first: i * bytes,
    last: Math.min((i + 1) * bytes, size) - 1,
  }));
}
