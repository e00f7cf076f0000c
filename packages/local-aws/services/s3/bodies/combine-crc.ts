import type { ChecksumAlgorithm } from './checksums';

interface Crc {
  readonly bits: number;
  /** Reflected. */
  readonly polynomial: bigint;
}

const CRCS: Readonly<Partial<Record<ChecksumAlgorithm, Crc>>> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

/** A matrix over GF(2), a column a number. */
type Matrix = readonly bigint[];

const times = (matrix: Matrix, vector: bigint): bigint => {
  let sum = 0n;
  for (let i = 0, rest = vector; rest !== 0n; i++, rest >>= 1n) if (rest & 1n) sum ^= matrix[i]!;
  return sum;
};

const squared = (matrix: Matrix): Matrix => matrix.map((column) => times(matrix, column));

/** What one more zero bit does to a CRC. */
const zeroBit = ({ bits, polynomial }: Crc): Matrix =>
  Array.from({ length: bits }, (_, i) => (i === 0 ? polynomial : 1n << BigInt(i - 1)));

/** True for checksums of which the whole's follows from the parts'. */
export const isCombinable = (algorithm: ChecksumAlgorithm): boolean => CRCS[algorithm] !== undefined;

/**
 * CRC of the joined bytes, from the CRCs (base64) of the pieces and their sizes: zlib's crc32_combine, for any width.
 */
export function combineCrcs(
  algorithm: ChecksumAlgorithm,
  pieces: readonly { readonly value: string; readonly size: number }[],
): string {
  const crc = CRCS[algorithm];
  if (crc === undefined) throw new RangeError(`${algorithm} of a whole does not follow from its parts.`);
  const [first, ...rest] = pieces.map(({ value, size }) => ({ value: fromBase64(value), size }));
  const whole = rest.reduce((sum, { value, size }) => appendZeros(crc, sum, size) ^ value, first?.value ?? 0n);
  return Buffer.from(whole.toString(16).padStart(crc.bits / 4, '0'), 'hex').toString('base64');
}

/** What `bytes` zero bytes make of a CRC. */
function appendZeros(crc: Crc, value: bigint, bytes: number): bigint {
  // Three squarings: from one zero bit to one zero byte.
  let matrix = squared(squared(squared(zeroBit(crc))));
  let result = value;
  for (let rest = BigInt(bytes); rest !== 0n; rest >>= 1n) {
    if (rest & 1n) result = times(matrix, result);
    if (rest > 1n) matrix = squared(matrix);
  }
  return result;
}

const fromBase64 = (value: string): bigint => BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`);
