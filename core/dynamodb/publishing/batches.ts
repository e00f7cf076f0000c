/** A file of the landing bucket, whose rows are to be published. */
export interface LandingFile {
  readonly key: string;
  /** Bytes, as S3 lists them. */
  readonly size: number;
  /** Rows with an event date up to this one are published already, `2026-11-27`. @default none are */
  readonly after?: string;
}

/** Of JSON Lines that `sort-rows` reads in one invocation; a single file may have more. It took 3 s of CPU. */
export const BATCH_BYTES = 128 * 1024 ** 2;
/** A batch with its keys travels as the input of an execution, which takes 256 KiB. */
export const MOST_FILES_OF_BATCH = 500;

/** Rows of one table compress so well that a file unpacks to about so many times its size. */
const UNPACKED = 16;

export const isCompressed = (key: string): boolean => key.endsWith('.gz');

/** Bytes of JSON Lines in a file, estimated. */
export const landingWeight = ({ key, size }: Pick<LandingFile, 'key' | 'size'>): number =>
  isCompressed(key) ? size * UNPACKED : size;

/** Puts files together, in their order. */
export function batchesOf(files: readonly LandingFile[]): LandingFile[][] {
  const batches: LandingFile[][] = [];
  let room = 0;
  for (const file of files) {
    const weight = landingWeight(file);
    const last = batches.at(-1);
    if (last === undefined || weight > room || last.length === MOST_FILES_OF_BATCH) {
      batches.push([file]);
      room = BATCH_BYTES - weight;
    } else {
      last.push(file);
      room -= weight;
    }
  }
  return batches;
}
