import { S3Client } from '@aws-sdk/client-s3';
import { listEnds } from '../../../functions/replication/compare/list-keys';
import { createHandler as compareRange } from '../../../functions/replication/compare-range/handler';
import { cutRanges } from '../../../functions/replication/plan-comparison/cut-ranges';
import { collectEarly } from '../../../functions/shared/collect-early';
import { ledgerClient } from '../../../functions/shared/ledger/client';
import { silentLog } from '../../../functions/shared/log';
import { StreamS3 } from '../../../functions/shared/s3-stream';

/** Compares all ranges of a stand-in in one process, some at once. Prints what was found, time and memory. */
async function main(endpoint: string, atOnce: number): Promise<void> {
  collectEarly();
  const config = {
    endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const stream = new StreamS3(new S3Client(config));
  const found = { missing: 0, different: 0, same: 0 };
  const handler = compareRange({
    output: { name: 'partner', ignore: ['files/*/_temporary/*'] } as never,
    source: stream,
    access: {
      open: async () => ({ destination: { bucket: 'partner', prefix: '', account: '222222222222' }, stream }),
    } as never,
    receipts: { table: { dynamodb: ledgerClient(config), tableName: 'receipts' }, output: 'partner' },
    now: Date.now,
    log: {
      ...silentLog,
      info: (_, counts = {}) => {
        for (const name of ['missing', 'different', 'same'] as const) found[name] += counts[name] as number;
      },
    },
    sourceBucket: 'files',
    prefix: '',
    s3: { send: async () => ({}) } as never,
    workBucket: 'work',
  });
  const started = Date.now();
  const side = { asked: { side: 'source' as const, s3: stream }, bucket: 'files', prefix: '' };
  const ranges = await cutRanges((after) => listEnds(side, { after }));
  const cutSeconds = (Date.now() - started) / 1000;
  const queue = ranges.entries();
  const worker = async (): Promise<void> => {
    for (const [index, range] of queue) {
      for (let at: { part: number; next?: string } = { part: 0 }; ; ) {
        at = await handler({ range: { index, ...range }, folder: '', setAside: false, ...at });
        if (at.next === undefined) break;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage();
  console.log(
    JSON.stringify({
      ranges: ranges.length,
      cutSeconds,
      ...found,
      seconds: (Date.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      rssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
  process.exit(0);
}

void main(process.argv[2]!, Number(process.argv[3] ?? '1'));
