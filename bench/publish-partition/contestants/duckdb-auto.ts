import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** One query over all files, of types that DuckDB guesses. */
async function oneQuery(folder: string): Promise<void> {
  mkdirSync(join(folder, 'lake/duckdb-auto'), { recursive: true });
  const settings = { threads: '1', memory_limit: '2GB', temp_directory: join(folder, 'spill') };
  const connection = await (await DuckDBInstance.create(':memory:', settings)).connect();
  await connection.run(`COPY (SELECT * FROM read_json_auto('${folder}/landing/dynamodb/shop/*/*', hive_partitioning = false)
    QUALIFY row_number() OVER (PARTITION BY id, ddb_version, ddb_event ORDER BY ddb_sequence) = 1 ORDER BY id, ddb_version)
    TO '${folder}/lake/duckdb-auto/part.parquet' (FORMAT parquet, COMPRESSION zstd)`);
}

void oneQuery(process.argv[2]!);
