import type { CommitUnderWay, PublicationItem } from '../../ledger/dynamodb';

/** Longer than a function lives, so that whoever began a commit is no longer at work. */
const ATTEMPT_SECONDS = 960;

/** Seconds until a commit that another execution began may be taken for dead; 0 when there is none, or it is. */
export function secondsUntilDead(commit: CommitUnderWay | undefined, plan: string, now: number): number {
  if (commit === undefined || commit.plan === plan) return 0;
  return Math.max(0, Math.ceil(ATTEMPT_SECONDS - (now - Date.parse(commit.begunAt)) / 1000));
}

/**
 * What an attempt to commit a plan finds. `BEGIN`: nobody has committed since it was planned, or an earlier attempt of
 * the same plan was cut short. `DONE`: an earlier attempt came to its end. `SUPERSEDED`: another publication was
 * committed or begun, and what this one brought is in the landing folder for the next.
 */
export type CommitTurn = 'BEGIN' | 'DONE' | 'SUPERSEDED';

export function commitTurn(
  { id, base }: { readonly id: string; readonly base: string },
  found: PublicationItem | undefined,
): CommitTurn {
  const revision = found?.revision ?? NO_REVISION;
  if (revision === base) return 'BEGIN';
  if (!revision.startsWith(`${id}@`)) return 'SUPERSEDED';
  return found?.commit === undefined ? 'DONE' : 'BEGIN';
}

/** What a first publication is planned on. */
export const NO_REVISION = 'none';

/** Every attempt has its own: an earlier one that is still at work switches no further date and ends no commit. */
export const revisionOf = (plan: string, begunAt: string): string => `${plan}@${begunAt}`;
