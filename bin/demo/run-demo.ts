import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { paginateDescribeExportTasks, RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../../core/config/types';
import { catalogDatabaseOf } from '../../core/lake/catalog-databases';
import { MACHINES } from '../../core/machines';
import { arnIn } from '../../core/rights/permission';
import { rootCause } from '../../functions/shared/runs/root-cause';
import type { Runtime } from '../../local/runtime';
import type { Mail } from '../../packages/local-aws/services/sns';
import { listRuns } from '../runs/list-runs';
import { readRuns } from '../runs/read-run';
import type { RunDetails } from '../runs/run';
import { analystAccount, query } from './analyst';
import { disagreementsOf } from './disagreements';
import type { DemoDocument, DemoExecution, DemoQuery, DemoRedrive, DemoTable } from './document';
import { machinesOfTables, runTables } from './dynamodb/run-tables';
import { tableFigures } from './lake-figures';
import { maxOverlap } from './max-overlap';
import { replicationDisagreements, replicationFigures } from './replication-figures';

export interface DemoObserver {
  /** A line for people: what happens now. */
  say(text: string): void;
  /** Where every source stands, several times a second. */
  progress(runs: ReadonlyMap<string, RunDetails>): void;
}

/** The snapshots of this demo: source id to snapshot ARN. */
type Snapshots = ReadonlyMap<string, string>;

const POLL_MS = 200;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/**
 * Snapshot, export, copy, crawl, govern, one failure, one redrive. Tables of DynamoDB are loaded, changed and
 * published. Then everything is counted again from the other end.
 */
export async function runDemo(settings: Settings, runtime: Runtime, observer: DemoObserver): Promise<DemoDocument> {
  const wallStart = Date.now();
  const virtualStart = runtime.clock.now();
  const sfn = new SFNClient(runtime.clientConfig());

  const unlucky = settings.sources[1] ?? settings.sources[0]!;
  const { crawler: unluckyCrawler } = catalogDatabaseOf(settings, { id: unlucky.id, database: unlucky.databases[0]! });
  runtime.faults.inject({ name: 'crawl-failed', target: unluckyCrawler });
  observer.say(
    `${counted(settings.sources.length, 'source')}, ${counted(settings.exports.maxConcurrent, 'export slot')}. One crawl will fail: ${unluckyCrawler}.`,
  );

  const snapshots = await takeSnapshots(settings, runtime, observer);
  const first = await settled(sfn, runtime, snapshots, observer);
  const redriven = await redriveFailed(sfn, first, { settings, runtime, observer });
  const last = redriven.length === 0 ? first : await settled(sfn, runtime, snapshots, observer);

  const virtualEnd = runtime.clock.now();
  const streamed = await runTables(settings, runtime, (text) => observer.say(text));

  observer.say('Counting what arrived.');
  const tables = await collectTables(settings, runtime, snapshots);
  const answer = await sampleQuery(settings, runtime, tables);
  const replicated = await replicationFigures(settings, runtime);
  const executions = await allExecutions(settings, sfn, runtime);
  const maxConcurrentExports = await mostExportsAtOnce(runtime);
  const disagreements = [
    ...[...last].flatMap(([source, run]) =>
      run.status === 'SUCCEEDED' ? [] : [`${source}: the run ended ${run.status}`],
    ),
    ...tables.flatMap((table) => disagreementsOf(settings, table)),
    ...(maxConcurrentExports > settings.exports.maxConcurrent ? [`${maxConcurrentExports} exports ran at once`] : []),
    ...(redriven.length === 0 ? ['no run failed, though a crawl was made to fail'] : []),
    ...redriven.flatMap(({ source, mails }) =>
      mails === settings.notifications.mail.length ? [] : [`${source}: ${mails} mails tell of its failure`],
    ),
    ...replicationDisagreements(replicated),
    ...streamed.disagreements,
    ...(answer?.rows.length === 0 ? ['the sample query returned nothing'] : []),
  ];
  return {
    executions,
    maxConcurrentExports,
    tables,
    redriven,
    replication: { outputs: replicated.outputs },
    dynamodb: { tables: streamed.tables },
    query: answer,
    disagreements,
    seconds: {
      wall: Math.round((Date.now() - wallStart) / 100) / 10,
      virtual: Math.round((virtualEnd - virtualStart) / 1000),
    },
  };
}

/** Time stands still meanwhile, so that all are announced in one night. */
async function takeSnapshots(settings: Settings, runtime: Runtime, observer: DemoObserver): Promise<Snapshots> {
  const snapshots = new Map<string, string>();
  await runtime.clock.hold(async () => {
    for (const { id } of settings.sources) {
      observer.say(`Snapshot of ${id}`);
      snapshots.set(id, await runtime.takeSnapshot(id));
    }
  });
  return snapshots;
}

/** Waits until every snapshot's run has ended. */
async function settled(
  sfn: SFNClient,
  runtime: Runtime,
  snapshots: Snapshots,
  observer: DemoObserver,
): Promise<Map<string, RunDetails>> {
  for (;;) {
    const runs = await readRuns(sfn, runtime.resources.machines['export-snapshot']);
    const bySource = new Map<string, RunDetails>();
    for (const [source, arn] of snapshots) {
      const run = runs.find((r) => r.snapshotArn === arn);
      if (run !== undefined) bySource.set(source, run);
    }
    observer.progress(bySource);
    if (bySource.size === snapshots.size && [...bySource.values()].every((r) => r.status !== 'RUNNING'))
      return bySource;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function redriveFailed(
  sfn: SFNClient,
  runs: ReadonlyMap<string, RunDetails>,
  { settings, runtime, observer }: { settings: Settings; runtime: Runtime; observer: DemoObserver },
): Promise<DemoRedrive[]> {
  const redriven: DemoRedrive[] = [];
  for (const [source, run] of runs) {
    if (run.status !== 'FAILED') continue;
    const { error, message } = await rootCause(sfn, run.executionArn);
    observer.say(`${source} failed in ${run.state}: ${error}: ${message}`);
    const mails = await mailsAbout(run.executionArn, runtime, settings);
    for (const { to, subject } of mails) observer.say(`Mail to ${to}: ${subject}`);
    observer.say(`Redriving ${run.executionArn}`);
    await sfn.send(new RedriveExecutionCommand({ executionArn: run.executionArn }));
    redriven.push({ execution: run.executionArn, source, error, cause: message, mails: mails.length });
  }
  return redriven;
}

/**
 * An event tells of the failure, so the mail may come a moment after it. Empty where nobody is told, or when none came
 * for ten seconds.
 */
async function mailsAbout(
  executionArn: string,
  runtime: Runtime,
  { notifications }: Settings,
): Promise<readonly Mail[]> {
  const sent = () => runtime.mails().filter(({ body }) => body.includes(executionArn));
  for (let polls = 0; polls < 50 && sent().length < notifications.mail.length; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return sent();
}

async function collectTables(settings: Settings, runtime: Runtime, snapshots: Snapshots): Promise<DemoTable[]> {
  const readers = {
    s3: new S3Client({ ...runtime.clientConfig(), forcePathStyle: true }),
    glue: new GlueClient(runtime.clientConfig()),
    analyst: new AthenaClient(runtime.clientConfig(analystAccount(settings))),
    lakeBucket: runtime.resources.lakeBucket,
    countRows: runtime.countRows,
  };
  const tables: DemoTable[] = [];
  for (const source of settings.sources) {
    const rows = await runtime.rowsInSnapshot(snapshots.get(source.id) ?? '');
    tables.push(...(await tableFigures(settings, source, rows, readers)));
  }
  return tables;
}

/**
 * Five rows of the first table with a filter, else of the first shared one, as the analytics account sees them.
 * Undefined if it sees none.
 */
async function sampleQuery(
  settings: Settings,
  runtime: Runtime,
  tables: readonly DemoTable[],
): Promise<DemoQuery | undefined> {
  const seen = tables.filter(({ promisedRows, unreadable }) => promisedRows > 0 && unreadable === undefined);
  const found = seen.find(({ columns, visibleColumns }) => visibleColumns.length < columns.length) ?? seen[0];
  if (found === undefined) return undefined;
  const { database, table } = found;
  const sql = `SELECT * FROM "${database}"."${table}" LIMIT 5`;
  const answer = await query(new AthenaClient(runtime.clientConfig(analystAccount(settings))), sql);
  return { sql, columns: answer?.columns ?? [], rows: answer?.rows ?? [] };
}

async function allExecutions(settings: Settings, sfn: SFNClient, runtime: Runtime): Promise<DemoExecution[]> {
  const executions: DemoExecution[] = [];
  for (const machine of MACHINES.toReversed()) {
    for (const { name, status, redriveCount } of await listRuns(sfn, runtime.resources.machines[machine])) {
      executions.push({ machine, name, status, redriveCount });
    }
  }
  for (const machine of machinesOfTables(settings)) {
    const machineArn = arnIn(runtime.place, 'states', `stateMachine:${runtime.place.names.deployed(machine)}`);
    for (const { name, status, redriveCount } of await listRuns(sfn, machineArn))
      executions.push({ machine, name, status, redriveCount });
  }
  return executions;
}

async function mostExportsAtOnce(runtime: Runtime): Promise<number> {
  const intervals: { from: number; to: number }[] = [];
  for await (const page of paginateDescribeExportTasks({ client: new RDSClient(runtime.clientConfig()) }, {})) {
    for (const { TaskStartTime, TaskEndTime } of page.ExportTasks ?? []) {
      if (TaskStartTime && TaskEndTime) intervals.push({ from: TaskStartTime.getTime(), to: TaskEndTime.getTime() });
    }
  }
  return maxOverlap(intervals);
}
