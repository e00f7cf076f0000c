/**
 * `npm run bench:governance [-- --json] [--night '2,000 tables'] [--rates 'as assumed']`: how long governance takes on
 * a first night and on a quiet one, by the clock of a Lake Formation that throttles. Computing takes real time and is
 * shown apart.
 */
import { parseArgs } from 'node:util';
import { createHandler } from '../../functions/catalog/apply-governance/handler';
import type { Rates } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { memoryLedger } from './memory-ledger';
import { COLUMNS, type Night, settingsOf, tablesOf } from './policy';
import { RateLimit } from './rate-limit';
import { VirtualTime } from './virtual-time';
import { CONSUMER, createWorld, DATABASE, PRODUCER, type World } from './world';

const NIGHTS: readonly Night[] = [
  { name: '2,000 tables', schemas: 50, tablesEach: 40, shared: 36, filtered: 4 },
  { name: '2,000 tables, half of them named', schemas: 50, tablesEach: 40, shared: 18, filtered: 2 },
  { name: '2,000 tables beside 10,000', schemas: 50, tablesEach: 40, shared: 36, filtered: 4, others: 10_000 },
  { name: '10,000 tables', schemas: 250, tablesEach: 40, shared: 8, filtered: 2 },
  { name: '40,000 tables', schemas: 1000, tablesEach: 40, shared: 8, filtered: 2 },
];

/** As assumed; half of it, where throttling has to slow us down; and twice, which has to be found out. */
const RATES: Readonly<Record<string, Rates>> = {
  'as assumed': { reads: 10, writes: 5 },
  'half of that': { reads: 5, writes: 2.5 },
  'twice that': { reads: 20, writes: 10 },
};

/** As the deployed function has it. */
const APPLIES_FOR_MS = 600_000;

interface Row extends Record<string, string | number> {
  readonly night: string;
  readonly run: string;
}

async function measure(night: Night, rates: string): Promise<Row[]> {
  const time = new VirtualTime();
  const limit = new RateLimit(RATES[rates]!, time.now);
  const world = await createWorld(tablesOf(night), COLUMNS, time, limit, night.others);
  const govern = createHandler({
    ...world,
    dynamodb: memoryLedger(),
    log: silentLog,
    metric: () => {},
    settings: settingsOf(night),
    ledgerTable: 'ledger',
    catalogId: PRODUCER,
    now: time.now,
    wait: time.wait,
    appliesForMs: APPLIES_FOR_MS,
  });
  const runs: Row[] = [];
  const run = async (name: string): Promise<void> => {
    limit.counts = { reads: 0, writes: 0, throttled: 0 };
    const startedAt = time.now();
    const computedFrom = process.cpuUsage();
    let [calls, changes, longest] = [0, 0, 0];
    let outcome = 'UNFINISHED';
    while (outcome === 'UNFINISHED') {
      const calledAt = time.now();
      const result = await time.run(() => govern({ glueDatabase: DATABASE })).catch(failure);
      ({ outcome } = result);
      changes += result.changes;
      longest = Math.max(longest, time.now() - calledAt);
      calls += 1;
    }
    const { user, system } = process.cpuUsage(computedFrom);
    runs.push({
      night: night.name,
      rates,
      run: name,
      outcome,
      minutes: round((time.now() - startedAt) / 60_000),
      calls,
      longestCallMinutes: round(longest / 60_000),
      changes,
      ...limit.counts,
      cpuSeconds: round((user + system) / 1e6),
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    });
  };
  await run('first');
  await run('quiet');
  await changeByHand(world, night);
  await run('changed by hand');
  return runs;
}

/** A column that is opened by tag, and a grant by name, on tables that the policy does not mention. */
async function changeByHand({ byHand }: World, night: Night): Promise<void> {
  const [tagged, unnamed] = tablesOf(night).slice(-2) as [string, string];
  await byHand('AddLFTagsToResource', {
    Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: tagged, ColumnNames: ['card'] } },
    LFTags: [{ TagKey: 'confidential', TagValues: ['public'] }],
  });
  await byHand('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: { TableWithColumns: { DatabaseName: DATABASE, Name: unnamed, ColumnNames: ['card'] } },
    Permissions: ['SELECT'],
  });
}

/** A run that finds something amiss ends with an error that says what. */
const failure = ({ name, message }: Error) => ({ outcome: `${name}: ${message}`.slice(0, 400), changes: 0 });

const round = (value: number): number => Number(value.toFixed(1));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, night: { type: 'string' }, rates: { type: 'string' } },
  });
  const rows: Row[] = [];
  for (const night of NIGHTS.filter(({ name }) => values.night === undefined || name === values.night)) {
    for (const rates of Object.keys(RATES).filter((each) => (values.rates ?? each) === each))
      rows.push(...(await measure(night, rates)));
  }
  if (values.json === true) console.log(JSON.stringify(rows, null, 2));
  else console.table(rows);
}

void main();
