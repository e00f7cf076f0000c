import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * `npm run bench:copy [-- --quick] [-- --only=lakeferry]`: copies of small objects against a local stand-in for S3,
 * each copier pinned to one core, the stand-in to the other.
 */
interface Case {
  readonly latencyMs: number;
  readonly objects: number;
  /** Copies a second; 0: none. */
  readonly limit: number;
}
interface Figures {
  readonly copied: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of these, before the first request: loading the code. */
  readonly startCpuSeconds: number;
  readonly rssMb: number;
}
interface Row extends Case, Figures {
  readonly copier: string;
  readonly lost: number;
  readonly slowDowns: number;
  /** Copies a second in the steady state; 0 when the run is too short to have one. */
  readonly held: number;
}

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const PINS = has('taskset', '--version');
const pinned = (core: number, command: string, args: readonly string[]): [string, string[]] =>
  PINS ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]];

/** Bundled, as on Lambda: a loader of TypeScript would count in memory and CPU. */
function bundle(): { readonly standIn: string; readonly candidate: string } {
  const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));
  const entryPoints = ['stand-in', 'candidate'].map((name) => join(__dirname, `${name}.ts`));
  buildSync({ entryPoints, outdir, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return { standIn: join(outdir, 'stand-in.js'), candidate: join(outdir, 'candidate.js') };
}
const files = bundle();

async function measure(copier: string, { latencyMs, objects, limit }: Case): Promise<Row> {
  const [command, args] = pinned(1, process.execPath, [
    files.standIn,
    String(latencyMs),
    String(objects),
    String(limit),
  ]);
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise<number>((resolve) => server.stdout.once('data', (line) => resolve(Number(line))));
    const endpoint = `http://127.0.0.1:${port}`;
    const figures = copier === 'rclone' ? await runRclone(endpoint) : await runCandidate(copier, endpoint);
    const seen = (await (await fetch(`${endpoint}/_figures`)).json()) as {
      copies: number;
      slowDowns: number;
      held: number;
    };
    return {
      copier,
      latencyMs,
      objects,
      limit,
      ...figures,
      lost: objects - seen.copies,
      slowDowns: seen.slowDowns,
      held: seen.held,
    };
  } finally {
    server.kill();
  }
}

const credentials = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'eu-west-1' };

/** What Lambda gives a process. */
const FILE_DESCRIPTORS = 1024;

function runCandidate(name: string, endpoint: string): Promise<Figures> {
  const limited = ['-c', `ulimit -n ${FILE_DESCRIPTORS} && exec "$@"`, 'bash', process.execPath];
  const [command, args] = pinned(0, 'bash', [...limited, '--no-warnings', files.candidate, name]);
  const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(out) as Figures) : reject(new Error(`${name}: ${code}`)),
    );
  });
}

/** Its own figures come from a wrapper: Python's resource module knows CPU and memory of a child to the last. */
async function runRclone(endpoint: string): Promise<Figures> {
  const remote = `:s3,provider=Other,list_version=2,env_auth=true,region=eu-west-1,no_check_bucket=true,endpoint='${endpoint}':`;
  const flags = [
    '--transfers',
    '256',
    '--checkers',
    '256',
    '--fast-list',
    '--size-only',
    '--retries',
    '3',
    '--config',
    '/dev/null',
  ];
  const script =
    'import resource,subprocess,sys,time,json\nt=time.time();subprocess.run(sys.argv[1:],stderr=subprocess.DEVNULL);s=time.time()-t\n' +
    'u=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(json.dumps({"copied":0,"seconds":s,"startCpuSeconds":0,"cpuSeconds":u.ru_utime+u.ru_stime,"rssMb":u.ru_maxrss/1024}))';
  const [command, args] = pinned(0, 'python3', [
    '-c',
    script,
    'rclone',
    'copy',
    `${remote}raw/export`,
    `${remote}lake/lake`,
    ...flags,
  ]);
  // its HTTP client takes no bundle of certificates from the environment, and needs none here
  const { AWS_CA_BUNDLE: _bundle, ...environment } = process.env;
  const child = spawn(command, args, { env: { ...environment, ...credentials }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(out) as Figures;
}

const QUICK = process.argv.includes('--quick');
const peers = has('rclone', 'version') && has('python3', '--version') ? ['rclone'] : [];
/** Runs of ours, whose median counts; the others run once, most of them long. */
const RUNS = QUICK ? 1 : 3;
const PLAN: readonly (readonly [Case, readonly string[]])[] = [
  [{ latencyMs: 30, objects: 9_000, limit: 0 }, ['lakeferry', 'sdk-default', 'sdk-tuned', ...peers]],
  [{ latencyMs: 30, objects: 36_000, limit: 0 }, ['lakeferry', 'sdk-default', ...peers]],
  [{ latencyMs: 240, objects: 9_000, limit: 0 }, ['lakeferry', 'sdk-default', 'sdk-tuned', ...peers]],
  [{ latencyMs: 240, objects: 36_000, limit: 0 }, ['lakeferry', ...peers]],
  // each copy holds its socket long: all sockets are in use, and nothing may be lost for want of one more
  [{ latencyMs: 1_500, objects: 5_000, limit: 0 }, ['lakeferry']],
  [{ latencyMs: 30, objects: 36_000, limit: 3_500 }, ['lakeferry', ...peers]],
  [{ latencyMs: 30, objects: 9_000, limit: 800 }, ['lakeferry', 'sdk-tuned', 'sdk-adaptive', ...peers]],
];

const median = (rows: readonly Row[]): Row =>
  [...rows].sort((a, b) => a.seconds - b.seconds)[Math.floor(rows.length / 2)]!;
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);

async function main(): Promise<void> {
  if (!PINS) console.log('taskset is missing: nothing is pinned, the figures are not comparable.');
  console.log(`node ${process.version}, ${execFileSync('uname', ['-sm']).toString().trim()}`);
  console.log(
    '| latency ms | objects | limit/s | copier | objects/s | held/s | seconds | CPU s per 1,000 | of it start | RSS MB | SlowDown | lost |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
  for (const [what, copiers] of PLAN) {
    for (const copier of copiers.filter((name) => only === undefined || name === only)) {
      const rows: Row[] = [];
      const runs = copier === 'lakeferry' ? RUNS : 1;
      for (let i = 0; i < runs; i++) rows.push(await measure(copier, what));
      print(median(rows));
    }
  }
}

function print(row: Row): void {
  const { latencyMs, objects, limit, copier, seconds, rssMb, slowDowns, lost, held } = row;
  const perThousand = (cpuSeconds: number): string => (cpuSeconds / (objects / 1000)).toFixed(3);
  const rate = ((objects - lost) / seconds).toFixed(0);
  const cpu = [perThousand(row.cpuSeconds), perThousand(row.startCpuSeconds)];
  const cells = [
    latencyMs,
    objects,
    limit || 'none',
    copier,
    rate,
    held.toFixed(0),
    seconds.toFixed(1),
    ...cpu,
    rssMb.toFixed(0),
    slowDowns,
    lost,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

void main();
