import type { Catcher, Retrier } from '../definition';
import type { Failure } from '../records/frames';

/**
 * Not covered by States.ALL (developer guide, "Error names"); recordings show a Task's DataLimitExceeded caught by it.
 */
const BEYOND_ALL = new Set(['States.Runtime']);

/** Whether ErrorEquals of a retrier or catcher takes this error. */
export function matchesError(names: readonly string[], error: string | undefined, heartbeat = false): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !BEYOND_ALL.has(error ?? '');
    if (name === 'States.TaskFailed')
      return !['States.Timeout', 'States.HeartbeatTimeout', 'States.Runtime'].includes(error ?? '');
    if (name === 'States.HeartbeatTimeout') return heartbeat;
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

export interface RetryDecision {
  readonly retrier: number;
  readonly delayMs: number;
  /** Before jitter. */
  readonly delaySeconds: number;
}

/** The first retrier that matches decides; when its attempts are spent, there is no retry. */
export function decideRetry(
  retriers: readonly Retrier[] | undefined,
  { error, heartbeat }: Failure,
  used: readonly number[],
  random: () => number,
): RetryDecision | undefined {
  const retrier = retriers?.findIndex((r) => matchesError(r.ErrorEquals, error, heartbeat)) ?? -1;
  if (retrier < 0) return undefined;
  const {
    MaxAttempts = 3,
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Infinity,
    JitterStrategy,
  } = retriers![retrier]!;
  const attempts = used[retrier] ?? 0;
  if (attempts >= MaxAttempts) return undefined;
  const delaySeconds = Math.min(IntervalSeconds * BackoffRate ** attempts, MaxDelaySeconds);
  const delayMs = delaySeconds * 1000 * (JitterStrategy === 'FULL' ? random() : 1);
  return { retrier, delayMs, delaySeconds };
}

export const findCatcher = (catchers: readonly Catcher[] | undefined, { error, heartbeat }: Failure): number =>
  catchers?.findIndex((c) => matchesError(c.ErrorEquals, error, heartbeat)) ?? -1;
