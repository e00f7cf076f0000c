import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

let instance: Promise<DuckDBInstance> | undefined;
const written = new Map<string, Promise<Uint8Array>>();

/** The bytes of a real parquet file, holding what a SELECT answers: the same for the same SELECT. */
export async function parquetFile(select: string): Promise<Uint8Array> {
  const file = written.get(select) ?? write(select);
  written.set(select, file);
  return new Uint8Array(await file);
}

async function write(select: string): Promise<Uint8Array> {
  instance ??= DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await (await instance).connect();
  const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  try {
    const path = join(folder, 'file.parquet');
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION gzip)`);
    return new Uint8Array(readFileSync(path));
  } finally {
    connection.closeSync();
  }
}
