import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';

/** Of rows, before they are compressed: a file of about 8 MB. */
export const PART_BYTES = 64 * 1024 ** 2;
const CHUNK_BYTES = 256 * 1024;
/** The fastest: the files are read a few times, and rewritten as parquet. */
const LEVEL = 1;

/** Compresses rows as they come; only what is compressed stays in memory. */
export class PartWriter {
  /** Of rows. */
  bytes = 0;
  private chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private filled = 0;
  private readonly compressed: Buffer[] = [];
  private readonly gzip: Gzip = createGzip({ level: LEVEL, chunkSize: CHUNK_BYTES });

  /** @param line number of the first row's line */
  constructor(readonly line: number) {
    this.gzip.on('data', (data: Buffer) => this.compressed.push(data));
  }

  /** Whether a row of so many bytes can be added without waiting. */
  hasRoom(length: number): boolean {
    return this.filled + length <= this.chunk.length;
  }

  /** Makes room for a row of so many bytes. */
  async makeRoom(length: number): Promise<void> {
    if (this.filled > 0) {
      const isFull = !this.gzip.write(this.chunk.subarray(0, this.filled));
      this.chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length));
      this.filled = 0;
      if (isFull) await once(this.gzip, 'drain');
    } else this.chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length));
  }

  add(row: Buffer, length: number): void {
    row.copy(this.chunk, this.filled, 0, length);
    this.filled += length;
    this.bytes += length;
  }

  /** The compressed file. */
  async end(): Promise<Buffer> {
    this.gzip.end(this.chunk.subarray(0, this.filled));
    await once(this.gzip, 'end');
    return Buffer.concat(this.compressed);
  }

  abandon(): void {
    this.gzip.destroy();
  }
}
