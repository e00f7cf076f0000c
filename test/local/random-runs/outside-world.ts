import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CancelExportTaskCommand,
  CreateDBClusterSnapshotCommand,
  DeleteDBClusterSnapshotCommand,
  DescribeExportTasksCommand,
  RDSClient,
  StartExportTaskCommand,
} from '@aws-sdk/client-rds';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Runtime } from '../../../local/runtime';
import { snapshotEvent } from '../account';
import type { Diary } from './diary';
import type { Action } from './scenario';

export const FOREIGN_BUCKET = 'somebody-else';
export const FOREIGN_CLUSTER = 'other';
const PLACE = 'eu-west-1:111111111111';
const AUTOMATED = 'RDS-EVENT-0169';
const MANUAL = 'RDS-EVENT-0075';

/**
 * Does what the outside world does, at `planned` (milliseconds since the epoch). Done again after a death that cut it
 * short.
 */
export async function act(runtime: Runtime, action: Action, planned: number, diary: Diary): Promise<void> {
  switch (action.kind) {
    case 'snapshot':
      return takeSnapshot(runtime, action.source, planned - action.lateMs, diary);
    case 'announced-again': {
      const earlier = [...diary.snapshots.values()].find(
        ({ sourceId, arn, type }) => sourceId === action.source && type === 'automated' && diary.holds(arn),
      );
      return earlier === undefined ? undefined : announce(runtime, earlier.arn, AUTOMATED);
    }
    case 'manual-snapshot':
      return takeManual(runtime, action, diary);
    case 'deletion':
      return deleteSnapshot(runtime, action.name, diary);
    case 'look-alike':
      return announce(runtime, snapshotArn(`rds:${action.source}-20-copy-2026-01-15-01-00`), AUTOMATED);
    case 'ghost': {
      const arn = snapshotArn(`${action.source}-before-migration`);
      diary.gone.add(arn);
      return announce(runtime, arn, MANUAL);
    }
    case 'foreign-export':
      return exportForOthers(runtime, action.name);
    case 'cancellation':
      return cancelExport(runtime, action.source, diary);
    case 'last':
  }
}

/** A call that fails is made again by the agenda, in virtual time. */
const clientOf = (runtime: Runtime) => ({ ...runtime.clientConfig(), maxAttempts: 1 });

const snapshotArn = (id: string): string => `arn:aws:rds:${PLACE}:cluster-snapshot:${id}`;

async function takeSnapshot(runtime: Runtime, source: string, takenAt: number, diary: Diary): Promise<void> {
  const minute = new Date(takenAt).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const arn = snapshotArn(`rds:${source}-${minute}`);
  if (!diary.snapshots.has(arn)) await runtime.takeSnapshot(source, takenAt);
  diary.rows.set(arn, await runtime.rowsInSnapshot(arn));
}

async function takeManual(
  runtime: Runtime,
  { source, name }: { readonly source: string; readonly name: string },
  diary: Diary,
): Promise<void> {
  const arn = snapshotArn(name);
  const command = new CreateDBClusterSnapshotCommand({
    DBClusterIdentifier: source,
    DBClusterSnapshotIdentifier: name,
  });
  if (!diary.snapshots.has(arn)) await new RDSClient(clientOf(runtime)).send(command);
  diary.rows.set(arn, await runtime.rowsInSnapshot(arn));
}

async function deleteSnapshot(runtime: Runtime, name: string, diary: Diary): Promise<void> {
  if (!diary.holds(snapshotArn(name))) return;
  const command = new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: name });
  await orRefused(new RDSClient(clientOf(runtime)).send(command));
}

async function announce(runtime: Runtime, arn: string, eventId: string): Promise<void> {
  const { source, 'detail-type': DetailType, detail } = snapshotEvent({ arn, eventId });
  const Entries = [{ Source: source, DetailType, Resources: [arn], Detail: JSON.stringify(detail) }];
  await new EventBridgeClient(clientOf(runtime)).send(new PutEventsCommand({ Entries }));
}

/** Others have troubles of their own: no slot is left. */
async function exportForOthers(runtime: Runtime, name: string): Promise<void> {
  const config = clientOf(runtime);
  await orRefused(new S3Client(config).send(new CreateBucketCommand({ Bucket: FOREIGN_BUCKET })));
  const command = new StartExportTaskCommand({
    ExportTaskIdentifier: name,
    SourceArn: `arn:aws:rds:${PLACE}:cluster:${FOREIGN_CLUSTER}`,
    S3BucketName: FOREIGN_BUCKET,
    IamRoleArn: 'arn:aws:iam::111111111111:role/other',
    KmsKeyId: runtime.resources.keyArn,
  });
  await orRefused(new RDSClient(config).send(command));
}

async function cancelExport(runtime: Runtime, source: string, { snapshots }: Diary): Promise<void> {
  const rds = new RDSClient(clientOf(runtime));
  const Filters = [{ Name: 'status', Values: ['starting', 'in_progress'] }];
  const answer = await orRefused(rds.send(new DescribeExportTasksCommand({ Filters })));
  const task = answer?.ExportTasks?.find(({ SourceArn = '' }) => snapshots.get(SourceArn)?.sourceId === source);
  if (task === undefined) return;
  await orRefused(rds.send(new CancelExportTaskCommand({ ExportTaskIdentifier: task.ExportTaskIdentifier })));
}

/** A refusal is an answer; a broken connection is none. */
async function orRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { $fault?: string }).$fault === undefined) throw error;
    return undefined;
  }
}
