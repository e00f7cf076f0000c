import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { COMPARISON_FILES } from '../../../core/replication/comparison/work-files';
import { mergeListings } from '../../../core/replication/merge-listings';
import { REPLICATION_EVENT } from '../../../core/replication/names';
import { classifying } from '../../shared/service-errors';
import { Findings } from '../compare/findings';
import { PageJudge, type SidesOfKey } from '../compare/judge-page';
import { type ListedSide, listKeys } from '../compare/list-keys';
import type { CompareRangeInput, CompareRangeResult } from '../compare/payloads';
import { receiptsInRange } from '../compare/receipts-in-range';
import { isGivenUp } from '../object/given-up';
import type { Replicator } from '../object/replicator';

export interface CompareRangeEffects
  extends Pick<Replicator, 'output' | 'source' | 'access' | 'receipts' | 'handOver' | 'now' | 'log'> {
  readonly sourceBucket: string;
  readonly prefix: string;
  /** Of the work bucket. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly workBucket: string;
}

/** No page is judged after this: the rest is left to the next invocation. The function has 15 minutes. */
const BUDGET_MS = 11 * 60_000;

/**
 * Lists both sides of a range and the receipts beside them, and writes down what is missing or different. Each
 * invocation does a part of the range and says where it stopped. Holds a page of each listing, whatever their length.
 */
export function createHandler(effects: CompareRangeEffects) {
  const { output, receipts, now, log, workBucket } = effects;
  const s3 = classifying(effects.s3);
  return async ({ range, folder, setAside, part, next }: CompareRangeInput): Promise<CompareRangeResult> => {
    const name = `${range.index}-${part}`;
    const sides = await openSides(effects);
    const left = { ...range, after: next ?? range.after };
    const findings = new Findings(s3, { bucket: workBucket, folder, name, retriesSetAside: setAside });
    const judge = new PageJudge({
      ...{ sides, output, receipts, findings, now },
      isGivenUp: (lease) => isGivenUp(effects, lease),
    });
    try {
      const pages = mergeListings(
        listKeys(sides.source, left),
        listKeys(sides.destination, left),
        receiptsInRange(receipts, left, effects.prefix),
      );
      const stopped = await judgePages(pages, judge, findings, { now, endsAt: now() + BUDGET_MS });
      const result = await findings.close();
      const Key = `${folder}${COMPARISON_FILES.compared}${name}.json`;
      await s3.send(new PutObjectCommand({ Bucket: workBucket, Key, Body: JSON.stringify(result) }));
      log.info('range compared', { event: REPLICATION_EVENT.rangeCompared, output: output.name, ...result.counts });
      return { part: part + 1, ...(stopped === undefined ? {} : { next: stopped }) };
    } catch (error) {
      await findings.abort();
      throw error;
    }
  };
}

/** Returns the last key that was judged, where the time is used up. */
async function judgePages(
  pages: AsyncIterable<readonly SidesOfKey[]>,
  judge: PageJudge,
  findings: Findings,
  { now, endsAt }: { readonly now: () => number; readonly endsAt: number },
): Promise<string | undefined> {
  let last: string | undefined;
  for await (const page of pages) {
    if (last !== undefined && now() >= endsAt) return last;
    countSides(page, findings);
    await judge.judge(page);
    const [source, destination, receipt] = page.at(-1)!;
    last = (source ?? destination ?? receipt!).key;
  }
  return undefined;
}

function countSides(page: readonly SidesOfKey[], findings: Findings): void {
  for (const [source, destination] of page) {
    if (source !== undefined) {
      findings.count('sourceObjects');
      findings.count('sourceBytes', source.size);
    }
    if (destination !== undefined) {
      findings.count('destinationObjects');
      findings.count('destinationBytes', destination.size);
    }
  }
}

async function openSides({ access, source, sourceBucket, prefix }: CompareRangeEffects) {
  const { destination, stream } = await access.open();
  const sides: { readonly source: ListedSide; readonly destination: ListedSide } = {
    source: { asked: { side: 'source', s3: source }, bucket: sourceBucket, prefix },
    destination: {
      asked: { side: 'destination', s3: stream },
      bucket: destination.bucket,
      before: destination.prefix,
      prefix,
      account: destination.account,
    },
  };
  return sides;
}
