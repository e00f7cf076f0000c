import { createReadStream } from 'node:fs';
import type { Slice } from './converter';

/** A stretch of a file. */
export interface Segment {
  readonly path: string;
  readonly first: number;
  readonly bytes: number;
}

const MIB = 1024 ** 2;
const FIRST_PART_BYTES = 16 * MIB;
const PARTS_OF_A_SIZE = 1000;

/** The size of the whole is not known in advance: twice as much after each 1,000 parts, 10,000 of which are 16 TiB. */
export const partBytes = (partNumber: number): number =>
  FIRST_PART_BYTES * 2 ** Math.floor((partNumber - 1) / PARTS_OF_A_SIZE);

/** Cuts slices, one after the other, into parts as S3 takes them. What is left of a slice begins the next part. */
export class PartCutter {
  #rest: Segment[] = [];
  #parts = 0;

  /** The parts that are full now. */
  *add({ path, bytes }: Slice): Generator<readonly Segment[]> {
    for (let first = 0; first < bytes; ) {
      const most = partBytes(this.#parts + 1) - bytesOf(this.#rest);
      const segment = { path, first, bytes: Math.min(most, bytes - first) };
      first += segment.bytes;
      this.#rest.push(segment);
      if (segment.bytes < most) return;
      this.#parts++;
      yield this.#rest.splice(0);
    }
  }

  /** What no part was made of. It may be nothing. */
  get rest(): readonly Segment[] {
    return this.#rest;
  }
}

export const bytesOf = (segments: readonly Segment[]): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);

const READ_BYTES = 256 * 1024;

/** The bytes of segments, read as they are asked for. */
export async function* readSegments(segments: readonly Segment[]): AsyncGenerator<Buffer> {
  for (const { path, first, bytes } of segments) {
    if (bytes > 0) yield* createReadStream(path, { start: first, end: first + bytes - 1, highWaterMark: READ_BYTES });
  }
}
