import type { StateRun } from '../run/run';

export const TIMED_OUT: unique symbol = Symbol('timed out');

/**
 * The work's result, or TIMED_OUT when the limit comes first. The limit is asked again when its time comes: heartbeats
 * move it. Where there is none at first, there is none later.
 */
export async function race<T>(
  run: StateRun,
  work: Promise<T>,
  limit: () => number | undefined,
): Promise<T | typeof TIMED_OUT> {
  if (limit() === undefined) return run.idle(work);
  let settled = false;
  const result = work.finally(() => {
    settled = true;
  });
  result.catch(() => {});
  for (;;) {
    const time = limit();
    const timer = time === undefined ? undefined : run.timer(time);
    try {
      const late = timer?.done.then((): typeof TIMED_OUT => TIMED_OUT);
      const first = await run.idle<T | typeof TIMED_OUT>(late === undefined ? result : Promise.race([result, late]));
      if (first !== TIMED_OUT) return first;
      if (settled) return await run.wait(result);
    } finally {
      timer?.cancel();
    }
    const moved = limit();
    if (moved === undefined || moved <= run.runtime.clock.now()) return TIMED_OUT;
  }
}
