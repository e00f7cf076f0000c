import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FrozenTable, SourceSpec } from '../../../databases';
import type { ExportPart } from './layout';
import { exportedType } from './types';

const LIMITS = { memory_limit: '256MB', threads: '1' };
/** One row of a CSV file may be this long: RDS leaves out tables with far longer ones. */
const LONGEST_ROW_BYTES = 64 * 1024 * 1024;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes gzip parquet from frozen tables. Close it after use. */
export class ParquetWriter {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly scratch: string,
  ) {}

  static async open(): Promise<ParquetWriter> {
    const instance = await DuckDBInstance.create(':memory:', LIMITS);
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return new ParquetWriter(instance, connection, mkdtempSync(join(tmpdir(), 'lakeferry-export-')));
  }

  /** The bytes of each part of a table, one after the other. `file` is the table's CSV. */
  async *parts(
    file: string,
    { columns }: FrozenTable,
    engine: SourceSpec['engine'],
    parts: readonly ExportPart[],
  ): AsyncGenerator<{ readonly part: ExportPart; readonly bytes: Uint8Array }> {
    if (parts.length === 0) return;
    // Positions, not names: a name may differ from another in case only, which DuckDB takes for the same.
    const texts = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
    const reading = [
      'auto_detect = false, header = false, parallel = false, allow_quoted_nulls = false',
      `delim = ',', quote = '"', escape = '"', nullstr = '\\N', max_line_size = ${LONGEST_ROW_BYTES}, buffer_size = ${LONGEST_ROW_BYTES}, columns = {${texts}}`,
    ].join(', ');
    await this.connection.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv(${literal(file)}, ${reading})`);
    const values = columns
      .map((c, i) => `${exportedType(engine, c.type).sql(`c${i}`)} AS ${quoted(c.name)}`)
      .join(', ');
    const target = join(this.scratch, 'part.parquet');
    for (const part of parts) {
      const rows = `SELECT ${values} FROM t WHERE rowid >= ${part.from} AND rowid < ${part.to} ORDER BY rowid`;
      await this.connection.run(`COPY (${rows}) TO ${literal(target)} (FORMAT parquet, COMPRESSION gzip)`);
      yield { part, bytes: new Uint8Array(await readFile(target)) };
    }
    await this.connection.run('DROP TABLE t');
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.scratch, { recursive: true, force: true });
  }
}
