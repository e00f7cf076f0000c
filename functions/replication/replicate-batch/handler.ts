import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  added,
  MAX_FAILURES,
  NOTHING_REPLICATED,
  type ReplicatedCounts,
  type ReplicatedResult,
  type ReplicationFailure,
} from '../../../core/replication/comparison/report';
import { COMPARISON_FILES } from '../../../core/replication/comparison/work-files';
import { REPLICATION_EVENT } from '../../../core/replication/names';
import { WORK_MS } from '../../../core/replication/work-limits';
import { inParallel } from '../../shared/in-parallel';
import { classifying } from '../../shared/service-errors';
import type { ReplicateBatchInput, ReplicateBatchResult } from '../compare/payloads';
import { CopyUnfinishedYetError } from '../copy/errors';
import type { Replicator } from '../object/replicator';
import { BatchUnfinishedError } from './errors';
import { type PlacedFinding, readFindings } from './read-findings';
import { replicateFinding } from './replicate-finding';

export interface ReplicateBatchEffects extends Replicator {
  readonly sourceBucket: string;
  /** Of the work bucket. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly workBucket: string;
}

/** Copies of different keys at once, as of events. */
const KEYS_AT_ONCE = 16;
/** Retries of the state in the machine. What still fails then is recorded, and the next comparison finds it again. */
const LAST_RETRY = 4;

/**
 * Copies what a comparison found missing or different, by the same claims and receipts as events do. Ends within the
 * time that a lease covers, and says where the next invocation goes on. Throws `BatchUnfinishedError`, which the
 * machine retries, and the errors of credentials.
 */
export function createHandler(effects: ReplicateBatchEffects) {
  const { workBucket, now } = effects;
  const s3 = classifying(effects.s3);
  return async (input: ReplicateBatchInput): Promise<ReplicateBatchResult> => {
    const { batch, folder, part, next: start = batch.start } = input;
    const endsAt = now() + WORK_MS;
    const findings = await readFindings(s3, workBucket, { ...batch, start });
    const results = await inParallel(findings, KEYS_AT_ONCE, (finding) => replicate(effects, input, finding, endsAt));
    const unfinished = results.indexOf('UNFINISHED');
    const done = (unfinished < 0 ? results : results.slice(0, unfinished)) as readonly Done[];
    const failures = done.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    if (failures.length > 0 && input.retryCount < LAST_RETRY) throw new BatchUnfinishedError(failures);
    const result: ReplicatedResult = {
      counts: done.reduce((sum, { counts }) => added(sum, { ...NOTHING_REPLICATED, ...counts }), NOTHING_REPLICATED),
      failures: failures.slice(0, MAX_FAILURES),
    };
    const Key = `${folder}${COMPARISON_FILES.replicated}${nameOf(input)}.json`;
    await s3.send(new PutObjectCommand({ Bucket: workBucket, Key, Body: JSON.stringify(result) }));
    return { part: part + 1, ...(unfinished < 0 ? {} : { next: findings[unfinished]!.start }) };
  };
}

/** Of this invocation: the file of findings, where the batch begins, and which invocation it is. */
const nameOf = ({ batch: { key, start }, part }: ReplicateBatchInput): string =>
  `${key.slice(key.lastIndexOf('/') + 1).replace(/\.jsonl$/, '')}-${start}-${part}`;

interface Done {
  readonly counts: Partial<ReplicatedCounts>;
  readonly failure?: ReplicationFailure;
}

async function replicate(
  effects: ReplicateBatchEffects,
  { startedAt }: ReplicateBatchInput,
  { finding }: PlacedFinding,
  endsAt: number,
): Promise<Done | 'UNFINISHED'> {
  const { output, log, now } = effects;
  if (now() >= endsAt) return 'UNFINISHED';
  try {
    return { counts: await replicateFinding(effects, finding, { startedAt, endsAt }) };
  } catch (error) {
    if (error instanceof CopyUnfinishedYetError) return 'UNFINISHED';
    if (STOPS.has((error as Error).name)) throw error;
    const { name, message } = error as Error;
    // the error itself may carry a request, and that its credentials
    log.error(message, { event: REPLICATION_EVENT.objectFailed, error: name, output: output.name, key: finding.key });
    const counts = finding.judgement === 'MISSING' ? { failedMissing: 1 } : { failedDifferent: 1 };
    return { counts, failure: { key: finding.key, error: name, message } };
  }
}

/** Errors that every object would meet: the machine stops, and goes on when it is redriven. */
const STOPS = new Set([
  'CredentialsRefusedError',
  'OutputParameterError',
  'ServiceThrottledError',
  'ServiceUnavailableError',
]);
