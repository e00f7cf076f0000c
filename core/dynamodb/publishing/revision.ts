import { createHash } from 'node:crypto';
import type { PublishedTable } from './published-table';

/** What a folder of a partition is made from. */
export interface RevisionParts extends Pick<PublishedTable, 'keys' | 'decimals'> {
  /** The folder that it takes the place of. @default the date has none */
  readonly before?: string;
  readonly buckets: number;
  readonly pieces: readonly { readonly name: string; readonly etag: string }[];
}

/** Files of another layout go into another folder. */
const FORMAT = 1;
const HEX_DIGITS = 16;

/**
 * Names the folder of a partition by what goes into it. Whoever makes the same again writes the same files, and a
 * folder that is read is never written to: what takes its place names it as `before`.
 */
export function revisionOf({ before, buckets, keys, decimals, pieces }: RevisionParts): string {
  const inOrder = [...pieces].map(({ name, etag }) => `${name} ${etag}`).sort();
  const declared = Object.entries(decimals).sort(([one], [other]) => (one < other ? -1 : 1));
  const parts = [FORMAT, before ?? null, buckets, keys, declared, inOrder];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HEX_DIGITS);
}
