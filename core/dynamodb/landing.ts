import type { LandingConfig } from '../config/dynamodb/types';
import type { Names } from '../deployed-names';
import type { BucketDefinition } from '../lake/buckets';

/** Where a producer delivers: the landing bucket of this account, or of another one. */
export interface Landing {
  /** ARN. */
  readonly bucket: string;
  /** ARN of the bucket's key. */
  readonly key: string;
}

/**
 * The bucket in which changes arrive, of all entries. Fixed, so that a deployment after a deletion finds it again. With
 * the longest installation and Region 61 characters, S3 takes 63.
 */
export const landingBucketName = (
  names: Pick<Names, 'deployed'>,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): string => names.deployed(`landing-${accountId}-${region}`);

/** Of who asked for which file. As long as S3 takes with the longest installation and Region. */
export const landingLogsName = (
  names: Pick<Names, 'deployed'>,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): string => names.deployed(`land-logs-${accountId}-${region}`);

/** Where rows of an entry arrive, with its slash. */
export const landingFolder = (entry: string): string => `dynamodb/${entry}/`;

/** What Lake Formation governs of the bucket: the rows of all entries, and nothing of what became no row. */
export const LANDING_LOCATION = 'dynamodb';

/** The table over rows as they arrive. */
export const LANDING_TABLE = 'changes';

/** Where an entry's records arrive that became no row. Outside {@link landingFolder}, because nobody queries them. */
export const failedFolder = (entry: string): string => `dynamodb-failed/${entry}/`;

/** Where `lakeferry dynamodb replay` notes which of these files it has done. */
export const replayedFolder = (entry: string): string => `dynamodb-replayed/${entry}/`;

/** A file that was deleted by mistake can be brought back for so many days. */
const UNDO_DAYS = 30;

export const landingBucket = ({ expireAfterDays }: LandingConfig): BucketDefinition => ({
  isVersioned: true,
  rules: [
    { id: 'AbortUploads', abortUploadsAfter: 7 },
    { id: 'ForgetReplacedFiles', forgetReplacedAfter: UNDO_DAYS },
    ...(expireAfterDays === undefined ? [] : [{ id: 'ExpireFiles', expireAfter: expireAfterDays }]),
  ],
});
