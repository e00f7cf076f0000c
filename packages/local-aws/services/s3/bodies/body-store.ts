import { randomUUID } from 'node:crypto';
import { close, closeSync, mkdirSync, open, openSync, read, readdirSync, statSync, write, writev } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { inBackground } from '../../../background';
import type { Slice } from '../records';

const openFile = promisify(open);
const closeFile = promisify(close);
const readFile = promisify(read);
const writeFile = promisify(write);
const writeBuffers = promisify(writev);

export type Bytes = AsyncIterable<Uint8Array> | Uint8Array;

/** Bodies up to this size share pack files: one write instead of creating a file. */
const PACKED_BYTES = 256 * 1024;
/** A pack that has grown beyond this is not appended to any more; it goes when nothing in it is referred to. */
const PACK_BYTES = 64 * 1024 ** 2;
const WRITE_BYTES = 1024 ** 2;
const READ_BYTES = 1024 ** 2;

const PACK = /^pack-(\d+)$/;
const packName = (number: number): string => `pack-${String(number).padStart(8, '0')}`;

/**
 * Bodies on disk, counted by reference per file. Bytes are in the file before `write` resolves, so a killed process has
 * lost nothing of what it then acknowledges; what was written but never referred to goes with `sweep`.
 */
export class BodyStore {
  readonly #references = new Map<string, number>();
  /** Open descriptors of packs. */
  readonly #packs = new Map<string, number>();
  #packNumber = 0;
  #packEnd = 0;

  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true });
    const numbers = readdirSync(directory).flatMap((name) => PACK.exec(name)?.slice(1, 2).map(Number) ?? []);
    this.#packNumber = Math.max(0, ...numbers);
    if (numbers.length > 0) this.#packEnd = statSync(join(directory, packName(this.#packNumber))).size;
  }

  /** Keeps the bytes and refers to them once; whoever calls owns that reference. `observe` sees every byte in order. */
  async write(body: Bytes, observe: (bytes: Uint8Array) => void): Promise<readonly Slice[]> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const source = body instanceof Uint8Array ? oneChunk(body) : body[Symbol.asyncIterator]();
    for (let next = await source.next(); !next.done; next = await source.next()) {
      observe(next.value);
      chunks.push(next.value);
      size += next.value.length;
      if (size > PACKED_BYTES) return this.#writeOwnFile(chunks, source, observe);
    }
    return size === 0 ? [] : [await this.#append(chunks, size)];
  }

  async #append(chunks: readonly Uint8Array[], length: number): Promise<Slice> {
    if (this.#packEnd > PACK_BYTES) await this.#nextPack();
    const file = packName(this.#packNumber);
    const slice: Slice = { file, offset: this.#packEnd, length };
    // Place and reference are taken before the first wait: writes may overlap.
    this.#packEnd += length;
    this.retain([slice]);
    await writeAll(this.#pack(file), chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), slice.offset);
    return slice;
  }

  async #nextPack(): Promise<void> {
    const full = packName(this.#packNumber);
    this.#packNumber++;
    this.#packEnd = 0;
    if (!this.#references.has(full)) await this.#remove(full);
  }

  async #writeOwnFile(
    begun: Uint8Array[],
    rest: AsyncIterator<Uint8Array>,
    observe: (bytes: Uint8Array) => void,
  ): Promise<readonly Slice[]> {
    const file = `body-${randomUUID()}`;
    const descriptor = await openFile(join(this.directory, file), 'wx');
    let length = 0;
    let waiting = begun;
    let waitingBytes = begun.reduce((sum, chunk) => sum + chunk.length, 0);
    const flush = async (): Promise<void> => {
      await writeEach(descriptor, waiting, length);
      length += waitingBytes;
      waiting = [];
      waitingBytes = 0;
    };
    try {
      for (let next = await rest.next(); !next.done; next = await rest.next()) {
        observe(next.value);
        waiting.push(next.value);
        waitingBytes += next.value.length;
        if (waitingBytes >= WRITE_BYTES) await flush();
      }
      if (waitingBytes > 0) await flush();
    } catch (error) {
      await closeFile(descriptor);
      await rm(join(this.directory, file), { force: true });
      throw error;
    }
    await closeFile(descriptor);
    const slice: Slice = { file, offset: 0, length };
    this.retain([slice]);
    return [slice];
  }

  /**
   * Streams slices one after the other. They are referred to until the stream ends, so that deleting them meanwhile
   * does no harm.
   */
  read(slices: readonly Slice[]): Readable {
    this.retain(slices);
    const stream = Readable.from(this.chunks(slices), { objectMode: false });
    stream.once('close', () => inBackground('s3', () => this.release(slices)));
    return stream;
  }

  async *chunks(slices: readonly Slice[]): AsyncGenerator<Buffer> {
    for (const { file, offset, length } of slices) {
      const descriptor = await this.#open(file);
      try {
        for (let done = 0; done < length; done += READ_BYTES) {
          yield await readExactly(descriptor, offset + done, Math.min(READ_BYTES, length - done));
        }
      } finally {
        if (!PACK.test(file)) await closeFile(descriptor);
      }
    }
  }

  async readAll(slices: readonly Slice[]): Promise<Buffer> {
    this.retain(slices);
    try {
      const parts: Buffer[] = [];
      for await (const chunk of this.chunks(slices)) parts.push(chunk);
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    } finally {
      await this.release(slices);
    }
  }

  retain(slices: readonly Slice[]): void {
    for (const { file } of slices) this.#references.set(file, (this.#references.get(file) ?? 0) + 1);
  }

  /** Gives references back; files that nobody refers to any more are removed. */
  async release(slices: readonly Slice[]): Promise<void> {
    for (const { file } of slices) {
      const left = (this.#references.get(file) ?? 0) - 1;
      if (left > 0) this.#references.set(file, left);
      else {
        this.#references.delete(file);
        if (file !== packName(this.#packNumber)) await this.#remove(file);
      }
    }
  }

  /** Removes what an earlier process wrote and never referred to. Call it once every reference is retained. */
  async sweep(): Promise<void> {
    const current = packName(this.#packNumber);
    const orphans = readdirSync(this.directory).filter((name) => name !== current && !this.#references.has(name));
    for (const name of orphans) await this.#remove(name);
  }

  close(): void {
    for (const descriptor of this.#packs.values()) closeSync(descriptor);
    this.#packs.clear();
  }

  #pack(file: string): number {
    const known = this.#packs.get(file);
    if (known !== undefined) return known;
    // Not for appending: every write says where, and writes may overlap.
    const path = join(this.directory, file);
    const descriptor = openSync(path, createsOrKeeps(path));
    this.#packs.set(file, descriptor);
    return descriptor;
  }

  async #open(file: string): Promise<number> {
    return PACK.test(file) ? this.#pack(file) : openFile(join(this.directory, file), 'r');
  }

  async #remove(file: string): Promise<void> {
    const descriptor = this.#packs.get(file);
    this.#packs.delete(file);
    if (descriptor !== undefined) await closeFile(descriptor);
    await rm(join(this.directory, file), { force: true });
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const createsOrKeeps = (path: string): 'r+' | 'w+' =>
  statSync(path, { throwIfNoEntry: false }) === undefined ? 'w+' : 'r+';

/** A disk may take less than it was given. */
async function writeAll(descriptor: number, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await writeFile(descriptor, bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function writeEach(descriptor: number, chunks: readonly Uint8Array[], position: number): Promise<void> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await writeBuffers(descriptor, chunks, position);
  if (bytesWritten === length) return;
  await writeAll(descriptor, Buffer.concat(chunks).subarray(bytesWritten), position + bytesWritten);
}

async function readExactly(descriptor: number, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await readFile(descriptor, bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error(`A body ends ${length - done} bytes early on disk.`);
    done += bytesRead;
  }
  return bytes;
}
