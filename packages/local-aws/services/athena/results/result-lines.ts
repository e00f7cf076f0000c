import { QueryFailedError } from '../query-error';
import { csvLine, type Row } from './csv';

/** A result beyond it fails its query instead of filling the disk. */
const MAX_RESULT_BYTES = 1024 ** 3;

/**
 * The file of a result, batch by batch: names of columns first, unless there are none. `onSize` hears how large it has
 * become.
 */
export async function* resultLines(
  names: readonly string[],
  batches: AsyncIterable<readonly Row[]>,
  onSize: (bytes: number) => void,
  maxBytes = MAX_RESULT_BYTES,
): AsyncGenerator<Buffer> {
  let size = 0;
  const chunk = (rows: readonly Row[]): Buffer => {
    const bytes = Buffer.from(rows.map(csvLine).join(''));
    size += bytes.length;
    if (size > maxBytes)
      throw new QueryFailedError(
        `EXCEEDED_LOCAL_RESULT_LIMIT: The result has more than ${maxBytes} bytes. Select less, or add a LIMIT.`,
      );
    onSize(size);
    return bytes;
  };
  if (names.length > 0) yield chunk([names]);
  for await (const rows of batches) if (rows.length > 0) yield chunk(rows);
}
