import type { ReplicationRefusedError } from './errors';

/** Why nothing is copied, for good. */
export interface SetAside {
  readonly outcome: 'SET_ASIDE';
  readonly reason: string;
}

/** Refusals of the source that no further try changes. Throws every other one. */
export function judgeRefusal(error: ReplicationRefusedError): SetAside {
  const reason = REASONS.find(({ of }) => of(error))?.reason;
  if (reason === undefined) throw error;
  return { outcome: 'SET_ASIDE', reason: `${reason} (${error.message})` };
}

/** Said of an object that is archived, or has a key of its owner's. A denial may have other reasons. */
export const isSetAside = (error: ReplicationRefusedError): boolean =>
  error.code !== 'AccessDenied' && REASONS.some(({ of }) => of(error));

export const ARCHIVED = 'ARCHIVED: it is in an archive class and not restored. Restore it, then ask for it again.';

const REASONS: readonly { readonly of: (error: ReplicationRefusedError) => boolean; readonly reason: string }[] = [
  {
    of: ({ code }) => code === 'InvalidObjectState',
    reason: ARCHIVED,
  },
  {
    // the code alone has other meanings
    of: ({ code, message }) =>
      code === 'InvalidRequest' && /stored using a form of Server Side Encryption/i.test(message),
    reason: 'SSE_C: it is encrypted with a key that only its owner has.',
  },
  {
    of: ({ code }) => code === 'AccessDenied',
    reason:
      "FORBIDDEN: the source refuses. Its bucket's or key's policy keeps it from the function's role; without s3:ListBucket the same answer means that it is gone.",
  },
];
