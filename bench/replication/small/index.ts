import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { program, remote, shell } from '../programs';

/**
 * `npm run bench:small [-- --objects=2000]`: objects of 16 KiB streamed from one bucket to another, each copier pinned
 * to one core and the endpoint to the other. lakeferry goes by events, with a claim and a receipt for each.
 */
const objects = Number(process.argv.find((each) => each.startsWith('--objects='))?.split('=')[1] ?? 2000);
const BYTES = 16 * 1024;
const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
buildSync({
  entryPoints: ['stand-in', 'lakeferry'].map((name) => join(__dirname, `${name}.ts`)),
  ...{ outdir, bundle: true, minify: true, platform: 'node', target: 'node20', logLevel: 'error' },
  mainFields: ['module', 'main'],
  external: ['@duckdb/node-api'],
});

const [rclone, s5cmd] = [program('rclone'), program('s5cmd')];
const RCLONE = ['--transfers', '8', '--config', '/dev/null', '--s3-no-check-bucket', '--disable', 'copy'];
const copiers: Readonly<Record<string, ((url: string) => string[]) | undefined>> = {
  lakeferry: (url) => [process.execPath, join(outdir, 'lakeferry.js'), url, String(objects), String(BYTES)],
  rclone:
    rclone === undefined
      ? undefined
      : (url) => [rclone, 'copy', ...RCLONE, `${remote(url)}:our-files`, `${remote(url)}:theirs`],
  's5cmd, by way of a folder':
    s5cmd === undefined
      ? undefined
      : (url) => {
          const run = `${s5cmd} --endpoint-url ${url} --numworkers 8`;
          return shell(`${run} cp 's3://our-files/*' ${outdir}/files/`, `${run} cp '${outdir}/files/*' s3://theirs/`);
        },
};

async function main(): Promise<void> {
  const standIn = spawn('taskset', [
    '-c',
    '1',
    process.execPath,
    join(outdir, 'stand-in.js'),
    `${objects}`,
    `${BYTES}`,
  ]);
  const port = await new Promise<string>((resolve) => standIn.stdout.once('data', (text) => resolve(`${text}`.trim())));
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-west-1',
    AWS_CA_BUNDLE: undefined,
  };
  try {
    console.log('| copier | objects/s | CPU s per 1,000 | RSS MB |\n|---|---|---|---|');
    for (const [name, copier] of Object.entries(copiers)) {
      if (copier === undefined) continue;
      const command = [join(__dirname, '../measure.py'), '0', ...copier(url)];
      const { code, seconds, cpuSeconds, rssMb } = JSON.parse(
        execFileSync('python3', command, { encoding: 'utf8', env }),
      );
      const arrived = execFileSync('curl', ['-s', `${url}/_arrived`], { encoding: 'utf8' });
      if (code !== 0 || Number(arrived) !== objects)
        throw new Error(`${name}: ended with ${code}, ${arrived} arrived.`);
      const cells = [name, (objects / seconds).toFixed(0), ((cpuSeconds / objects) * 1000).toFixed(2), rssMb];
      console.log(`| ${cells.join(' | ')} |`);
    }
  } finally {
    standIn.kill();
  }
}

void main();
