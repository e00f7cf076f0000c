import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildSync } from 'esbuild';

/**
 * `npm run bench:convert [-- --rows=10000000]`: parquet of ten columns to CSV, beside DuckDB's own COPY to a pipe that
 * somebody reads, and hyparquet. Nothing is sent: what is compared is the conversion.
 */
const rows = Number(process.argv.find((each) => each.startsWith('--rows='))?.split('=')[1] ?? 10_000_000);
const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
const input = join(outdir, 'in.parquet');

buildSync({
  entryPoints: [join(__dirname, 'converters.ts')],
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  external: ['@duckdb/node-api'],
  // found by NODE_PATH, as on Lambda
  supported: { 'dynamic-import': false },
});

const ROWS = `SELECT i AS id, 'customer ' || (i * 7919 % 100003) AS name, i % 97 AS qty, (i * 37 % 100000) / 100.0 AS price,
  i % 3 = 0 AS active, DATE '2020-01-01' + (i % 2000)::INT AS day, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS at,
  CASE WHEN i % 11 = 0 THEN NULL ELSE 'note, "' || (i % 1000) || '"' END AS note, hash(i) % 1000000 AS code,
  'city' || (i % 500) AS city FROM range(${rows}) t(i)`;

async function makeInput(): Promise<void> {
  const database = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const connection = await database.connect();
  await connection.run(`COPY (${ROWS}) TO '${input}' (FORMAT parquet, COMPRESSION gzip, ROW_GROUP_SIZE 122880)`);
  connection.closeSync();
  database.closeSync();
}

function measured(name: string): void {
  const command = [
    'bash',
    '-c',
    'set -o pipefail; "$@" | cat > /dev/null',
    'bench',
    process.execPath,
    join(outdir, 'converters.js'),
  ];
  const printed = execFileSync('python3', [join(__dirname, 'measure.py'), '0', ...command, name, input, outdir], {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: join(__dirname, '../../node_modules') },
  });
  const { code, seconds, cpuSeconds, rssMb } = JSON.parse(printed) as Record<string, number>;
  if (code !== 0) throw new Error(`${name} ended with ${code}.`);
  const rate = (time: number): string => Math.round(rows / time / 1000).toString();
  console.log(`| ${[name, rate(seconds!), rate(cpuSeconds!), cpuSeconds!.toFixed(1), rssMb].join(' | ')} |`);
}

async function main(): Promise<void> {
  await makeInput();
  console.log('| converter | thousand rows/s | thousand rows per CPU s | CPU s | RSS MB |\n|---|---|---|---|---|');
  for (const name of ['lakeferry', 'duckdb-stdout', 'hyparquet']) measured(name);
  rmSync(outdir, { recursive: true });
}

void main();
