import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

/** Immutable bytes on disk. Objects refer to blobs; a copy refers to the same ones. */
export interface Blob {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

export interface WrittenBlob extends Blob {
  /** Hexadecimal. */
  readonly md5: string;
  /** Base64 of the big-endian number, as S3 writes checksums. */
  readonly crc32: string;
}

/** A part of a blob: first byte, and the byte after the last. */
export interface BlobRange {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

const SMALL_BODY_BYTES = 1_000_000;

/** The folder of blobs. A blob is complete from the moment it has its name: it is written aside and renamed. */
export class BlobFolder {
  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  path(id: string): string {
    return join(this.directory, id);
  }

  async write(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<WrittenBlob> {
    const id = randomUUID();
    const aside = `${this.path(id)}.part`;
    const md5 = createHash('md5');
    let size = 0;
    let crc = 0;
    const measure = (chunk: Uint8Array): Uint8Array => {
      md5.update(chunk);
      crc = crc32(chunk, crc);
      size += chunk.length;
      return chunk;
    };
    if (body instanceof Uint8Array && body.length <= SMALL_BODY_BYTES) await writeFile(aside, measure(body));
    else {
      const chunks = body instanceof Uint8Array ? [body] : body;
      const measured = async function* () {
        for await (const chunk of chunks) yield measure(chunk);
      };
      await pipeline(Readable.from(measured(), { objectMode: false }), createWriteStream(aside));
    }
    await rename(aside, this.path(id));
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc >>> 0);
    return { id, size, md5: md5.digest('hex'), crc32: checksum.toString('base64') };
  }

  /** Streams ranges of blobs one after the other. */
  read(ranges: readonly BlobRange[]): Readable {
    const chunks = async function* (this: BlobFolder) {
      for (const { id, start, end } of ranges) {
        if (end > start) yield* createReadStream(this.path(id), { start, end: end - 1 });
      }
    };
    return Readable.from(chunks.call(this), { objectMode: false });
  }

  async readAll(ranges: readonly BlobRange[]): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (const { id, start, end } of ranges) {
      const file = await open(this.path(id));
      try {
        const buffer = Buffer.alloc(end - start);
        await file.read(buffer, 0, buffer.length, start);
        parts.push(buffer);
      } finally {
        await file.close();
      }
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  remove(id: string): Promise<void> {
    return rm(this.path(id), { force: true });
  }
}
