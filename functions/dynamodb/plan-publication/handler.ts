import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { PUBLICATION_EVENT } from '../../../core/dynamodb/names';
import { progressKey } from '../../../core/dynamodb/progress';
import { NO_REVISION, secondsUntilDead } from '../../../core/dynamodb/publication/commit-order';
import { dateBefore, isDate, utcDate } from '../../../core/dynamodb/publication/dates';
import { bucketsOfFiles, fileToRead } from '../../../core/dynamodb/publication/files-to-read';
import { judgeDate } from '../../../core/dynamodb/publication/judge-date';
import { tableMark } from '../../../core/dynamodb/publication/table-mark';
import { PUBLICATION_FILES, planId, publicationFolder } from '../../../core/dynamodb/publication/work-files';
import { batchesOf, type LandingFile } from '../../../core/dynamodb/publishing/batches';
import { type PublicationEnd, type PublicationItem, publicationKey } from '../../../core/ledger/dynamodb';
import { getItem } from '../../shared/ledger/get';
import type { Log } from '../../shared/log';
import { LineWriter } from '../../shared/manifest/line-writer';
import { classifying } from '../../shared/service-errors';
import { PublicationInputError } from '../publication-errors';
import type { PlanPublicationInput, PlanPublicationResult, PublicationPlan } from '../publication-payloads';
import { publishedTables } from '../published-tables';
import { readProgress } from '../read-progress';
import { DateUnfinishedError } from './errors';
import { listLanding } from './list-landing';

export interface PlanPublicationEffects {
  readonly s3: Pick<S3Client, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly settings: Pick<Settings, 'dynamodb' | 'lake'>;
  readonly ledgerTable: string;
  readonly landingBucket: string;
  readonly workBucket: string;
}

/**
 * Waits until a date is finished, then says which files of the landing folder have rows that are not published. What an
 * earlier publication left midway is read again as if it had never begun. Throws `DateUnfinishedError` after a day.
 */
export function createHandler(effects: PlanPublicationEffects) {
  const { now, log, settings, workBucket, landingBucket } = effects;
  const s3 = classifying(effects.s3);
  const ledger = { dynamodb: classifying(effects.dynamodb), tableName: effects.ledgerTable };
  return async (input: PlanPublicationInput): Promise<PlanPublicationResult> => {
    const { entry, execution } = input;
    const tables = publishedTables(settings, entry);
    const marks = tables.map(tableMark);
    const item = await getItem<PublicationItem>(ledger, publicationKey(entry));
    const last = endOf(item);
    const through = later(dateOf(input, now()), last?.through);
    const id = planId(execution);
    const held = secondsUntilDead(item?.commit, id, now());
    if (held > 0) return { outcome: 'NOT_FINISHED', waitSeconds: held, why: 'another publication is committed' };
    const waitingSinceMs = now() - Date.parse(execution.redrivenAt ?? execution.startedAt);
    const progress = await readProgress(s3, { Bucket: landingBucket, Key: progressKey(entry) }, entry);
    const verdict = judgeDate(through, progress, waitingSinceMs);
    if (verdict.state === 'UNFINISHED') throw new DateUnfinishedError(entry, through, verdict.why);
    if (verdict.state === 'WAITING') {
      const { waitSeconds, why } = verdict;
      return { outcome: 'NOT_FINISHED', waitSeconds, why };
    }
    const listedAt = new Date(now()).toISOString();
    const folder = publicationFolder(entry, id);
    const base = item?.revision ?? NO_REVISION;
    const plan: PublicationPlan = { entry, id, folder, through, listedAt, base, tables };
    const landed = await listLanding(s3, landingBucket, entry);
    const files = landed.flatMap((file) => fileToRead(file, marks, last) ?? []);
    const told = { entry, through, files: files.length, bytes: bytesOf(files), last: last?.through };
    log.info('publication planned', { event: PUBLICATION_EVENT.planned, plan: id, ...told });
    if (files.length === 0) return { outcome: 'NOTHING', plan };
    const batches = { bucket: workBucket, key: `${folder}/${PUBLICATION_FILES.batches}` };
    const lines = new LineWriter(s3, batches);
    for (const [batch, together] of batchesOf(files).entries()) await lines.write({ batch, files: together });
    await lines.close();
    return { outcome: 'PLANNED', plan, batches, buckets: bucketsOfFiles(files), files: told.files };
  };
}

const bytesOf = (files: readonly LandingFile[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** A commit that was left midway has not ended: what holds is what was before it. */
function endOf({ through, listedAt, tables }: Partial<PublicationItem> = {}): PublicationEnd | undefined {
  return through === undefined || listedAt === undefined || tables === undefined
    ? undefined
    : { through, listedAt, tables };
}

/** Dates that are published stay so, and what came late for them is published too. */
const later = (date: string, published: string | undefined): string =>
  published !== undefined && published > date ? published : date;

/** The date that is asked for. Throws for one that is not over. */
function dateOf({ through, execution }: PlanPublicationInput, now: number): string {
  if (through === undefined || through === null) return dateBefore(execution.startedAt);
  if (!isDate(through)) throw new PublicationInputError('through', through, "is not a date: write it as '2026-11-27'.");
  if (through < utcDate(now)) return through;
  throw new PublicationInputError(
    'through',
    through,
    'is not over yet (in UTC): give an earlier date, or leave it out.',
  );
}
