import {
  DescribeExportTasksCommand,
  type ExportTask,
  type RDSClient,
  StartExportTaskCommand,
} from '@aws-sdk/client-rds';
import type { ListedTask } from '../../../core/snapshots/slots';
import { ServiceUnavailableError } from '../../shared/service-errors';
import { findTask, statusOf } from '../export-task';

type Rds = Pick<RDSClient, 'send'>;

/** Everyone's tasks that hold a slot in the account and Region. Filter values are lower case, or RDS finds nothing. */
export async function listRunningTasks(rds: Rds): Promise<ListedTask[]> {
  const tasks: ListedTask[] = [];
  let Marker: string | undefined;
  do {
    const page = await rds.send(
      new DescribeExportTasksCommand({
        Filters: [{ Name: 'status', Values: ['starting', 'in_progress', 'canceling'] }],
        Marker,
      }),
    );
    tasks.push(...(page.ExportTasks ?? []).filter(isRunning).map(toListed));
    Marker = page.Marker;
  } while (Marker !== undefined && Marker !== '');
  return tasks;
}

/** Emulators ignore the filter. */
const isRunning = (task: ExportTask): boolean => ['STARTING', 'IN_PROGRESS', 'CANCELING'].includes(statusOf(task));

const toListed = (task: ExportTask): ListedTask => ({
  taskId: task.ExportTaskIdentifier ?? '',
  startedAt: task.TaskStartTime?.getTime(),
  percentProgress: task.PercentProgress ?? 0,
});

/** How one of our tasks stands. */
export type TaskState =
  | { readonly state: 'RUNNING' | 'COMPLETE'; readonly task: ExportTask }
  | { readonly state: 'FAILED'; readonly cause: string }
  | { readonly state: 'MISSING' };

export async function describeTask(rds: Rds, taskId: string): Promise<TaskState> {
  const task = await findTask(rds, taskId);
  if (task === undefined) return { state: 'MISSING' };
  const status = statusOf(task);
  if (status === 'FAILED' || status === 'CANCELED') {
    return { state: 'FAILED', cause: task.FailureCause ?? `RDS says ${status} and gives no cause.` };
  }
  return { state: status === 'COMPLETE' ? 'COMPLETE' : 'RUNNING', task };
}

/** What StartExportTask came to. `OTHER`: refused for good; `UNKNOWN`: it may have had its effect. */
export type StartOutcome =
  | { readonly outcome: 'STARTED' }
  /** A task of this name exists for another snapshot. */
  | { readonly outcome: 'NAME_TAKEN' }
  | { readonly outcome: 'LIMIT_REACHED' | 'NOT_EXPORTABLE_NOW' | 'SOURCE_GONE' | 'THROTTLED'; readonly error: Error }
  | { readonly outcome: 'OTHER' | 'UNKNOWN'; readonly error: Error };

export interface TaskRequest {
  readonly taskId: string;
  readonly sourceArn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly roleArn: string;
  readonly keyArn: string;
  readonly exportOnly?: readonly string[];
}

/** Starts the task, or finds it started by an earlier call of ours. */
export async function startTask(rds: Rds, request: TaskRequest): Promise<StartOutcome> {
  const { taskId, sourceArn, bucket, prefix, roleArn, keyArn, exportOnly } = request;
  try {
    await rds.send(
      new StartExportTaskCommand({
        ExportTaskIdentifier: taskId,
        SourceArn: sourceArn,
        S3BucketName: bucket,
        S3Prefix: prefix,
        IamRoleArn: roleArn,
        KmsKeyId: keyArn,
        ExportOnly: exportOnly === undefined ? undefined : [...exportOnly],
      }),
    );
    return { outcome: 'STARTED' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name !== 'ExportTaskAlreadyExistsFault') return { outcome: judgeRefusal(error), error };
    const existing = await findTask(rds, taskId);
    return { outcome: existing === undefined || existing.SourceArn === sourceArn ? 'STARTED' : 'NAME_TAKEN' };
  }
}

function judgeRefusal(error: Error) {
  if (error instanceof ServiceUnavailableError) return 'UNKNOWN';
  if (error.name === 'ServiceThrottledError') return 'THROTTLED';
  // not in RDS's model: the SDK gives it the wire code as its name
  if (error.name.startsWith('ExportTaskLimitReached')) return 'LIMIT_REACHED';
  if (error.name.startsWith('InvalidExportSourceState')) return 'NOT_EXPORTABLE_NOW';
  return /^DB(Cluster)?(Snapshot)?NotFound/.test(error.name) ? 'SOURCE_GONE' : 'OTHER';
}
