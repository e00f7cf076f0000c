/** Where a queue stands: who runs, and who goes before. Seconds throughout. */
export interface QueueAhead {
  /** Exports that may run at once. */
  readonly slots: number;
  /** Everyone's running exports. */
  readonly running: readonly { readonly sourceId?: string; readonly remainingSeconds: number }[];
  /** Those that go before, in their order. */
  readonly ahead: readonly { readonly sourceId: string; readonly expectedSeconds: number }[];
  readonly sourceId: string;
}

/**
 * Seconds until one's own export can be expected to start, when each slot that becomes free goes to the next in line
 * and two exports of one source follow each other.
 */
export function secondsUntilTurn({ slots, running, ahead, sourceId }: QueueAhead): number {
  const busy = running.map(({ remainingSeconds }) => remainingSeconds).sort((a, b) => a - b);
  const free = [...Array<number>(Math.max(slots - busy.length, 0)).fill(0), ...busy.slice(-slots)];
  const sourceFree = new Map<string, number>();
  for (const { sourceId: source, remainingSeconds } of running) {
    if (source !== undefined) sourceFree.set(source, Math.max(remainingSeconds, sourceFree.get(source) ?? 0));
  }
  for (const entry of ahead) {
    const slot = earliest(free);
    const end = Math.max(free[slot]!, sourceFree.get(entry.sourceId) ?? 0) + entry.expectedSeconds;
    free[slot] = end;
    sourceFree.set(entry.sourceId, end);
  }
  return Math.max(free[earliest(free)]!, sourceFree.get(sourceId) ?? 0);
}

function earliest(times: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < times.length; i++) if (times[i]! < times[best]!) best = i;
  return best;
}

/** One look is 9 history events; the execution's history holds 25,000, so about 2,700 looks. */
const CHEAP_POLLS = 500;
const POLLS_PER_DOUBLING = 100;
const SHORTEST_WAIT_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 48 * 3600;
/**
 * Looking before the expected time costs a look; looking after it leaves a slot idle. Far ahead, the errors of many
 * estimates even out.
 */
const SHARE_OF_EXPECTED = 0.8;
const SHARE_OF_FAR = 0.92;
const FAR_SECONDS = 4 * 3600;

/**
 * Seconds until the next look. The next in line looks often, the hundredth rarely: each look covers most of what is
 * left, so the looks of one export grow with the logarithm of its waiting. After {@link CHEAP_POLLS} looks the shortest
 * wait doubles every {@link POLLS_PER_DOUBLING}, so that a line that stands still for weeks never fills the execution's
 * history.
 */
export function waitBeforeLook(secondsUntil: number, polls: number): number {
  const shortest = SHORTEST_WAIT_SECONDS * 2 ** Math.max((polls - CHEAP_POLLS) / POLLS_PER_DOUBLING, 0);
  const share = secondsUntil > FAR_SECONDS ? SHARE_OF_FAR : SHARE_OF_EXPECTED;
  return Math.ceil(Math.min(Math.max(share * secondsUntil, shortest), LONGEST_WAIT_SECONDS));
}
