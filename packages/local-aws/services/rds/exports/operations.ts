import type {
  CancelExportTaskCommandInput,
  DescribeExportTasksCommandInput,
  StartExportTaskCommandInput,
} from '@aws-sdk/client-rds';
import type { SourceSpec } from '../../../databases';
import { type ObjectStore, type Operation, type ServiceDependencies, ServiceError } from '../../../service';
import { parseRdsArn } from '../arns';
import * as errors from '../errors';
import type { FrozenData } from '../frozen-data';
import { filtered, recordsPage } from '../lists';
import type { Snapshots } from '../snapshots/snapshots';
import { asExportTask, type ExportRecord, isOver } from './record';
import { checkedRequest, type ExportRequest } from './request';
import { type ExportRunner, liveOwner } from './runner';
import { selectTables, unknownEntries } from './selection';
import { exportTiming } from './timing';

/** The service's limit: tasks of anybody in the account, whatever their source. */
export const MOST_EXPORTS = 5;

export interface ExportOperationsDependencies extends ServiceDependencies {
  readonly objects: ObjectStore;
  readonly sources: readonly SourceSpec[];
  readonly snapshots: Snapshots;
  readonly exports: ExportRunner;
  readonly frozen: FrozenData;
}

/** What an export is of. */
interface Origin {
  readonly source: SourceSpec;
  readonly sourceType: 'SNAPSHOT' | 'CLUSTER';
  /** Of the frozen data. */
  readonly owner: string;
  readonly snapshotTime?: number;
}

export function exportOperations(deps: ExportOperationsDependencies): Readonly<Record<string, Operation>> {
  const { exports, clock, faults } = deps;
  /**
   * Task names and sources of calls that still look at their source: nobody else gets them, and they count as running.
   */
  const claimed = new Map<string, string>();

  const start = async (request: ExportRequest): Promise<ExportRecord> => {
    if (exports.find(request.id) !== undefined || claimed.has(request.id)) throw errors.exportTaskExists(request.id);
    const origin = originOf(request, deps);
    requireBucket(request.bucket, deps.objects);
    const busy = new Map([...exports.running().map((r) => [r.id, r.sourceArn] as const), ...claimed]);
    if (origin.sourceType === 'SNAPSHOT' && [...busy.values()].includes(request.sourceArn)) {
      throw errors.invalidExportSource(`The snapshot ${request.sourceArn} is already being exported.`);
    }
    if (busy.size >= MOST_EXPORTS || faults.strikes('limit-reached', 'rds:StartExportTask'))
      throw errors.limitReached(MOST_EXPORTS);
    claimed.set(request.id, request.sourceArn);
    try {
      const record = await newRecord(request, origin, deps);
      await exports.start(record);
      return record;
    } finally {
      claimed.delete(request.id);
    }
  };

  return {
    StartExportTask: async (input: StartExportTaskCommandInput) =>
      asExportTask(await clock.hold(() => start(checkedRequest(input, deps))), clock.now()),

    CancelExportTask: async ({ ExportTaskIdentifier: id = '' }: CancelExportTaskCommandInput) => {
      const record = exports.find(id);
      if (record === undefined) throw errors.exportTaskNotFound(id);
      if (isOver(record.status) || record.status === 'CANCELING') {
        throw errors.invalidTaskState(`You can't cancel the export task ${id}: its status is ${record.status}.`);
      }
      return asExportTask(await exports.cancel(record), clock.now());
    },

    DescribeExportTasks: async (input: DescribeExportTasksCommandInput) => {
      const { ExportTaskIdentifier: id, SourceArn, SourceType } = input;
      if (id !== undefined && exports.find(id) === undefined) throw errors.exportTaskNotFound(id);
      if (SourceType !== undefined && !['SNAPSHOT', 'CLUSTER'].includes(SourceType)) {
        throw errors.invalidParameter(`Invalid source type: ${SourceType}. Use SNAPSHOT or CLUSTER`);
      }
      const kept = filtered(exports.all(), input.Filters, {
        'export-task-identifier': (r) => [r.id],
        's3-bucket': (r) => [r.bucket],
        'source-arn': (r) => [r.sourceArn],
        status: (r) => [r.status.toLowerCase()],
      })
        .filter((r) => id === undefined || r.id === id)
        .filter((r) => SourceArn === undefined || r.sourceArn === SourceArn)
        .filter((r) => SourceType === undefined || r.sourceType === SourceType);
      const page = recordsPage(kept, input);
      return { ExportTasks: page.items.map((r) => asExportTask(r, clock.now())), Marker: page.next };
    },
  };
}

function originOf({ id, sourceArn }: ExportRequest, deps: ExportOperationsDependencies): Origin {
  const parsed = parseRdsArn(deps, sourceArn);
  if (parsed === undefined || parsed.type === 'db') {
    throw errors.invalidParameter(
      `Invalid source ARN: ${sourceArn}. Use the ARN of a snapshot, a cluster snapshot or an Aurora cluster.`,
    );
  }
  if (parsed.type === 'cluster') {
    const cluster = deps.sources.find((s) => s.kind === 'aurora-cluster' && s.id === parsed.id);
    if (cluster === undefined) throw errors.clusterNotFound(parsed.id);
    return { source: cluster, sourceType: 'CLUSTER', owner: liveOwner(id) };
  }
  const snapshot = deps.snapshots.find(sourceArn);
  const source = deps.sources.find((s) => s.id === snapshot?.sourceId && s.kind === snapshot.kind);
  if (snapshot === undefined || source === undefined) {
    throw parsed.type === 'snapshot' ? errors.snapshotNotFound(parsed.id) : errors.clusterSnapshotNotFound(parsed.id);
  }
  if (snapshot.status !== 'available') {
    throw errors.invalidExportSource(
      `The state of the export snapshot is invalid for exporting to an Amazon S3 bucket: ${snapshot.id} is ${snapshot.status}.`,
    );
  }
  return { source, sourceType: 'SNAPSHOT', owner: snapshot.arn, snapshotTime: snapshot.createdAt };
}

function requireBucket(bucket: string, objects: ObjectStore): void {
  try {
    objects.list(bucket, 'export_info_');
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchBucket') throw errors.invalidBucket(bucket);
    throw error;
  }
}

/** A live cluster is cloned now: what is written to it later is not exported. */
async function newRecord(
  request: ExportRequest,
  origin: Origin,
  deps: ExportOperationsDependencies,
): Promise<ExportRecord> {
  const { source, sourceType, owner, snapshotTime } = origin;
  await deps.frozen.freeze(owner, source.id);
  const databases = deps.frozen.read(owner);
  const unknown = unknownEntries(databases, source.engine, request.exportOnly);
  if (unknown.length > 0) {
    throw errors.invalidExportOnly(
      `The export can't be limited to ${unknown.join(', ')}: nothing of that name is in ${source.id}.`,
    );
  }
  const tables = selectTables(databases, source.engine, request.exportOnly);
  const bytes = tables.reduce((sum, { table }) => sum + table.bytes, 0);
  const { startingMs, runningMs } = exportTiming(source.id, bytes);
  const now = deps.clock.now();
  return {
    ...request,
    sourceType,
    snapshotTime,
    status: 'STARTING',
    startedAt: now,
    runsAt: now + startingMs,
    endsAt: now + startingMs + runningMs,
    bytes,
    reads: { owner, sourceId: source.id, engine: source.engine, layout: source.exportLayout ?? 'batched' },
  };
}
