/** Which side of a copy answered. Credentials, keys and remedies differ. */
export type Side = 'source' | 'destination';

/** One answer that is not a success. `code` is S3's own, `Network`, or `HTTP <status>`. */
export abstract class ReplicationS3Error extends Error {
  constructor(
    readonly side: Side,
    readonly status: number,
    readonly code: string,
    what: string,
    /** S3's own words. */
    readonly detail: string,
  ) {
    super(`${what} at the ${side}: ${code}${detail === '' ? '' : `: ${detail}`}`);
  }
}

/** Another try later may succeed. */
export class ReplicationUnavailableError extends ReplicationS3Error {
  override readonly name = 'ReplicationUnavailableError';
}

/** Trying again by itself changes nothing: rights, keys, a bucket that is not there. */
export class ReplicationRefusedError extends ReplicationS3Error {
  override readonly name = 'ReplicationRefusedError';
}

/** The source was overwritten while it was read. What was sent of it is not put together. */
export class SourceChangedError extends Error {
  override readonly name = 'SourceChangedError';
  constructor(what: string) {
    super(`${what} was overwritten while it was copied. It is copied anew.`);
  }
}

/** What arrived at the destination is not what was read. Nothing of it is kept. */
export class ContentMismatchError extends Error {
  override readonly name = 'ContentMismatchError';
}

/** The time of this run is used up. What was sent stays, and the next run goes on from there. */
export class CopyUnfinishedYetError extends Error {
  override readonly name = 'CopyUnfinishedYetError';
  constructor(what: string, sent: number, parts: number) {
    super(`${what}: ${sent} of ${parts} parts were sent when the time of this run was used up.`);
  }
}

/** The source is overwritten, or has a newer event, each time before its copy is complete. */
export class KeepsChangingError extends Error {
  override readonly name = 'KeepsChangingError';
  constructor(what: string, rounds: number) {
    super(`${what} was begun anew ${rounds} times, because it was overwritten each time. A redrive goes on.`);
  }
}

/** A function works at the same key. Its lease ends within minutes. */
export class ObjectBusyError extends Error {
  override readonly name = 'ObjectBusyError';
  constructor(key: string, until: number) {
    super(`'${key}' is worked at by another until ${new Date(until).toISOString()} at most.`);
  }
}

/** DuckDB failed for want of memory, disk or the like: the file may be sound. */
export class ConversionFailedError extends Error {
  override readonly name = 'ConversionFailedError';
}
