import { type FileMetaData, parquetMetadata, parquetSchema } from 'hyparquet';
import { type Inspected, NotConvertibleError, type ReadRange } from '../converter';

const MAGIC = 'PAR1';
const MAGIC_OF_ENCRYPTED = 'PARE';
/** Length of the footer and the magic bytes. */
const TAIL_BYTES = 8;
/** Magic bytes at both ends, and the length. */
const LEAST_BYTES = MAGIC.length + TAIL_BYTES;
/** The footer is held in memory; one of 10,000 row groups of 100 columns has about 100 MB. */
const MOST_FOOTER_BYTES = 32 * 1024 ** 2;

/** Reads magic bytes and footer of a parquet file. Throws `NotConvertibleError` for what is none. */
export async function inspectParquet(read: ReadRange, size: number): Promise<Inspected> {
  if (size < LEAST_BYTES) throw new NotConvertibleError(`NOT_PARQUET: it has ${size} bytes.`);
  const head = await read({ first: 0, last: MAGIC.length - 1 });
  const tail = await read({ first: size - TAIL_BYTES, last: size - 1 });
  const [first, last] = [head.toString('latin1'), tail.toString('latin1', 4)];
  if (last === MAGIC_OF_ENCRYPTED)
    throw new NotConvertibleError('ENCRYPTED: its footer is encrypted by parquet itself.');
  if (first !== MAGIC || last !== MAGIC)
    throw new NotConvertibleError(`NOT_PARQUET: it does not begin and end with '${MAGIC}'.`);
  const footerBytes = tail.readUInt32LE();
  const begin = size - TAIL_BYTES - footerBytes;
  if (begin < MAGIC.length) throw new NotConvertibleError(`NOT_PARQUET: its footer would have ${footerBytes} bytes.`);
  if (footerBytes > MOST_FOOTER_BYTES)
    throw new NotConvertibleError(`TOO_LARGE: its footer has ${footerBytes} bytes, of at most ${MOST_FOOTER_BYTES}.`);
  return inspectedOf(parsed(await read({ first: begin, last: size - 1 })));
}

function parsed(footer: Buffer): FileMetaData {
  try {
    return parquetMetadata(new Uint8Array(footer).buffer);
  } catch (error) {
    throw new NotConvertibleError(`NOT_PARQUET: its footer cannot be read: ${(error as Error).message}`);
  }
}

function inspectedOf(footer: FileMetaData): Inspected {
  const groups = footer.row_groups.map(({ num_rows }) => Number(num_rows));
  return {
    counts: { groups, columns: footer.schema.filter(({ num_children }) => num_children === undefined).length },
    columns: parquetSchema(footer).children.map(({ element }) => element.name),
  };
}
