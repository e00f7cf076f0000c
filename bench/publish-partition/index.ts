import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildSync } from 'esbuild';
import { writeLanding } from './landing';

/**
 * `npm run bench:publish [-- --files=720]`: landing files of 1 MiB to the partition of one date, beside one query of
 * DuckDB over all files, and pyarrow (`BENCH_PYTHON` names a Python that has it). One core, nothing is sent.
 */
const count = Number(process.argv.find((each) => each.startsWith('--files='))?.split('=')[1] ?? 720);
const python = process.env.BENCH_PYTHON ?? 'python3';
const folder = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
const contestants = join(__dirname, 'contestants');
const node = (name: string, ...more: string[]): string[] => [
  process.execPath,
  join(folder, `${name}.js`),
  ...more,
  folder,
];

buildSync({
  entryPoints: ['lakeferry', 'duckdb-auto'].map((name) => join(contestants, `${name}.ts`)),
  outdir: folder,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  external: ['@duckdb/node-api'],
  // found by NODE_PATH, as on Lambda
  supported: { 'dynamic-import': false },
});

interface Measured {
  readonly code: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

function measured(command: readonly string[]): Measured {
  const printed = execFileSync('python3', [join(__dirname, '../replication/measure.py'), '0', ...command], {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: join(__dirname, '../../node_modules') },
  });
  const result = JSON.parse(printed) as Measured;
  if (result.code !== 0) throw new Error(`${command.join(' ')} ended with ${result.code}.`);
  return result;
}

/** Of all rows, how many there are, and how many have every digit and every character of two columns. */
async function kept(name: string): Promise<string[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const found = await connection.runAndReadAll(`SELECT count(*), count(DISTINCT total),
    count(*) FILTER (total::VARCHAR = '9' || lpad(split_part(note, ' ', 2), 37, '0')), any_value(typeof(due))
    FROM '${folder}/lake/${name}/*.parquet'`);
  return (found.getRowsJson()[0] as unknown[]).map(String);
}

async function show(name: string, steps: readonly (readonly string[])[], rows: number): Promise<void> {
  const results = steps.map(measured);
  const [seconds, cpu] = [sum(results.map((each) => each.seconds)), sum(results.map((each) => each.cpuSeconds))];
  const rss = Math.max(...results.map(({ rssMb }) => rssMb));
  const bytes = sum(
    readdirSync(join(folder, 'lake', name)).map((file) => statSync(join(folder, 'lake', name, file)).size),
  );
  const [found, distinct, exact, dueType] = await kept(name);
  const time = steps.length === 1 ? '' : ` (${results.map((each) => each.cpuSeconds.toFixed(1)).join(' + ')})`;
  const figures = [seconds.toFixed(1), `${cpu.toFixed(1)}${time}`, rss, Math.round(bytes / 1024 ** 2)];
  const digits = found === String(rows) && distinct === found ? exact : `${exact} of ${found} rows`;
  console.log(`| ${[name, ...figures, digits, dueType].join(' | ')} |`);
}

const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

async function main(): Promise<void> {
  const landing = writeLanding(join(folder, 'landing'), count);
  writeFileSync(join(folder, 'landing.json'), JSON.stringify(landing));
  console.log(`${count} files, ${landing.rows} rows and 5% of them twice\n`);
  console.log('| contestant | seconds | CPU s | RSS MB | MiB | rows with every digit | type of a text like a date |');
  console.log('|---|---|---|---|---|---|---|');
  await show('lakeferry', [node('lakeferry', 'sort-rows'), node('lakeferry', 'write-partition')], landing.rows);
  await show('duckdb-auto', [node('duckdb-auto')], landing.rows);
  if (spawnSync(python, ['-c', 'import pyarrow']).status === 0)
    await show('python-pyarrow', [[python, join(contestants, 'python-pyarrow.py'), folder]], landing.rows);
}

void main().finally(() => rmSync(folder, { recursive: true }));
