import type { Settings } from '../config/types';
import type { Names } from '../deployed-names';

/** A lifecycle rule of a bucket, in days. */
export interface BucketRule {
  readonly id: string;
  /** With a trailing slash. @default the whole bucket */
  readonly prefix?: string;
  readonly expireAfter?: number;
  /** Versions that were replaced or deleted. */
  readonly forgetReplacedAfter?: number;
  readonly abortUploadsAfter?: number;
}

export interface BucketDefinition {
  readonly isVersioned: boolean;
  readonly rules: readonly BucketRule[];
}

/**
 * Fixed, so that a deployment after a deletion finds them again. With the longest installation and Region 58
 * characters, S3 takes 63.
 */
export function lakeBucketNames(
  names: Pick<Names, 'deployed'>,
  { accountId, region }: { readonly accountId: string; readonly region: string },
  { bucketName }: Pick<Settings['lake'], 'bucketName'>,
): Readonly<Record<'lake' | 'raw' | 'work' | 'accessLogs', string>> {
  const named = (part: string): string => names.deployed(`${part}-${accountId}-${region}`);
  return { lake: bucketName ?? named('lake'), raw: named('raw'), work: named('work'), accessLogs: named('logs') };
}

/** A re-run replaces a date's files and a mistaken delete removes them: for so many days both can be undone. */
const UNDO_DAYS = 30;
/**
 * A redrive reads the manifest that its execution wrote: publish-export may run for 3 days and can be redriven for 14
 * more. The reports of the last weeks stay for whoever asks what was left out.
 */
const WORK_DAYS = 30;

const ABORT_UPLOADS: BucketRule = { id: 'AbortUploads', abortUploadsAfter: 7 };

/**
 * The lake, the bucket that RDS exports to and nobody else writes to, and our own work files: what stack and local
 * runtime both make. `expiringFolders` is in expiring-folders.ts.
 */
export const lakeBuckets = (
  { lake, exports }: Pick<Settings, 'lake' | 'exports'>,
  expiringFolders: readonly string[],
): Readonly<Record<'lake' | 'raw' | 'work', BucketDefinition>> => ({
  lake: { isVersioned: true, rules: lakeRules(lake, expiringFolders) },
  // a raw export can be made again from its snapshot; versions would only keep expired data
  raw: { isVersioned: false, rules: [ABORT_UPLOADS, { id: 'ExpireRawExports', expireAfter: exports.keepRawDays }] },
  // a plan is written anew by whoever needs it
  work: { isVersioned: false, rules: [ABORT_UPLOADS, { id: 'ExpireWork', expireAfter: WORK_DAYS }] },
});

/**
 * Partitions are `date=` folders below tables, so a date goes by the age of its files: a re-run of a date starts its
 * time anew.
 */
function lakeRules({ expirePartitionsAfterDays: days }: Settings['lake'], folders: readonly string[]): BucketRule[] {
  const expiry = (days === undefined ? [] : folders).map((folder, i) => ({
    id: i === 0 ? 'ExpirePartitions' : `ExpirePartitions${i + 1}`,
    ...(folder === '' ? {} : { prefix: folder }),
    expireAfter: days,
  }));
  return [ABORT_UPLOADS, { id: 'ForgetReplacedFiles', forgetReplacedAfter: UNDO_DAYS }, ...expiry];
}

/** Access logs hold no data, only who asked for which key. */
export const ACCESS_LOG_RULES: readonly BucketRule[] = [{ id: 'ExpireAccessLogs', expireAfter: 90 }];

/** Whether a replication follows the lake's own bucket by EventBridge. */
export const lakeSendsEvents = ({ replications }: Pick<Settings, 'replications'>): boolean =>
  replications.some(({ source }) => source.bucket === undefined && source.events === 'eventbridge');
