import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { batchOf, type ItemSize } from './changes';
import type { Result } from './contest';

/**
 * `npm run bench:flatten [-- --seconds=5 --rounds=3]`: batches of DynamoDB changes to rows, the whole handler, beside a
 * parser with one pass, the SDK's util-dynamodb, and boto3 (`BENCH_PYTHON` names a Python that has it). Contestants
 * take turns, each in a process of its own; the figures are those of the round with the most records per CPU second.
 */
const option = (name: string, otherwise: number): number =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);

const SECONDS = option('seconds', 5);
const ROUNDS = option('rounds', 3);
const CONTESTANTS = ['lakeferry', 'json-parse', 'util-dynamodb', 'python-boto3'] as const;
type Contestant = (typeof CONTESTANTS)[number];

const folder = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
const source = join(__dirname, 'contestants');

function build(): void {
  buildSync({
    entryPoints: CONTESTANTS.filter((name) => name !== 'python-boto3').map((name) => join(source, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
}

function run(name: Contestant, file: string): Result {
  const [program, script] =
    name === 'python-boto3'
      ? [process.env.BENCH_PYTHON ?? 'python3', join(source, 'python-boto3.py')]
      : [process.execPath, join(folder, `${name}.js`)];
  const options = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  return JSON.parse(execFileSync(program, [script, file, String(SECONDS)], options)) as Result;
}

/** Numbers of at least 20 digits that occur in the rows: all are there, or digits were lost. */
const numbersIn = (rows: readonly string[]): number => rows.join('').match(/\d{20,38}/g)?.length ?? 0;

/** What else a computer does makes a round slower, and never faster. */
const fastest = (results: readonly Result[]): Result =>
  results.reduce((best, result) => (result.perCpuSecond > best.perCpuSecond ? result : best));

function contest(size: ItemSize): void {
  const file = join(folder, 'batch.json');
  writeFileSync(file, JSON.stringify(batchOf(size)));
  const rounds = Array.from({ length: ROUNDS }, () => CONTESTANTS.map((name) => run(name, file)));
  const best = CONTESTANTS.map((_name, index) => fastest(rounds.map((round) => round[index]!)));
  const [ours] = best;
  for (const [index, result] of best.entries()) {
    const { perSecond, perCpuSecond, p99Ms, rssMb, rows } = result;
    const ratio = (ours!.perCpuSecond / perCpuSecond).toFixed(2);
    const figures = [Math.round(perSecond), Math.round(perCpuSecond), ratio, p99Ms.toFixed(1), Math.round(rssMb)];
    console.log(`| ${[size, CONTESTANTS[index], ...figures, numbersIn(rows)].join(' | ')} |`);
  }
}

build();
console.log(
  '| item | contestant | records/s | records per CPU s | lakeferry is | p99 of a batch, ms | RSS MB | long numbers |',
);
console.log('|---|---|---|---|---|---|---|---|');
contest('1 KB');
contest('20 KB');
rmSync(folder, { recursive: true });
