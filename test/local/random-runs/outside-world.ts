import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { RDSClient, StartExportTaskCommand } from '@aws-sdk/client-rds';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Runtime } from '../../../local/runtime';
import { snapshotEvent } from '../account';
import type { Action } from './scenario';

export const FOREIGN_BUCKET = 'somebody-else';
export const FOREIGN_CLUSTER = 'other';
const PLACE = 'eu-west-1:111111111111';
const AUTOMATED = 'RDS-EVENT-0169';
const MANUAL = 'RDS-EVENT-0075';

/** What the outside world did. */
export class Diary {
  /** ARN of each snapshot taken, and its source. */
  readonly snapshots = new Map<string, string>();
  /** ARNs that were announced and are no more. */
  readonly gone = new Set<string>();
}

/** Does what the outside world does. Done again after a death that cut it short. */
export async function act(runtime: Runtime, action: Action, diary: Diary): Promise<void> {
  switch (action.kind) {
    case 'snapshot':
      return takeSnapshot(runtime, action.source, diary);
    case 'announced-again': {
      const [earlier] = [...diary.snapshots].find(([, source]) => source === action.source) ?? [];
      return earlier === undefined ? undefined : announce(runtime, earlier, AUTOMATED);
    }
    case 'look-alike':
      return announce(runtime, snapshotArn(`rds:${action.source}-20-copy-2026-01-15-01-00`), AUTOMATED);
    case 'deleted-snapshot': {
      const arn = snapshotArn(`${action.source}-before-migration`);
      diary.gone.add(arn);
      return announce(runtime, arn, MANUAL);
    }
    case 'foreign-export':
      return exportForOthers(runtime, action.name);
  }
}

const snapshotArn = (id: string): string => `arn:aws:rds:${PLACE}:cluster-snapshot:${id}`;

async function takeSnapshot(runtime: Runtime, source: string, { snapshots }: Diary): Promise<void> {
  const minute = new Date(runtime.clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const arn = snapshotArn(`rds:${source}-${minute}`);
  if (snapshots.has(arn)) return;
  try {
    snapshots.set(await runtime.takeSnapshot(source), source);
  } catch (error) {
    // taken before the process died, and nobody heard of it
    if (!(error as Error).message.includes('already exists')) throw error;
    snapshots.set(arn, source);
  }
}

async function announce(runtime: Runtime, arn: string, eventId: string): Promise<void> {
  const { source, 'detail-type': DetailType, detail } = snapshotEvent({ arn, eventId });
  const Entries = [{ Source: source, DetailType, Resources: [arn], Detail: JSON.stringify(detail) }];
  await new EventBridgeClient(runtime.clientConfig()).send(new PutEventsCommand({ Entries }));
}

/** Refused when no slot is left: others have troubles of their own. */
async function exportForOthers(runtime: Runtime, name: string): Promise<void> {
  const config = runtime.clientConfig();
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: FOREIGN_BUCKET })).catch(() => {});
  const command = new StartExportTaskCommand({
    ExportTaskIdentifier: name,
    SourceArn: `arn:aws:rds:${PLACE}:cluster:${FOREIGN_CLUSTER}`,
    S3BucketName: FOREIGN_BUCKET,
    IamRoleArn: 'arn:aws:iam::111111111111:role/other',
    KmsKeyId: runtime.resources.keyArn,
  });
  await new RDSClient(config).send(command).catch(() => {});
}
