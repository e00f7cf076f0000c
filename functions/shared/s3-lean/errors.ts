import { functionName } from '../access-denied';

/** A request of `PacedS3` that did not succeed. */
export abstract class S3RequestError extends Error {
  /** Another try later may succeed. */
  abstract readonly isTransient: boolean;
  constructor(
    what: string,
    /** S3's own code, `Network`, or `OutOfTime`. */
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${what}: ${code}${detail === '' ? '' : `: ${detail}`}`);
  }
}

/** S3 refused: trying again changes nothing. */
export class S3RefusedError extends S3RequestError {
  override readonly name = 'S3RefusedError';
  override readonly isTransient = false;
  constructor(what: string, code: string, detail: string) {
    const who = `The role of ${functionName()} or a policy of the bucket or its key does not allow it.`;
    super(what, code, code === 'AccessDenied' ? `${detail.replace(/\.$/, '')}. ${who}` : detail);
  }
}

/** None of several tries went through, or time ran out. The machine tries again later. */
export class S3UnavailableError extends S3RequestError {
  override readonly name = 'S3UnavailableError';
  override readonly isTransient = true;
}
