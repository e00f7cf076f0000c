/** zlib's crc32_combine: the CRC32 of joined bytes follows from those of the pieces and the length of the second. */

/** A matrix over GF(2) of 32 columns, each a 32-bit number. */
type Matrix = readonly number[];

const POLYNOMIAL = 0xedb88320;
const BITS = 32;

const times = (matrix: Matrix, vector: number): number => {
  let sum = 0;
  for (let i = 0, rest = vector; rest !== 0; i++, rest >>>= 1) if (rest & 1) sum ^= matrix[i]!;
  return sum >>> 0;
};

const squared = (matrix: Matrix): Matrix => matrix.map((column) => times(matrix, column));

/** What one more zero bit does to a CRC. */
const ZERO_BIT: Matrix = Array.from({ length: BITS }, (_, i) => (i === 0 ? POLYNOMIAL : 1 << (i - 1)) >>> 0);

/** `POWERS[i]`: what 2^i zero bytes do to a CRC. 2^43 bytes are more than S3's largest part. */
const POWERS: readonly Matrix[] = powersOf(squared(squared(squared(ZERO_BIT))), 43);

function powersOf(first: Matrix, count: number): Matrix[] {
  const powers = [first];
  while (powers.length < count) powers.push(squared(powers.at(-1)!));
  return powers;
}

/** CRC32 of two pieces joined; `secondBytes` is the length of the second. */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  let crc = first;
  // bitwise operators end at 32 bits, lengths do not
  for (let i = 0, rest = secondBytes; rest > 0; i++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) crc = times(POWERS[i]!, crc);
  }
  return (crc ^ second) >>> 0;
}

/** CRC32 of all pieces joined, in order. */
export const combineCrc32s = (pieces: readonly { readonly crc32: number; readonly bytes: number }[]): number =>
  pieces.reduce((sum, { crc32, bytes }) => combineCrc32(sum, crc32, bytes), 0);

/** As S3 writes a CRC32: four bytes, the highest first, in base64. */
export function crc32ToBase64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes.toString('base64');
}

export const crc32FromBase64 = (text: string): number => Buffer.from(text, 'base64').readUInt32BE();
