import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MOST_LINE_BYTES } from '../../../core/dynamodb/publishing/landing-row';

const CHUNK_BYTES = 1024 ** 2;
const NEWLINE = 0x0a;

/** Lines of a file, without their ends. Of a line that is too long only the beginning is kept: it is no row anyway. */
export async function* readLines(path: string, isCompressed: boolean): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  const keep = (bytes: Buffer): void => {
    if (restBytes <= MOST_LINE_BYTES) rest.push(bytes);
    restBytes += bytes.length;
  };
  for await (const chunk of unpacked(path, isCompressed)) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      lines.push(rest.length === 1 ? rest[0]! : Buffer.concat(rest));
      [rest, restBytes, start] = [[], 0, end + 1];
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    yield lines;
  }
  if (restBytes > 0) yield [Buffer.concat(rest)];
}

function unpacked(path: string, isCompressed: boolean): AsyncIterable<Buffer> {
  const file: Readable = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!isCompressed) return file;
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}
