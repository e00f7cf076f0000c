import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * What a process may open is a property of the process: these copies run in one of their own, with one try for each.
 */
const outfile = join(mkdtempSync(join(tmpdir(), 'lakeferry-descriptors-')), 'copy-child.js');
const entryPoints = [join(__dirname, 'copy-child.ts')];

interface Outcome {
  readonly lost: number;
  readonly failures: readonly string[];
  readonly outOfDescriptors: number;
}

const copied = new Set<string>();
let connections = { now: 0, most: 0 };
let latencyMs = 0;
const server = createServer((request, response) => {
  request.resume();
  setTimeout(() => {
    copied.add(request.url ?? '');
    response.end('<CopyObjectResult/>');
  }, latencyMs);
}).on('connection', (socket) => {
  connections.most = Math.max(connections.most, ++connections.now);
  socket.on('close', () => connections.now--);
});

beforeAll(async () => {
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
});
beforeEach(() => {
  copied.clear();
  connections = { now: 0, most: 0 };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function copyUnder(descriptors: number, objects: number): Promise<Outcome> {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const script = `ulimit -n ${descriptors} && exec "$@"`;
  const args = ['-c', script, 'bash', process.execPath, '--no-warnings', outfile, endpoint, String(objects)];
  const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve) => child.once('close', () => resolve(JSON.parse(out) as Outcome)));
}

it("copies with Lambda's 1,024 file descriptors and needs at most 800 sockets", async () => {
  latencyMs = 500;
  expect(await copyUnder(1024, 2500)).toEqual({ lost: 0, failures: [], outOfDescriptors: 0 });
  expect(copied.size).toBe(2500);
  expect(connections.most).toBeLessThanOrEqual(800);
});

it('waits where even these are too many, and loses no try', async () => {
  latencyMs = 50;
  const { outOfDescriptors, ...outcome } = await copyUnder(100, 400);
  expect(outcome).toEqual({ lost: 0, failures: [] });
  expect(outOfDescriptors).toBeGreaterThan(0);
  expect(copied.size).toBe(400);
});
