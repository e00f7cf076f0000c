import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A key and its new text; null deletes it. */
export type Change = readonly [key: string, text: string | null];

/** Beyond it a log is begun anew: a start reads all of it, and what it holds is in memory too. */
export const MAX_LOG_BYTES = 2 * 1024 * 1024;

const FILE = /^ahead-(\d+)\.log$/;
/** Length and CRC-32 of what follows, 4 bytes each. */
const HEAD_BYTES = 8;
/** UTF-8 bytes of one UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3;
const SCRATCH_BYTES = 1024 * 1024;

/**
 * Changes in the order of the calls that made them. What `append` has returned from is there after the process is
 * killed.
 */
export class WriteLog {
  #number: number;
  #file: number;
  #bytes = 0;
  /** Where short records are put together. */
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  constructor(
    readonly directory: string,
    number: number,
  ) {
    this.#number = number;
    this.#file = openSync(this.#path(number), 'w');
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** All of the changes or, when it throws, none. */
  append(changes: readonly Change[]): void {
    const record = this.#recordOf(changes);
    try {
      for (let at = 0; at < record.length; ) at += writeSync(this.#file, record, at);
    } catch (error) {
      // Half a record would hide all that come after it.
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += record.length;
  }

  /** Goes on in the next file. Returns what removes the one before. */
  beginNext(): () => void {
    const [file, path] = [this.#file, this.#path(this.#number)];
    this.#file = openSync(this.#path(++this.#number), 'w');
    this.#bytes = 0;
    return () => {
      closeSync(file);
      rmSync(path);
    };
  }

  /** Once all of it is kept elsewhere. */
  close(): void {
    closeSync(this.#file);
    rmSync(this.#path(this.#number));
  }

  /** For each change the lengths of key and text (-1: deleted) in UTF-16 units, then both. */
  #recordOf(changes: readonly Change[]): Buffer {
    let body = '';
    for (const [key, text] of changes) body += `${key.length} ${text?.length ?? -1}\n${key}${text ?? ''}`;
    const fits = HEAD_BYTES + body.length * MOST_BYTES_PER_UNIT <= SCRATCH_BYTES;
    const buffer = fits ? this.#scratch : Buffer.allocUnsafeSlow(HEAD_BYTES + Buffer.byteLength(body));
    const length = buffer.write(body, HEAD_BYTES);
    const record = buffer.subarray(0, HEAD_BYTES + length);
    record.writeUInt32LE(length, 0);
    record.writeUInt32LE(crc32(record.subarray(HEAD_BYTES)), 4);
    return record;
  }

  #path(number: number): string {
    return join(this.directory, `ahead-${number}.log`);
  }
}

/** Begins a log after `keep` has taken what a killed process left in its own. */
export async function openWriteLog(
  directory: string,
  keep: (changes: readonly Change[]) => Promise<void>,
): Promise<WriteLog> {
  const numbers = readdirSync(directory).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  const ordered = numbers.map(Number).sort((a, b) => a - b);
  const paths = ordered.map((number) => join(directory, `ahead-${number}.log`));
  const changes = paths.flatMap((path) => changesIn(readFileSync(path)));
  if (changes.length > 0) await keep(changes);
  for (const path of paths) rmSync(path);
  return new WriteLog(directory, (ordered.at(-1) ?? 0) + 1);
}

/** Up to the record that the process, or the machine, did not live to finish. */
function changesIn(file: Buffer): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at + HEAD_BYTES <= file.length; ) {
    const end = at + HEAD_BYTES + file.readUInt32LE(at);
    const body = file.subarray(at + HEAD_BYTES, end);
    if (end > file.length || crc32(body) !== file.readUInt32LE(at + 4)) break;
    readBody(body.toString(), changes);
    at = end;
  }
  return changes;
}

function readBody(body: string, changes: Change[]): void {
  for (let at = 0; at < body.length; ) {
    const start = body.indexOf('\n', at) + 1;
    const [keyLength = 0, textLength = 0] = body.slice(at, start).split(' ').map(Number);
    const middle = start + keyLength;
    at = middle + Math.max(textLength, 0);
    changes.push([body.slice(start, middle), textLength < 0 ? null : body.slice(middle, at)]);
  }
}
