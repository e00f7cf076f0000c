/**
 * `npm run bench:slots [-- --json] [--seeds N] [--night '16 in 1 h'] [--from SEED]`: simulated nights, our ranking and
 * waits beside what people run today.
 */
import { parseArgs } from 'node:util';
import { simulateCheckAndWait, simulateMinuteQueue } from './baselines';
import { simulateLakeferry } from './lakeferry';
import { type Outcome, quantile } from './result';
import { type Job, makeNight, type Night } from './world';

const SLOTS = 5;

const NIGHTS: readonly Night[] = [
  { name: '16 in 1 h', databases: 16, windowMinutes: 60, seeds: 400 },
  { name: '100 in 4 h', databases: 100, windowMinutes: 240, seeds: 100 },
  { name: '1,000 in 4 h', databases: 1000, windowMinutes: 240, seeds: 5 },
];

const POLICIES: Readonly<Record<string, (jobs: readonly Job[]) => Outcome | Promise<Outcome>>> = {
  'check and wait 10 minutes': (jobs) => simulateCheckAndWait(jobs, SLOTS),
  'FIFO, looks every 60 s': (jobs) => simulateMinuteQueue(jobs, SLOTS),
  'lakeferry fifo': (jobs) => simulateLakeferry(jobs, 'fifo', SLOTS),
  'lakeferry longest-first': (jobs) => simulateLakeferry(jobs, 'longest-first', SLOTS),
};

interface Row extends Record<string, string | number> {
  readonly night: string;
  readonly policy: string;
}

async function measure(night: Night, policy: string, firstSeed: number): Promise<Row> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < night.seeds; i++) outcomes.push(await POLICIES[policy]!(makeNight(night, firstSeed + i)));
  const of = (key: keyof Outcome, share = 0.5): number =>
    quantile(
      outcomes.map((outcome) => outcome[key]),
      share,
    );
  return {
    night: night.name,
    policy,
    seeds: night.seeds,
    finishToBound: round(of('toBound'), 3),
    finishToBound95: round(of('toBound', 0.95), 3),
    meanWaitMinutes: round(of('meanWaitMinutes'), 1),
    longestWaitMinutes: round(of('longestWaitMinutes'), 1),
    overtakes: of('overtakes'),
    overtakes95: of('overtakes', 0.95),
    transitionsPerExport: round(of('transitions'), 1),
    apiCallsPerExport: round(of('apiCalls'), 1),
    seenLatePercent: round(100 * of('seenLate'), 2),
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      seeds: { type: 'string' },
      night: { type: 'string' },
      from: { type: 'string' },
    },
  });
  const rows: Row[] = [];
  for (const night of NIGHTS.filter(({ name }) => values.night === undefined || name === values.night)) {
    const seeds = Math.min(night.seeds, Number(values.seeds ?? night.seeds));
    for (const policy of Object.keys(POLICIES))
      rows.push(await measure({ ...night, seeds }, policy, Number(values.from ?? 0)));
  }
  if (values.json === true) console.log(JSON.stringify({ slots: SLOTS, rows }, null, 2));
  else console.table(rows);
}

void main();
