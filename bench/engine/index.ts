/**
 * `npm run bench:engine [-- --json]`: state transitions per second and memory, each contestant and workload in a process of its own.
 * `PEER_MODULES=<folder>` says where aws-local-stepfunctions is installed, when not here.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CONTESTANTS } from './engines';
import { WORKLOADS } from './machines';

interface Measured {
  readonly workload: string;
  readonly contestant: string;
  readonly transitionsPerSecond?: number;
  readonly seconds?: number;
  /** Of the whole process, Node itself included. */
  readonly peakRssMb?: number;
  readonly note?: string;
}

async function measure(workloadIndex: number, contestant: string): Promise<Measured> {
  const workload = WORKLOADS[workloadIndex]!;
  const name = { workload: workload.name, contestant };
  const started = performance.now();
  try {
    if (!(await CONTESTANTS[contestant]!(workload))) return { ...name, note: 'has no such feature' };
  } catch (error) {
    return { ...name, note: (error as Error).message.split('\n')[0] };
  }
  const seconds = (performance.now() - started) / 1000;
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    ...name,
    transitionsPerSecond: Math.round(workload.transitions / seconds),
    seconds: Number(seconds.toFixed(2)),
    peakRssMb,
  };
}

function inOwnProcess(workload: number, contestant: string): Measured {
  const args = [...process.execArgv, __filename, '--workload', String(workload), '--contestant', contestant];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: process.env });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{')
    ? (JSON.parse(line) as Measured)
    : { workload: WORKLOADS[workload]!.name, contestant, note: stderr.split('\n')[0] };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, workload: { type: 'string' }, contestant: { type: 'string' } },
  });
  if (values.contestant !== undefined) {
    process.stdout.write(`${JSON.stringify(await measure(Number(values.workload), values.contestant))}\n`);
    return;
  }
  const rows = WORKLOADS.flatMap((_, i) => Object.keys(CONTESTANTS).map((contestant) => inOwnProcess(i, contestant)));
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
  else console.table(rows);
}

void main();
