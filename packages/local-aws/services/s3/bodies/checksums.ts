import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64 of the big-endian digest; of a composite, with `-<parts>` after it. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  (CHECKSUM_ALGORITHMS as readonly string[]).includes(name);

interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array | Promise<Uint8Array>;
}

/** Node's own CRC32 runs at gigabytes a second, the SDK's portable ones at hundreds of megabytes. */
class NativeCrc32 implements Hasher {
  #value = 0;
  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }
  digest(): Uint8Array {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#value);
    return bytes;
  }
}

const HASHERS: Readonly<Record<ChecksumAlgorithm, () => Hasher>> = {
  CRC32: () => new NativeCrc32(),
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => createHash('sha1'),
  SHA256: () => createHash('sha256'),
};

/** MD5, size and one checksum of bytes that pass by. */
export class Digest {
  readonly #md5 = createHash('md5');
  readonly #hasher: Hasher;
  size = 0;

  constructor(readonly algorithm: ChecksumAlgorithm) {
    this.#hasher = HASHERS[algorithm]();
  }

  update(bytes: Uint8Array): void {
    this.#md5.update(bytes);
    this.#hasher.update(bytes);
    this.size += bytes.length;
  }

  async finish(): Promise<Digested> {
    const value = Buffer.from(await this.#hasher.digest()).toString('base64');
    return {
      size: this.size,
      md5: this.#md5.digest('hex'),
      checksum: { algorithm: this.algorithm, value, type: 'FULL_OBJECT' },
    };
  }
}

export interface Digested {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: Checksum;
}

/** The checksum of checksums of a multipart object. */
export async function compositeChecksum(parts: readonly Checksum[]): Promise<string> {
  const hasher = HASHERS[parts[0]!.algorithm]();
  for (const { value } of parts) hasher.update(Buffer.from(value, 'base64'));
  return `${Buffer.from(await hasher.digest()).toString('base64')}-${parts.length}`;
}

/** `{ChecksumCRC32: …, ChecksumType: …}`, as answers name them. */
export const checksumMembers = (checksum: Checksum | undefined): Record<string, string> =>
  checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
