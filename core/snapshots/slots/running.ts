import type { SlotClaim } from '../../ledger/exports';
import { ownValue } from '../../own-value';
import type { RunningExport } from './judge-turn';
import { remainingSeconds } from './remaining';

/** A task that RDS lists as starting, in progress or canceling, whoever started it. */
export interface ListedTask {
  readonly taskId: string;
  /** Milliseconds since the epoch; RDS leaves it out at times. */
  readonly startedAt?: number;
  readonly percentProgress: number;
}

/**
 * A claim counts for so long without being listed: RDS's list lags, and the call that follows a claim takes its time.
 * The function must be cut off well before, with room for the list's lag (85 s as deployed), or a late call would start
 * a task nobody counts.
 */
export const CLAIM_GRACE_MS = 120_000;

/** What is assumed of an export of which nothing is known: the median of a night, half an hour and a bit. */
export const DEFAULT_EXPECTED_SECONDS = 35 * 60;

/** Claims that still count: their task is listed, or may be any moment. */
export function liveClaims(
  claims: Readonly<Record<string, SlotClaim>>,
  listed: readonly ListedTask[],
  now: number,
): Record<string, SlotClaim> {
  const ids = new Set(listed.map(({ taskId }) => taskId));
  return Object.fromEntries(
    Object.entries(claims).filter(([taskId, { claimedAt }]) => ids.has(taskId) || now - claimedAt <= CLAIM_GRACE_MS),
  );
}

/** Everyone's exports that hold a slot: what RDS lists, and our own claims that it does not list yet. */
export function runningExports(
  claims: Readonly<Record<string, SlotClaim>>,
  listed: readonly ListedTask[],
  now: number,
): RunningExport[] {
  const listedIds = new Set(listed.map(({ taskId }) => taskId));
  const unlisted = Object.keys(liveClaims(claims, listed, now)).filter((taskId) => !listedIds.has(taskId));
  const all = [...listed, ...unlisted.map((taskId): ListedTask => ({ taskId, percentProgress: 0 }))];
  return all.map(({ taskId, startedAt, percentProgress }) => {
    const claim = ownValue(claims, taskId);
    const began = claim?.claimedAt ?? startedAt ?? now;
    const elapsedSeconds = Math.max(now - began, 0) / 1000;
    const expectedSeconds = claim?.expectedSeconds ?? DEFAULT_EXPECTED_SECONDS;
    return {
      taskId,
      sourceId: claim?.sourceId,
      remainingSeconds: remainingSeconds({ elapsedSeconds, expectedSeconds, percentProgress }),
    };
  });
}

/** Exports of an account and Region at once; the service refuses one more. */
export const SERVICE_LIMIT = 5;

/**
 * Below the service's limit nobody but we hold others to a number. Another installation sees our claims only once RDS
 * lists their tasks, so that the next start waits for that: each installation is at most one ahead of what the others
 * can see.
 */
export const waitsForListing = (
  maxConcurrent: number,
  claims: Readonly<Record<string, SlotClaim>>,
  listed: readonly ListedTask[],
  taskId: string,
): boolean => {
  if (maxConcurrent >= SERVICE_LIMIT) return false;
  const ids = new Set([taskId, ...listed.map((task) => task.taskId)]);
  return Object.keys(claims).some((each) => !ids.has(each));
};

/** Exports whose durations are looked at: enough to even out one odd night, few enough to follow growth. */
const RECENT = 5;

/** Median of the latest durations (newest first), {@link DEFAULT_EXPECTED_SECONDS} without any. */
export function expectedSecondsFrom(durations: readonly number[]): number {
  const recent = durations.slice(0, RECENT).sort((a, b) => a - b);
  return recent[Math.floor(recent.length / 2)] ?? DEFAULT_EXPECTED_SECONDS;
}
