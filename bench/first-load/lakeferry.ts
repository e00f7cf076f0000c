import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import type { LoadRowsInput } from '../../functions/dynamodb/load/payloads';
import { createHandler } from '../../functions/dynamodb/load-rows/handler';
import { silentLog } from '../../functions/shared/log';

/** The whole handler over one data file on disk; what it writes is counted and dropped. Prints a JSON line. */
const [file = '', items = '0'] = process.argv.slice(2);
let written = 0;
const s3 = {
  send: async ({ input }: { readonly input: { readonly Key: string; readonly Body?: Uint8Array | string } }) => {
    if (input.Body === undefined) return { Body: createReadStream(file), ETag: '"1"' };
    written += input.Body.length;
    return {};
  },
} as never;
const md5Checksum = createHash('md5').update(readFileSync(file)).digest('base64');
const chosen = { kind: 'full', exportTime: '2026-11-27T10:00:00.000Z' } as const;
const input: LoadRowsInput = {
  load: {
    ...{ table: 'orders', keys: ['id'], exportArn: 'arn/01-ab', chosen, items: Number(items) },
    files: { bucket: 'exports', key: 'files' },
  },
  file: { itemCount: Number(items), md5Checksum, dataFileS3Key: 'data/x.json.gz' },
  ...{ line: 0, parts: 0, bytes: 0 },
};

async function run(): Promise<void> {
  const handler = createHandler({
    ...{ s3, exportsBucket: 'exports', landingBucket: 'landing', entry: 'shop', oldImage: false },
    ...{ partitionKey: 'date', now: () => 0, log: silentLog },
  });
  const began = performance.now();
  const { line } = await handler(input);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  const rssMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ rows: line, seconds, cpuSeconds: (user + system) / 1e6, rssMb, written }));
}

void run();
