import { ServiceError } from '../../../service';
import { cellsOf, endOfRow, type Row } from './csv';
import type { ResultFile } from './result-files';

/** GetQueryResults, "MaxResults". */
export const MAX_PAGE_ROWS = 1000;
/** A page ends early rather than carry more: wide rows would fill the memory of server and client. */
const MAX_PAGE_BYTES = 8 * 1024 ** 2;
const READ_BYTES = 256 * 1024;

export interface ResultPage {
  readonly rows: readonly Row[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: string | undefined;
}

/**
 * Reads as many rows as are asked for from where the token says, and no more bytes than that takes. `size`: bytes of
 * the whole file.
 */
export async function readPage(
  file: ResultFile,
  size: number,
  token: string | undefined,
  maxRows: number,
): Promise<ResultPage> {
  const start = token === undefined ? 0 : offsetOf(token, size);
  const rows: Row[] = [];
  let bytes: Uint8Array = new Uint8Array();
  let at = 0;
  while (rows.length < maxRows && at < MAX_PAGE_BYTES) {
    const end = endOfRow(bytes, at);
    if (end !== undefined) {
      rows.push(cellsOf(Buffer.from(bytes.subarray(at, end - 1)).toString()));
      at = end;
      continue;
    }
    const readTo = start + bytes.length;
    if (readTo >= size) break;
    // Twice as much each time: a row of any length costs linear time.
    const more = await file.read(readTo, Math.min(size, readTo + Math.max(READ_BYTES, bytes.length)));
    if (more.length === 0) break;
    bytes = Buffer.concat([bytes, more]);
  }
  return { rows, next: start + at < size ? tokenAt(start + at) : undefined };
}

const tokenAt = (offset: number): string => Buffer.from(`byte:${offset}`).toString('base64url');

function offsetOf(token: string, size: number): number {
  const offset = Number(/^byte:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN);
  if (offset < size) return offset;
  throw new ServiceError('InvalidRequestException', 'Invalid pagination token.');
}
