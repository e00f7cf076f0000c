/**
 * `npm run bench:engine [-- --json] [--rounds N]`: state transitions per second and memory. Each contestant runs each
 * workload in a process of its own: once cold, then warm until the compiler has seen it. Rounds are interleaved, and
 * the median of them is shown. `PEER_MODULES=<folder>` says where aws-local-stepfunctions is installed, when not here.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CONTESTANTS } from './engines';
import { WORKLOADS } from './machines';

interface Measured {
  /** Transitions a second of the first run in the process. */
  readonly cold?: number;
  /** The fastest of the runs after it. */
  readonly warm?: number;
  /** Transitions per second of processor time, the fastest run: what other work on the machine disturbs less. */
  readonly warmPerCpuSecond?: number;
  /** Of the whole process after the first run, Node and the TypeScript loader included. */
  readonly peakRssMb?: number;
  readonly note?: string;
}

const WARM_RUNS = 5;
/** Longer ones are measured once. */
const MOST_WARM_TRANSITIONS = 20_000;

async function measure(workloadIndex: number, contestant: string): Promise<Measured> {
  const workload = WORKLOADS[workloadIndex]!;
  try {
    const run = CONTESTANTS[contestant]!();
    const cold = await timed(() => run(workload), workload.transitions);
    if (cold === undefined) return { note: 'has no such feature' };
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const rates = [cold];
    for (let i = 0; i < WARM_RUNS && workload.transitions <= MOST_WARM_TRANSITIONS; i++)
      rates.push((await timed(() => run(workload), workload.transitions))!);
    const [warm, warmPerCpuSecond] = [Math.max(...rates.map((r) => r.wall)), Math.max(...rates.map((r) => r.cpu))];
    return { cold: cold.wall, warm, warmPerCpuSecond, peakRssMb };
  } catch (error) {
    return { note: (error as Error).message.split('\n')[0] };
  }
}

/** Per second of the clock, and of the processor. */
async function timed(run: () => Promise<boolean>, transitions: number) {
  const [started, before] = [performance.now(), process.cpuUsage()];
  if (!(await run())) return undefined;
  const { user, system } = process.cpuUsage(before);
  const wall = Math.round((transitions / (performance.now() - started)) * 1000);
  return { wall, cpu: Math.round((transitions / (user + system)) * 1e6) };
}

function inOwnProcess(workload: number, contestant: string): Measured {
  const args = [...process.execArgv, __filename, '--workload', String(workload), '--contestant', contestant];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: process.env });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as Measured) : { note: stderr.split('\n')[0] };
}

/** The middle one; of an even number the lower of the two. */
function median(rounds: readonly Measured[]): Measured {
  const of = (name: 'cold' | 'warm' | 'warmPerCpuSecond' | 'peakRssMb'): number | undefined =>
    rounds.flatMap((round) => round[name] ?? []).sort((a, b) => a - b)[Math.floor((rounds.length - 1) / 2)];
  const [warm, note] = [of('warm'), rounds.find((round) => round.note !== undefined)?.note];
  if (warm === undefined) return { note };
  return { cold: of('cold'), warm, warmPerCpuSecond: of('warmPerCpuSecond'), peakRssMb: of('peakRssMb') };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string', default: '3' },
      workload: { type: 'string' },
      contestant: { type: 'string' },
    },
  });
  if (values.contestant !== undefined) {
    process.stdout.write(`${JSON.stringify(await measure(Number(values.workload), values.contestant))}\n`);
    return;
  }
  const rows = WORKLOADS.flatMap(({ name }, workload) => {
    const names = Object.keys(CONTESTANTS);
    const rounds = Array.from({ length: Number(values.rounds) }, () => names.map((n) => inOwnProcess(workload, n)));
    return names.map((contestant, i) => ({ workload: name, contestant, ...median(rounds.map((r) => r[i]!)) }));
  });
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
  else console.table(rows);
}

void main();
