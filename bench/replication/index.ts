import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { program, remote, shell } from './programs';

/**
 * `npm run bench:replication [-- --mib=1024] [-- --runs=3] [-- --part-mib=64]`: one object relayed between two
 * endpoints, plain and by TLS, each relayer pinned to one core and the endpoints to the other.
 */
const option = (name: string, usual: number): number =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
const MIB = 1024 ** 2;
const size = option('mib', 1024) * MIB;
const runs = option('runs', 3);
const partMib = option('part-mib', 0);
const partBytes = partMib === 0 ? [] : [String(partMib * MIB)];
const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bench-'));

const entry = (name: string) => join(__dirname, `${name}.ts`);
const names = ['stand-in', 'peers/lakeferry', 'peers/sdk-stream'];
buildSync({
  entryPoints: names.map(entry),
  outdir,
  outbase: __dirname,
  bundle: true,
  minify: true,
  mainFields: ['module', 'main'],
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
const [python, rclone, awsCli, s5cmd] = [program('python'), program('rclone'), program('awsCli'), program('s5cmd')];
const RCLONE = ['--s3-chunk-size', '16M', '--s3-upload-concurrency', '4', '--s3-no-check-bucket', '--s3-no-head'];
const peers: Readonly<Record<string, Peer>> = {
  lakeferry: (from, to) => [process.execPath, bundled('peers/lakeferry'), from, to, ...partBytes],
  'sdk-stream': (from, to) => [process.execPath, bundled('peers/sdk-stream'), from, to],
  ...(python !== undefined && {
    boto3: (from: string, to: string) => [python, join(__dirname, 'peers/boto3-relay.py'), from, to],
  }),
  ...(rclone !== undefined && {
    rclone: (from: string, to: string) => [
      ...[rclone, 'copyto', ...RCLONE, '--ca-cert', certificate(), '--config', '/dev/null'],
      ...[`${remote(from)}:our-files/large`, `${remote(to)}:theirs/large`],
    ],
  }),
  ...(awsCli !== undefined && {
    'aws-cli, a pipe': (from: string, to: string) => {
      const run = (endpoint: string): string =>
        `${awsCli} s3 cp --endpoint-url ${endpoint} --ca-bundle ${certificate()}`;
      return shell(`${run(from)} s3://our-files/large - | ${run(to)} - s3://theirs/large --expected-size ${size}`);
    },
  }),
  ...(s5cmd !== undefined && {
    's5cmd, a pipe': (from: string, to: string) => {
      const run = (endpoint: string): string => `${s5cmd} --no-verify-ssl --endpoint-url ${endpoint}`;
      return shell(`${run(from)} cat -c 4 -p 16 s3://our-files/large | ${run(to)} pipe -c 4 -p 16 s3://theirs/large`);
    },
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
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' },
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
