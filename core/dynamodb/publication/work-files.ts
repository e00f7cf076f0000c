import { createHash } from 'node:crypto';

/** Folder of the work bucket with what publications of all entries leave there. Its files expire. */
export const PUBLICATIONS_PREFIX = 'publications';

/** Without a slash at its end. */
export const publicationFolder = (entry: string, plan: string): string => `${PUBLICATIONS_PREFIX}/${entry}/${plan}`;

/** Below the folder of a publication, beside its pieces. */
export const PUBLICATION_FILES = { batches: 'batches.jsonl', partitions: 'partitions.jsonl' } as const;

/** What a bucket of a daily state is made of. */
export const stateInputsKey = (folder: string, glueTable: string, bucket: number): string =>
  `${folder}/states/${glueTable}/${bucket}.json`;

const HASH_DIGITS = 10;

/** Names a plan: the same for every attempt of a state, another after a redrive of the plan's own state. */
export function planId(execution: {
  readonly executionArn: string;
  readonly startedAt: string;
  readonly redriveCount: number;
}): string {
  const { executionArn, startedAt, redriveCount } = execution;
  const hash = createHash('sha256').update(`${executionArn}#${redriveCount}`).digest('hex').slice(0, HASH_DIGITS);
  return `${startedAt.slice(0, 19).replace(/\D/g, '')}-${hash}`;
}
