import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { buildSync } from 'esbuild';

/**
 * `npm run bench:first-load [-- --items=1000000]`: one data file of an export to rows, the whole handler of load-rows,
 * beside a parser for each line. Each in a process of its own, over the same file on disk.
 */
const option = process.argv.find((each) => each.startsWith('--items='))?.split('=')[1];
const ITEMS = Number(option ?? 1_000_000);
const CONTESTANTS = ['lakeferry', 'json-parse'] as const;

interface Result {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

const folder = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
const file = join(folder, 'data.json.gz');

/** About 300 bytes each: strings, numbers of many digits, a map and a list. */
function* lines(): Iterable<string> {
  for (let n = 0; n < ITEMS; n++) {
    const digits = String((n * 7919 + 12_345_678_901) % 99_999_999_977);
    yield `{"Item":{"id":{"S":"customer-${digits}"},"at":{"S":"2026-11-27T10:00:00Z"},"total":{"N":"${digits}${digits}.25"},"paid":{"BOOL":true},"address":{"M":{"city":{"S":"Springfield ${n % 977}"},"zip":{"N":"${n % 99_999}"}}},"lines":{"L":[{"N":"${n % 13}"},{"S":"article ${n % 4999}"}]}}}\n`;
  }
}

function build(): void {
  const entryPoints = CONTESTANTS.map((name) => join(__dirname, `${name}.ts`));
  buildSync({ entryPoints, outdir: folder, bundle: true, minify: true, platform: 'node', target: 'node20' });
}

const run = (name: string): Result =>
  JSON.parse(
    execFileSync(process.execPath, [join(folder, `${name}.js`), file, String(ITEMS)], { encoding: 'utf8' }),
  ) as Result;

async function main(): Promise<void> {
  build();
  await pipeline(Readable.from(lines()), createGzip({ level: 6 }), createWriteStream(file));
  const results = CONTESTANTS.map((name) => ({ name, ...run(name) }));
  const [ours] = results;
  console.log('| contestant | rows/s | rows per CPU s | lakeferry is | RSS MB |');
  console.log('|---|---|---|---|---|');
  for (const { name, rows, seconds, cpuSeconds, rssMb } of results) {
    const ratio = ((ours!.rows / ours!.cpuSeconds / rows) * cpuSeconds).toFixed(2);
    const figures = [Math.round(rows / seconds), Math.round(rows / cpuSeconds), ratio, Math.round(rssMb)];
    console.log(`| ${[name, ...figures].join(' | ')} |`);
  }
}

void main().finally(() => rmSync(folder, { recursive: true }));
