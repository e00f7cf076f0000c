import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * `npm run bench:replication [-- --mib=1024] [-- --runs=3]`: one object relayed between two endpoints, plain and by
 * TLS, each relayer pinned to one core and the endpoints to the other.
 */
const option = (name: string, usual: number): number =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
const MIB = 1024 ** 2;
const size = option('mib', 1024) * MIB;
const runs = option('runs', 3);
const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));

const entry = (name: string) => join(__dirname, `${name}.ts`);
const names = ['stand-in', 'peers/lakeferry', 'peers/sdk-stream'];
buildSync({
  entryPoints: names.map(entry),
  outdir,
  outbase: __dirname,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  external: ['@duckdb/node-api'],
});
const bundled = (name: string): string => join(outdir, `${name}.js`);

interface Figures {
  readonly code: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

type Peer = (from: string, to: string) => string[];
const python = process.env.BENCH_PYTHON ?? 'python3';
const rclone = process.env.BENCH_RCLONE ?? 'rclone';
const remote = (endpoint: string): string =>
  `:s3,provider=Other,access_key_id=a,secret_access_key=b,region=eu-west-1,force_path_style=true,endpoint='${endpoint}'`;
const RCLONE = ['--s3-chunk-size', '16M', '--s3-upload-concurrency', '4', '--s3-no-check-bucket', '--s3-no-head'];
const found = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

const peers: Readonly<Record<string, Peer>> = {
  lakeferry: (from, to) => [process.execPath, bundled('peers/lakeferry'), from, to],
  'sdk-stream': (from, to) => [process.execPath, bundled('peers/sdk-stream'), from, to],
  ...(found(python, '-c', 'import boto3') && {
    boto3: (from: string, to: string) => [python, join(__dirname, 'peers/boto3-relay.py'), from, to],
  }),
  ...(found(rclone, 'version') && {
    rclone: (from: string, to: string) => [
      ...[rclone, 'copyto', ...RCLONE, '--ca-cert', certificate(), '--config', '/dev/null'],
      ...[`${remote(from)}:our-files/large`, `${remote(to)}:theirs/large`],
    ],
  }),
};

function certificate(): string {
  return join(outdir, 'certificate.pem');
}

const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
const keyFile = join(outdir, 'key.pem');
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...subject,
    '-days',
    '2',
    '-keyout',
    keyFile,
    '-out',
    certificate(),
  ],
  { stdio: 'ignore' },
);

async function bench(isTls: boolean): Promise<void> {
  const tls = isTls ? [certificate(), keyFile] : [];
  const standIn = spawn('taskset', ['-c', '1', process.execPath, bundled('stand-in'), String(size), ...tls], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const line = await new Promise<string>((resolve) => standIn.stdout.once('data', (text) => resolve(String(text))));
    const [from = '', to = ''] = line
      .trim()
      .split(' ')
      .map((port) => `${isTls ? 'https' : 'http'}://127.0.0.1:${port}`);
    for (const [name, peer] of Object.entries(peers)) {
      const all: Figures[] = [];
      for (let i = 0; i < runs; i++) {
        const figures = measure(peer(from, to));
        const verdict = execFileSync('curl', ['-sk', `${to}/_verdict`], { encoding: 'utf8' });
        if (figures.code !== 0 || verdict !== 'whole') throw new Error(`${name}: ${figures.code}, ${verdict}`);
        all.push(figures);
      }
      print(isTls, name, all);
    }
  } finally {
    standIn.kill();
  }
}

function measure(command: readonly string[]): Figures {
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: certificate(),
    BENCH_CA: certificate(),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CA_BUNDLE: undefined,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const printed = execFileSync('python3', [join(__dirname, 'measure.py'), '0', ...command], { encoding: 'utf8', env });
  return JSON.parse(printed) as Figures;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

function print(isTls: boolean, name: string, all: readonly Figures[]): void {
  const of = (key: keyof Figures): number => median(all.map((each) => each[key]));
  const rate = (seconds: number): string => (size / MIB / seconds).toFixed(0);
  const cells = [
    isTls ? 'TLS' : 'plain',
    name,
    rate(of('seconds')),
    rate(of('cpuSeconds')),
    of('cpuSeconds').toFixed(2),
  ];
  console.log(`| ${[...cells, of('rssMb')].join(' | ')} |`);
}

async function main(): Promise<void> {
  console.log(`| | relayer | MiB/s | MiB per CPU s | CPU s | RSS MB |\n|---|---|---|---|---|---|`);
  for (const isTls of [false, true]) await bench(isTls);
}

void main();
