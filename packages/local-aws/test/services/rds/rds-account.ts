import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrozenDatabase, FrozenTable, SourceDatabases, SourceSpec } from '../../../databases';
import { type ObjectStore, ServiceError } from '../../../service';
import { createRds, type Rds } from '../../../services/rds';
import { MemoryObjects } from '../memory-objects';
import { caller, type TestRuntime, testRuntime } from '../runtime';

export const MINUTE_MS = 60_000;

export const SOURCES: readonly SourceSpec[] = [
  ...['orders', 'orders-eu', 'stock', 'staff', 'visits', 'taxes'].map(
    (id): SourceSpec => ({ id, kind: 'aurora-cluster', engine: 'postgres', databases: [{ name: 'shop', tables: [] }] }),
  ),
  { id: 'archive', kind: 'rds-instance', engine: 'postgres', databases: [{ name: 'shop', tables: [] }] },
  {
    id: 'old',
    kind: 'aurora-cluster',
    engine: 'postgres',
    databases: [{ name: 'shop', tables: [] }],
    exportLayout: 'flat',
  },
  { id: 'legacy', kind: 'aurora-cluster', engine: 'mysql', databases: [{ name: 'shop', tables: [] }] },
];

/** A table given as CSV text, as PostgreSQL writes it. */
export interface GivenTable extends Pick<FrozenTable, 'schema' | 'table' | 'columns'> {
  readonly csv: string;
  /** @default the lines of `csv` */
  readonly rows?: number;
  readonly persistence?: FrozenTable['persistence'];
  readonly hasIntegerKey?: boolean;
}

export const ORDERS: GivenTable = {
  schema: 'public',
  table: 'orders',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'city', type: 'text' },
  ],
  csv: '1,"Łódź"\n2,\\N\n3,""\n',
  hasIntegerKey: true,
};

/** Databases whose tables are what the test says. */
export class GivenDatabases implements Pick<SourceDatabases, 'sources' | 'freeze'> {
  readonly sources = SOURCES;
  freezes = 0;
  constructor(public tables: readonly GivenTable[] = [ORDERS]) {}

  async freeze(_sourceId: string, folder: string): Promise<FrozenDatabase[]> {
    this.freezes++;
    await mkdir(join(folder, 'shop'), { recursive: true });
    const tables: FrozenTable[] = [];
    for (const [
      i,
      { csv, rows = csv.split('\n').length - 1, persistence = 'permanent', hasIntegerKey = false, ...table },
    ] of this.tables.entries()) {
      await writeFile(join(folder, 'shop', `${i}.csv`), csv);
      tables.push({ ...table, persistence, hasIntegerKey, rows, bytes: csv.length, file: `${i}.csv` });
    }
    return [{ database: 'shop', tables }];
  }
}

/** Refuses every bucket but one. */
export class RawBucket extends MemoryObjects implements ObjectStore {
  override list(bucket: string, prefix: string) {
    if (bucket !== 'raw') throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist');
    return super.list(bucket, prefix);
  }
}

export interface Account extends TestRuntime {
  readonly rds: Rds;
  readonly objects: RawBucket;
  readonly databases: GivenDatabases;
  readonly directory: string;
  readonly call: ReturnType<typeof caller>;
}

/** An account with RDS; given an earlier one, what a new process finds there. */
export async function account(tables?: readonly GivenTable[], earlier?: Account): Promise<Account> {
  const runtime = testRuntime(earlier?.store);
  const directory = earlier?.directory ?? mkdtempSync(join(tmpdir(), 'rds-'));
  const objects = earlier?.objects ?? new RawBucket();
  const databases = earlier?.databases ?? new GivenDatabases(tables);
  const emit = async (event: TestRuntime['events'][number]): Promise<void> => void runtime.events.push(event);
  const rds = await createRds({ ...runtime, objects, databases, directory, emit });
  rds.resume();
  return { ...runtime, rds, objects, databases, directory, call: caller(rds.service) };
}

/** Lets time go by, at least `minutes`. */
export const minutes = ({ clock }: Pick<Account, 'clock'>, count: number): Promise<void> =>
  new Promise((resolve) => clock.at(clock.now() + count * MINUTE_MS, resolve));

/** An automated snapshot that is available. */
export async function availableSnapshot(given: Account, sourceId = 'orders'): Promise<string> {
  const arn = await given.rds.createAutomatedSnapshot(sourceId);
  await minutes(given, 25);
  return arn;
}

export const request = (SourceArn: string, ExportTaskIdentifier = 'task-1') => ({
  ExportTaskIdentifier,
  SourceArn,
  S3BucketName: 'raw',
  S3Prefix: 'exports',
  IamRoleArn: 'arn:aws:iam::111111111111:role/export',
  KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000',
});

/** Runs a task to its end and answers it. */
export async function finished(given: Account, id = 'task-1') {
  for (;;) {
    const { ExportTasks } = await given.call('DescribeExportTasks', { ExportTaskIdentifier: id });
    if (ExportTasks[0].TaskEndTime !== undefined) return ExportTasks[0];
    await minutes(given, 5);
  }
}

/** Lets time go by until the task reads its source. */
export async function reading(given: Account, id = 'task-1'): Promise<void> {
  for (;;) {
    const { ExportTasks } = await given.call('DescribeExportTasks', { ExportTaskIdentifier: id });
    if (ExportTasks[0].Status !== 'STARTING') return;
    await minutes(given, 0.25);
  }
}

export const keysOf = ({ objects }: Account): string[] => objects.list('raw', '').map((o) => o.key);
/** UUIDs are replaced, for comparison. */
export const shapes = (keys: readonly string[]): string[] =>
  keys.map((key) => key.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'UUID'));
