import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { DestinationSettings, OutputSettings } from '../../../../../core/config/replication/types';
import type { ObjectEvent } from '../../../../../core/replication/object-event';
import { WORK_MS } from '../../../../../core/replication/work-limits';
import { replicateEvent } from '../../../../../functions/replication/object/replicate-event';
import { silentLog } from '../../../../../functions/shared/log';
import { StreamS3 } from '../../../../../functions/shared/s3-stream';

/** What a child needs to work as a function of the test's world. */
export interface ChildWork {
  readonly ours: { readonly endpoint: string };
  readonly source: S3ClientConfig;
  readonly destination: S3ClientConfig;
  readonly output: OutputSettings;
  readonly settings: DestinationSettings;
  readonly event: ObjectEvent;
  readonly now: number;
}

/** Replicates one object in a process of its own. Argument: {@link ChildWork} as JSON. */
async function main(work: string): Promise<void> {
  const { ours, source, destination, output, settings, event, now } = JSON.parse(work) as ChildWork;
  const client = new S3Client(destination);
  const open = async () => ({ destination: settings, client, stream: new StreamS3(client) });
  await replicateEvent(
    {
      output,
      source: new StreamS3(new S3Client(source)),
      access: { open },
      receipts: { table: { dynamodb: new DynamoDBClient(ours), tableName: 'replication' }, output: output.name },
      mark: 'abcdef12',
      now: () => now,
      newId: () => 'child',
      log: silentLog,
      metric: () => undefined,
    },
    event,
    { endsAt: now + WORK_MS },
  );
}

void main(process.argv[2]!);
