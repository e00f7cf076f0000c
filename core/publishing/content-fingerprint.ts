import { createHash } from 'node:crypto';

/** What makes a file of a publication what it is. */
export interface ContentIdentity {
  /** Names the publication: the export's task id. */
  readonly publication: string;
  /** Of the source file, unique in the publication. */
  readonly path: string;
  /** With quotes, as S3 lists it. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Hex digits: two files of one partition share them once in 10^14 pairs. */
const DIGITS = 12;

/**
 * Goes into the name of a file in the lake, so that a name stands for one content: a file of that name and size is that
 * copy, finished (docs/adr/0005).
 */
export const contentFingerprint = ({ publication, path, etag, size }: ContentIdentity): string =>
  createHash('sha256').update(`${publication}\n${path}\n${etag}\n${size}`).digest('hex').slice(0, DIGITS);
