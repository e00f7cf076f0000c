import { join } from 'node:path';
import type { SourceDatabases, SourceSpec } from '../../databases';
import type { EmitEvent, LocalService, ObjectStore, ServiceDependencies } from '../../service';
import { rdsArn } from './arns';
import { exportOperations } from './exports/operations';
import { ExportRunner } from './exports/runner';
import { FrozenData } from './frozen-data';
import { fraction } from './hash';
import { backupSnapshotId, snapshotOperations } from './snapshots/operations';
import { automatedId, snapshotArn, storageKey } from './snapshots/record';
import { Snapshots } from './snapshots/snapshots';
import { sourceOperations } from './source-operations';

export { MOST_EXPORTS } from './exports/operations';

export interface RdsDependencies extends ServiceDependencies {
  readonly objects: ObjectStore;
  readonly emit: EmitEvent;
  readonly databases: Pick<SourceDatabases, 'sources' | 'freeze'>;
  /** Frozen data is kept here. */
  readonly directory: string;
}

/** RDS, and what no API offers: what RDS does of its own accord, and what others in the account do. */
export interface Rds {
  readonly service: LocalService;
  /**
   * The nightly snapshot of a cluster or instance: `rds:<id>-YYYY-MM-DD-HH-MM`. Resolves to its ARN once the data is
   * frozen and the creation announced; the "created" event follows some virtual minutes later. `time` is its
   * SnapshotCreateTime in milliseconds, now by default.
   */
  createAutomatedSnapshot(sourceId: string, time?: number): Promise<string>;
  /** AWS Backup's: `awsbackup:job-<uuid>`, announced as a manual one. */
  createBackupSnapshot(sourceId: string, time?: number): Promise<string>;
  /** Uses a slot as another team's export would, for `durationMs` of virtual time. Resolves to its task identifier. */
  startForeignTask(durationMs: number): Promise<string>;
  /** Rows of every table of a snapshot, keyed `database.schema.table`; of MySQL `database.database.table`. */
  rowsInSnapshot(snapshotArn: string): Promise<Record<string, number>>;
  /** Export tasks that use a slot now. */
  runningExports(): number;
  /**
   * Goes on with what an earlier process left. Its timers may be overdue: call it once whoever hears of them is there.
   */
  resume(): void;
  /** Stops timers; resolves when nothing is being written. */
  close(): Promise<void>;
}

/**
 * Builds the service; what an earlier process left under way waits for `resume`. Sources are known by their
 * identifiers, in lower case.
 */
export async function createRds(deps: RdsDependencies): Promise<Rds> {
  const { sources } = deps.databases;
  const frozen = new FrozenData(join(deps.directory, 'frozen'), deps.databases);
  const snapshots = await Snapshots.load({ ...deps, frozen });
  const released = async (arn: string): Promise<void> => {
    if (snapshots.find(arn) === undefined) await frozen.drop(arn);
  };
  const exports = await ExportRunner.load({ ...deps, frozen, released });
  const isExporting = (arn: string): boolean => exports.running().some((r) => r.reads?.owner === arn);
  const shared = { ...deps, sources, snapshots, exports, frozen, isExporting };

  const sourceOf = (id: string): SourceSpec => {
    const source = sources.find((s) => s.id === id);
    if (source !== undefined) return source;
    throw new RangeError(`There is no source '${id}'. Use one of: ${sources.map((s) => s.id).join(', ')}.`);
  };

  return {
    service: {
      name: 'rds',
      operations: { ...sourceOperations(shared), ...snapshotOperations(shared), ...exportOperations(shared) },
    },
    async createAutomatedSnapshot(sourceId, time = deps.clock.now()) {
      const source = sourceOf(sourceId);
      const id = automatedId(source.id, time);
      const arn = snapshotArn(deps, source.kind, id);
      if (snapshots.isTaken(arn))
        throw new RangeError(`There is a snapshot '${id}' already. Take one a minute at most.`);
      return (await snapshots.take(source, id, 'automated', time)).arn;
    },
    async createBackupSnapshot(sourceId, time = deps.clock.now()) {
      return (await snapshots.take(sourceOf(sourceId), backupSnapshotId(), 'awsbackup', time)).arn;
    },
    async startForeignTask(durationMs) {
      const now = deps.clock.now();
      const number = exports.all().filter((r) => r.reads === undefined).length + 1;
      const id = `foreign-${number}`;
      await exports.start({
        id,
        sourceArn: rdsArn(deps, 'cluster-snapshot', `foreign-${number}`),
        sourceType: 'SNAPSHOT',
        exportOnly: [],
        snapshotTime: now,
        bucket: 'foreign-bucket',
        roleArn: `arn:${deps.partition}:iam::${deps.accountId}:role/foreign`,
        keyId: storageKey(deps),
        status: 'STARTING',
        startedAt: now,
        runsAt: now + Math.floor(durationMs * (0.2 + fraction(id) / 5)),
        endsAt: now + durationMs,
        bytes: 0,
      });
      return id;
    },
    async rowsInSnapshot(arn) {
      if (snapshots.find(arn) === undefined) throw new RangeError(`There is no snapshot '${arn}'.`);
      const tables = frozen
        .read(arn)
        .flatMap((d) => d.tables.map((t) => [`${d.database}.${t.schema}.${t.table}`, t.rows] as const));
      return Object.fromEntries(tables);
    },
    runningExports: () => exports.running().length,
    resume() {
      snapshots.resume();
      exports.resume();
    },
    async close() {
      snapshots.close();
      await exports.close();
    },
  };
}
