import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import type { CopyOutcome } from '../../functions/replication/copy/copy-object';
import { startAws } from '../../packages/local-aws/start-aws';
import { contentCrc32, StandIn } from './stand-in';

/**
 * Copies a large object: from a stand-in to another one that discards it, from a stand-in to the local S3, and from
 * there to a stand-in. The content must be the same, and the copying process must stay small, whatever the size.
 * Takes GiB for the first and for the others.
 */
const GIB = 1024 ** 3;
/** Of a process with the SDK, whose own share is about 80 MB. */
const MOST_RSS_MB = 180;

interface Copied {
  readonly outcome: CopyOutcome;
  readonly seconds: number;
  readonly mostRssMb: number;
}

async function main([discarded = '20', stored = '2']: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'large-'));
  const program = join(scratch, 'copy-one.js');
  await build({ entryPoints: [join(__dirname, 'copy-one.ts')], outfile: program, bundle: true, platform: 'node' });
  const sizes = [Math.floor(Number(discarded) * GIB) + 17, Math.floor(Number(stored) * GIB) + 17] as const;
  const [first, second] = [new StandIn(sizes[0]), new StandIn(sizes[1])];
  const aws = await startAws({ services: ['s3'], accountId: '111111111111', region: 'eu-west-1' });
  try {
    const s3 = new S3Client({ ...aws.clientConfig(), forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    s3.destroy();
    const [large, small] = [await first.start(), await second.start()];
    judge('stand-in to stand-in', sizes[0], await copy(program, large, large));
    judge('stand-in to local S3', sizes[1], await copy(program, small, aws.url));
    judge('local S3 to stand-in', sizes[1], await copy(program, aws.url, small));
  } finally {
    first.close();
    second.close();
    await aws.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

let copies = 0;

async function copy(program: string, from: string, to: string): Promise<Copied> {
  const mark = String(++copies).padStart(8, '0');
  const { stdout } = await promisify(execFile)(process.execPath, [program, from, to, mark]);
  return JSON.parse(stdout) as Copied;
}

function judge(what: string, size: number, { outcome, seconds, mostRssMb }: Copied): void {
  const rate = size / seconds / 1024 ** 2;
  console.log(`${what}: ${size} bytes, ${rate.toFixed(0)} MiB/s, at most ${mostRssMb.toFixed(0)} MB of memory`);
  if (outcome.outcome !== 'COPIED') throw new Error(`${what}: ${JSON.stringify(outcome)}`);
  const { source, destination } = outcome.copied;
  const crc32 = contentCrc32(size);
  if ([source, destination].some((each) => each.size !== size || each.crc32 !== crc32))
    throw new Error(`${what}: the receipt says ${JSON.stringify(outcome.copied)}, the content has ${crc32}.`);
  if (mostRssMb > MOST_RSS_MB) throw new Error(`${what}: more than ${MOST_RSS_MB} MB of memory.`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
