import { createReadStream, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetReadObjects } from 'hyparquet';
import { convertParquet } from '../../functions/replication/convert/parquet/convert';
import { inspectParquet } from '../../functions/replication/convert/parquet/inspect';

/** One conversion to the standard output, in a process of its own. Arguments: which, the file, a folder. */
const [which = '', input = '', folder = ''] = process.argv.slice(2);

async function lakeferry(): Promise<void> {
  const file = await open(input);
  const read = async ({ first, last }: { first: number; last: number }): Promise<Buffer> => {
    const { buffer } = await file.read(Buffer.alloc(last - first + 1), 0, last - first + 1, first);
    return buffer;
  };
  const inspected = await inspectParquet(read, (await stat(input)).size);
  const own = await mkdtemp(join(folder, 'slices-'));
  for await (const { path } of convertParquet({ input, folder: own, inspected, lineEnds: 'lf' })) {
    await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), process.stdout, { end: false });
    rmSync(path);
  }
}

async function duckdbStdout(): Promise<void> {
  const database = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '128MB' });
  const connection = await database.connect();
  await connection.run(`COPY (FROM '${input}') TO '/dev/stdout' (FORMAT csv, HEADER)`);
}

const ROWS_AT_ONCE = 122_880;
const field = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

async function hyparquet(): Promise<void> {
  const bytes = readFileSync(input);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const compressors = { GZIP: (packed: Uint8Array) => gunzipSync(packed) };
  for (let rowStart = 0; ; rowStart += ROWS_AT_ONCE) {
    const rows = await parquetReadObjects({ file, rowStart, rowEnd: rowStart + ROWS_AT_ONCE, compressors });
    if (rows.length === 0) return;
    const text = rows.map((row) => Object.values(row).map(field).join(',')).join('\n');
    if (!process.stdout.write(`${text}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

const CONVERTERS: Readonly<Record<string, () => Promise<void>>> = {
  lakeferry,
  'duckdb-stdout': duckdbStdout,
  hyparquet,
};
void CONVERTERS[which]!();
