import { S3Client } from '@aws-sdk/client-s3';
import type { SQSEvent } from 'aws-lambda';
import { createHandler } from '../../../functions/replication/replicate-object/handler';
import { ledgerClient } from '../../../functions/shared/ledger/client';
import { silentLog } from '../../../functions/shared/log';
import { StreamS3 } from '../../../functions/shared/s3-stream';

/**
 * The event path: messages of S3's events to the handler of `replicate-object`, ten at a time as the queue gives them,
 * with claims and receipts. Arguments: endpoint, objects, bytes of each.
 */
const [endpoint = '', objects = '0', bytes = '0'] = process.argv.slice(2);
const config = {
  endpoint,
  region: 'eu-west-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
const [source, stream] = [new StreamS3(new S3Client(config)), new StreamS3(new S3Client(config))];
const output = { name: 'partner', ignore: [], deletes: 'none', storageClasses: {} };
const MESSAGES = 10;

const handler = createHandler({
  output,
  source,
  access: { open: async () => ({ destination: { bucket: 'theirs', prefix: '', account: '222222222222' }, stream }) },
  receipts: { table: { dynamodb: ledgerClient(config), tableName: 'receipts' }, output: 'partner' },
  ...{ mark: 'abcdef12', now: Date.now, newId: () => 'bench', log: silentLog, metric: () => undefined },
  ...{ sqs: {}, queueUrl: '', selection: { source: { bucket: 'our-files', prefix: '' }, output } },
} as unknown as Parameters<typeof createHandler>[0]);

function messageOf(i: number) {
  const object = { key: `small-${String(i).padStart(6, '0')}`, size: Number(bytes), sequencer: '0055AED6DC90281E' };
  const s3 = { bucket: { name: 'our-files' }, object: { ...object, eTag: 'd41d8cd98f00b204e9800998ecf8427e' } };
  const record = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventTime: '2026-11-26T00:00:00.000Z', s3 };
  return {
    messageId: String(i),
    attributes: { ApproximateReceiveCount: '1' },
    body: JSON.stringify({ Records: [record] }),
  };
}

async function main(): Promise<number> {
  let failed = 0;
  for (let i = 0; i < Number(objects); i += MESSAGES) {
    const Records = Array.from({ length: MESSAGES }, (_, n) => messageOf(i + n));
    failed += (await handler({ Records } as unknown as SQSEvent)).batchItemFailures.length;
  }
  return failed;
}

void main().then((failed) => process.exit(failed === 0 ? 0 : 1));
