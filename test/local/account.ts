import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateDBClusterSnapshotCommand,
  type ExportTask,
  paginateDescribeExportTasks,
  RDSClient,
} from '@aws-sdk/client-rds';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { listRuns } from '../../bin/runs/list-runs';
import { readRun, readRuns } from '../../bin/runs/read-run';
import type { RunDetails } from '../../bin/runs/run';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { Ledger } from '../../functions/snapshots/start-export/ledger';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import type { SourceDatabases } from '../../packages/local-aws/databases';
import { memoryStore } from '../../packages/local-aws/store';

export const DAY_MS = 86_400_000;
const POLL_MS = 20;

/** An RDS event of a snapshot, as `PutEvents` takes it. */
export interface Announcement {
  readonly arn: string;
  readonly eventId: string;
  /** @default the one that goes with the ARN's type */
  readonly detailType?: string;
}

/** The local runtime of one AWS account, and what tests ask of it from outside, as any client could. */
export interface Account {
  readonly runtime: Runtime;
  readonly sfn: SFNClient;
  readonly rds: RDSClient;
  readonly s3: S3Client;
  readonly ledger: Ledger;
  /** Does the work so many virtual milliseconds from now; time stands still meanwhile. */
  after<T>(ms: number, work: () => Promise<T>): Promise<T>;
  /** Goes to one o'clock of the next day, which no partition holds yet. Answers the date. */
  nextDay(): Promise<string>;
  /** A manual snapshot; answers its ARN while it is still being created. */
  manualSnapshot(cluster: string, name: string): Promise<string>;
  announce(...events: readonly Announcement[]): Promise<void>;
  /** Starts `export-snapshot` by hand; answers the execution's ARN. */
  start(input: unknown): Promise<string>;
  /**
   * Runs of `export-snapshot` that `matches` finds, oldest first, once there are so many and none of them is running.
   */
  ended(matches: (run: RunDetails) => boolean, count?: number): Promise<RunDetails[]>;
  /** Runs of every machine. */
  allRuns(): Promise<RunDetails[]>;
  tasks(): Promise<ExportTask[]>;
  /** Keys below the source's folder in the lake that belong to this date. */
  lakeFiles(sourceId: string, date: string): Promise<string[]>;
  readJson(pointer: { readonly bucket: string; readonly key: string }): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens an account on 15 January 2026 at one o'clock, in virtual time. It is forgotten when it is closed. */
export async function openAccount(
  config: LakeferryConfig,
  databases: SourceDatabases,
  more: Pick<RuntimeOptions, 'answers'> = {},
): Promise<Account> {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-account-'));
  const clock = new VirtualClock(Date.UTC(2026, 0, 15, 1));
  const settings = validateConfig(config);
  const runtime = await startRuntime({ settings, directory, clock, store: memoryStore(), databases, ...more });
  const client = runtime.clientConfig();
  const { machines, lakeBucket, ledgerTable } = runtime.resources;
  const [sfn, rds, s3] = [new SFNClient(client), new RDSClient(client), new S3Client(client)];
  const events = new EventBridgeClient(client);
  const main = machines['export-snapshot'];
  const runsOfMain = readChangedRuns(sfn, main);
  const after: Account['after'] = (ms, work) =>
    new Promise((resolve, reject) => {
      clock.at(clock.now() + ms, () => void clock.hold(work).then(resolve, reject));
    });

  return {
    runtime,
    sfn,
    rds,
    s3,
    ledger: new Ledger({ dynamodb: new DynamoDBClient(client), tableName: ledgerTable }),
    after,
    nextDay() {
      const tomorrow = new Date(clock.now() + DAY_MS).setUTCHours(1, 0, 0, 0);
      return after(tomorrow - clock.now(), async () => new Date(tomorrow).toISOString().slice(0, 10));
    },
    async manualSnapshot(DBClusterIdentifier, DBClusterSnapshotIdentifier) {
      const command = new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier });
      return (await rds.send(command)).DBClusterSnapshot?.DBClusterSnapshotArn ?? '';
    },
    async announce(...announcements) {
      await events.send(new PutEventsCommand({ Entries: announcements.map(entry) }));
    },
    async start(input) {
      const command = new StartExecutionCommand({ stateMachineArn: main, input: JSON.stringify(input) });
      return (await sfn.send(command)).executionArn ?? '';
    },
    async ended(matches, count = 1) {
      for (;;) {
        const runs = (await runsOfMain()).filter(matches).toReversed();
        if (runs.length >= count && runs.every((run) => run.status !== 'RUNNING')) return runs;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    async allRuns() {
      return (await Promise.all(Object.values(machines).map((machine) => readRuns(sfn, machine)))).flat();
    },
    async tasks() {
      const tasks: ExportTask[] = [];
      for await (const page of paginateDescribeExportTasks({ client: rds }, {}))
        tasks.push(...(page.ExportTasks ?? []));
      return tasks;
    },
    async lakeFiles(sourceId, date) {
      const keys: string[] = [];
      const Prefix = `lake/${sourceId}/`;
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: lakeBucket, Prefix })) {
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      }
      return keys.filter((key) => key.includes(`=${date}/`));
    },
    async readJson({ bucket, key }) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    },
    close: () => runtime.close(),
  };
}

/** Reads a run again only when the list says that it changed: most polls of a test find all runs as they were. */
function readChangedRuns(sfn: SFNClient, machine: string): () => Promise<RunDetails[]> {
  const known = new Map<string, { readonly state: string; readonly details: RunDetails }>();
  return async () => {
    const runs: RunDetails[] = [];
    for (const { executionArn, ...run } of await listRuns(sfn, machine)) {
      const state = JSON.stringify(run);
      const entry = known.get(executionArn);
      const details = entry?.state === state ? entry.details : await readRun(sfn, executionArn);
      known.set(executionArn, { state, details });
      runs.push(details);
    }
    return runs;
  };
}

/** The event's detail, as RDS writes it. */
export function snapshotEvent({ arn, eventId, detailType }: Announcement) {
  const isCluster = arn.includes(':cluster-snapshot:');
  return {
    source: 'aws.rds',
    'detail-type': detailType ?? (isCluster ? 'RDS DB Cluster Snapshot Event' : 'RDS DB Snapshot Event'),
    detail: {
      SourceArn: arn,
      SourceIdentifier: arn.split(/:(?:cluster-)?snapshot:/)[1] ?? '',
      SourceType: isCluster ? 'CLUSTER_SNAPSHOT' : 'SNAPSHOT',
      EventID: eventId,
      EventCategories: ['backup'],
    },
  };
}

function entry(announcement: Announcement) {
  const { source, 'detail-type': DetailType, detail } = snapshotEvent(announcement);
  return { Source: source, DetailType, Resources: [announcement.arn], Detail: JSON.stringify(detail) };
}
