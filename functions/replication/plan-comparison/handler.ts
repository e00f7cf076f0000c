import type { S3Client } from '@aws-sdk/client-s3';
import { COMPARISON_FILES, comparisonFolder } from '../../../core/replication/comparison/work-files';
import { LineWriter } from '../../shared/manifest/line-writer';
import type { StreamS3 } from '../../shared/s3-stream';
import { classifying } from '../../shared/service-errors';
import { listEnds } from '../compare/list-keys';
import type { ComparedRange, PlanComparisonInput, PlanComparisonResult } from '../compare/payloads';
import { cutRanges } from './cut-ranges';

export interface PlanComparisonEffects {
  readonly output: { readonly name: string };
  /** Of the source. */
  readonly source: StreamS3;
  readonly sourceBucket: string;
  readonly prefix: string;
  /** Of the work bucket. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly workBucket: string;
}

/** Cuts the keys of the source into ranges, which are compared beside each other. */
export function createHandler(effects: PlanComparisonEffects) {
  const { output, source, sourceBucket, prefix, workBucket } = effects;
  const s3 = classifying(effects.s3);
  const side = { asked: { side: 'source' as const, s3: source }, bucket: sourceBucket, prefix };
  return async ({ execution }: PlanComparisonInput): Promise<PlanComparisonResult> => {
    const ranges = await cutRanges((after) => listEnds(side, { after }));
    const folder = comparisonFolder(output.name, execution.executionArn);
    const target = { bucket: workBucket, key: `${folder}${COMPARISON_FILES.ranges}` };
    const lines = new LineWriter(s3, target);
    for (const [index, range] of ranges.entries()) {
      const line: ComparedRange = { index, ...range };
      await lines.write(line);
    }
    await lines.close();
    return { folder, ranges: target, count: ranges.length };
  };
}
