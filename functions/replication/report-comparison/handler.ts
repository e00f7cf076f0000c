import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ComparisonReport, leftOf, outcomeOf } from '../../../core/replication/comparison/report';
import { COMPARISON_FILES, reportKey } from '../../../core/replication/comparison/work-files';
import { ofOutput, REPLICATION_EVENT, REPLICATION_METRIC } from '../../../core/replication/names';
import type { Log, RecordMetric } from '../../shared/log';
import { LineWriter } from '../../shared/manifest/line-writer';
import { classifying } from '../../shared/service-errors';
import type { ReportComparisonInput, ReportComparisonResult } from '../compare/payloads';
import { type Gathered, gatherCompared, gatherReplicated } from './gather';

export interface ReportComparisonEffects {
  readonly output: { readonly name: string };
  /** Of the work bucket. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly workBucket: string;
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
}

/** Adds up what the ranges found and what was copied, and writes the report; or says what is to be copied first. */
export function createHandler(effects: ReportComparisonEffects) {
  const { output, workBucket: bucket, now, log, metric } = effects;
  const s3 = classifying(effects.s3);
  return async (input: ReportComparisonInput): Promise<ReportComparisonResult> => {
    const { folder, reportOnly, isReplicated, execution } = input;
    const compared = await gatherCompared(s3, bucket, `${folder}${COMPARISON_FILES.compared}`);
    const replicated = isReplicated
      ? await gatherReplicated(s3, bucket, `${folder}${COMPARISON_FILES.replicated}`)
      : undefined;
    const copies = !reportOnly && !isReplicated && compared.batches.length > 0;
    const left = leftOf({ ...compared.counts, replicated: replicated?.counts });
    const report: ComparisonReport = {
      output: output.name,
      outcome: copies ? 'REPLICATING' : outcomeOf(left),
      reportOnly,
      execution: execution.executionArn,
      startedAt: execution.startedAt,
      writtenAt: new Date(now()).toISOString(),
      ...compared.counts,
      ...(replicated === undefined ? {} : { replicated: replicated.counts }),
      examples: compared.examples,
      failures: replicated?.failures ?? [],
      findings: folder,
    };
    await writeReport(s3, bucket, folder, report);
    const { missing, different, extra, gone } = report;
    const told = { missing, different, extra, gone, report: { bucket, key: reportKey(output.name) } };
    if (copies) return { outcome: 'TO_REPLICATE', ...told, batches: await writeBatches(s3, bucket, folder, compared) };
    metric(REPLICATION_METRIC.missing, 'Count', left.missing, ofOutput(output.name));
    metric(REPLICATION_METRIC.different, 'Count', left.different, ofOutput(output.name));
    log.info('comparison reported', { event: REPLICATION_EVENT.comparisonReported, ...report, examples: undefined });
    return { outcome: outcomeOf(left), ...told };
  };
}

/** For the comparison itself, and as the last one of the output. */
async function writeReport(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  folder: string,
  report: ComparisonReport,
): Promise<void> {
  const Body = `${JSON.stringify(report, null, 2)}\n`;
  for (const Key of [`${folder}${COMPARISON_FILES.report}`, reportKey(report.output)]) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
  }
}

async function writeBatches(s3: Pick<S3Client, 'send'>, bucket: string, folder: string, { batches }: Gathered) {
  const target = { bucket, key: `${folder}${COMPARISON_FILES.batches}` };
  const lines = new LineWriter(s3, target);
  for (const batch of batches) await lines.write(batch);
  await lines.close();
  return target;
}
