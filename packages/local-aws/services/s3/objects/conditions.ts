import { noSuchKey, notModified, preconditionFailed } from '../errors';
import type { ObjectVersion } from '../records';

export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: Date;
  readonly IfUnmodifiedSince?: Date;
}

export interface CopyConditions {
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: Date;
  readonly CopySourceIfUnmodifiedSince?: Date;
}

/** Quotes may be left out; `*` is any. */
const fits = (etag: string, condition: string): boolean =>
  condition.split(',').some((c) => c.trim() === '*' || c.trim().replaceAll('"', '') === etag.replaceAll('"', ''));

/** HTTP dates have no fractions. */
const isUnmodifiedSince = ({ lastModified }: ObjectVersion, date: Date): boolean =>
  Math.floor(lastModified / 1000) <= Math.floor(date.getTime() / 1000);

/** RFC 9110: If-Match is stronger than If-Unmodified-Since, If-None-Match than If-Modified-Since. */
export function checkRead(object: ObjectVersion, c: ReadConditions): void {
  if (c.IfMatch !== undefined) {
    if (!fits(object.etag, c.IfMatch)) throw preconditionFailed('If-Match');
  } else if (c.IfUnmodifiedSince && !isUnmodifiedSince(object, c.IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (c.IfNoneMatch !== undefined) {
    if (fits(object.etag, c.IfNoneMatch)) throw notModified();
  } else if (c.IfModifiedSince && isUnmodifiedSince(object, c.IfModifiedSince)) {
    throw notModified();
  }
}

/** On a copy every condition that fails is 412, never 304. */
export function checkCopySource(source: ObjectVersion, c: CopyConditions): void {
  try {
    checkRead(source, {
      IfMatch: c.CopySourceIfMatch,
      IfNoneMatch: c.CopySourceIfNoneMatch,
      IfModifiedSince: c.CopySourceIfModifiedSince,
      IfUnmodifiedSince: c.CopySourceIfUnmodifiedSince,
    });
  } catch {
    throw preconditionFailed('x-amz-copy-source-If');
  }
}

/** `If-None-Match: *` makes only what is not there; `If-Match` replaces only what is known. */
export function checkWrite(
  key: string,
  there: ObjectVersion | undefined,
  c: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>,
): void {
  if (c.IfNoneMatch !== undefined && there !== undefined && fits(there.etag, c.IfNoneMatch)) {
    throw preconditionFailed('If-None-Match');
  }
  if (c.IfMatch === undefined) return;
  if (there === undefined) throw noSuchKey(key);
  if (!fits(there.etag, c.IfMatch)) throw preconditionFailed('If-Match');
}
