export const KILLED_BUCKET = 'killed';

/** A body that tells which put it is of; every third is large enough for a file of its own. */
export const bodyOfPut = (worker: number, i: number): Buffer =>
  Buffer.alloc(i % 3 === 0 ? 400_000 : 100 + i, `${worker}:${i};`);
