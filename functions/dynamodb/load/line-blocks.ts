const NEWLINE = 0x0a;
/** An item has 400 kB; with its old image, and every byte of it escaped, 8 MB. */
const MAX_LINE_BYTES = 32 * 1024 ** 2;

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/** Whole lines, many in a block, each with its newline. The blocks are the reader's to change. */
export async function* lineBlocks(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = block.lastIndexOf(NEWLINE) + 1;
    rest = block.subarray(end);
    if (rest.length > MAX_LINE_BYTES) throw new LineTooLongError();
    if (end > 0) yield block.subarray(0, end);
  }
  if (rest.length > 0) yield Buffer.concat([rest, Buffer.from('\n')]);
}
