/** What holds back the changes of an entry, in words for whoever waits for them. */
export interface ProgressCause {
  /**
   * `table`: DynamoDB has not sent them. `stream`: Firehose has not read them. `delivery`: they are not in the bucket.
   * `unknown`: nobody can tell at the moment.
   */
  readonly stage: 'table' | 'stream' | 'delivery' | 'unknown';
  /** Of `stage` `table`. */
  readonly table?: string;
  /** A sentence. */
  readonly says: string;
}

/** How far the changes of one entry are: `tell-progress` writes it, `plan-publication` reads it. */
export interface Progress {
  readonly entry: string;
  /** Whatever changed before this time is in the landing bucket, as far as CloudWatch tells. ISO 8601, UTC. */
  readonly deliveredThrough: string;
  /** When this was found. ISO 8601, UTC. */
  readonly judgedAt: string;
  readonly because: ProgressCause;
}

/** Folder of the landing bucket with the progress of all entries. Outside every folder of rows. */
export const PROGRESS_FOLDER = 'dynamodb-progress';

/** The object that tells an entry's. */
export const progressKey = (entry: string): string => `${PROGRESS_FOLDER}/${entry}.json`;

/** Undefined for a text that tells no progress of this entry. */
export function parseProgress(entry: string, text: string): Progress | undefined {
  let read: Partial<Progress> | null;
  try {
    read = JSON.parse(text) as Partial<Progress> | null;
  } catch {
    return undefined;
  }
  const { entry: of, deliveredThrough, judgedAt, because } = read ?? {};
  if (of !== entry || !isTime(deliveredThrough) || !isTime(judgedAt) || typeof because?.says !== 'string')
    return undefined;
  return { entry, deliveredThrough, judgedAt, because };
}

const isTime = (text: unknown): text is string => typeof text === 'string' && !Number.isNaN(Date.parse(text));
