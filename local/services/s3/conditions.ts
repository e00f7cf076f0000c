import { ServiceError } from '../service';
import type { StoredObject } from './bucket';

/** If-Match and its kin, as GetObject, HeadObject and (with the CopySource prefix taken off) CopyObject send them. */
export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: Date;
  readonly IfUnmodifiedSince?: Date;
}

const sameTag = (a: string, b: string): boolean => b === '*' || a.replaceAll('"', '') === b.replaceAll('"', '');
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Throws PreconditionFailed (412), or NotModified (304) where `read` conditions say that the client has it already. */
export function checkRead(object: StoredObject, c: ReadConditions): void {
  const isUnmodified = (date: Date): boolean => seconds(object.lastModified) <= seconds(date.getTime());
  if (c.IfMatch !== undefined && !sameTag(object.etag, c.IfMatch)) throw preconditionFailed('If-Match');
  // RFC 9110: If-Match is stronger than If-Unmodified-Since, If-None-Match than If-Modified-Since.
  if (c.IfMatch === undefined && c.IfUnmodifiedSince && !isUnmodified(c.IfUnmodifiedSince))
    throw preconditionFailed('If-Unmodified-Since');
  if (c.IfNoneMatch !== undefined && sameTag(object.etag, c.IfNoneMatch)) throw notModified();
  if (c.IfNoneMatch === undefined && c.IfModifiedSince && isUnmodified(c.IfModifiedSince)) throw notModified();
}

/** Conditional writes: `If-None-Match: *` makes only what is not there; `If-Match` replaces only what is known. */
export function checkWrite(there: StoredObject | undefined, c: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>): void {
  if (c.IfNoneMatch !== undefined && there !== undefined && sameTag(there.etag, c.IfNoneMatch))
    throw preconditionFailed('If-None-Match');
  if (c.IfMatch === undefined) return;
  if (there === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  if (!sameTag(there.etag, c.IfMatch)) throw preconditionFailed('If-Match');
}

export const preconditionFailed = (condition: string): ServiceError =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    status: 412,
    members: { Condition: condition },
  });

const notModified = (): ServiceError => new ServiceError('NotModified', 'Not Modified', { status: 304 });
