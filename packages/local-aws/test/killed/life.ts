import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { type AwsClients, clientsOf } from './clients';

/** Ten minutes pass in a second: snapshots, exports and crawls end between two kills or after them. */
export const SPEED = 600;

const MODULES = join(__dirname, '..', '..', '..', '..', 'node_modules');
let built: string | undefined;

/** Built once: every life that compiled the services anew took a second longer to begin. */
function processFile(): string {
  if (built !== undefined) return built;
  const outfile = join(mkdtempSync(join(tmpdir(), 'local-aws-process-')), 'aws-process.js');
  const entryPoints = [join(__dirname, 'aws-process.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', packages: 'external', logLevel: 'error' });
  built = outfile;
  return outfile;
}

/** One process of the local AWS, from its start to its kill. */
export class Life {
  readonly ended: Promise<unknown>;

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
    readonly aws: AwsClients,
  ) {
    this.ended = once(child, 'exit');
  }

  static async begin(directory: string, now: number): Promise<Life> {
    const child = spawn(process.execPath, [processFile(), directory, String(now), String(SPEED)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_PATH: MODULES },
    });
    for await (const url of createInterface({ input: child.stdout! })) return new Life(child, url, clientsOf(url));
    throw new Error('The local AWS ended before it listened.');
  }

  /** SIGKILL: nothing of the process runs after it. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    for (const client of Object.values(this.aws)) client.destroy();
  }

  /** The process kills itself right after so many writes to a namespace of its store. */
  async dieAfter(namespace: string, writes: number): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${this.url}/_local/die`, { method: 'POST', headers, body: JSON.stringify({ namespace, writes }) });
  }
}
