const MINUTE_MS = 60_000;
/** DynamoDB's own bounds of an incremental export. */
export const WINDOW_MS = { least: 15 * MINUTE_MS, most: 24 * 60 * MINUTE_MS } as const;

/** Milliseconds since the epoch: what was written from `from` on and before `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Restorable {
  readonly earliest: number;
  readonly latest: number;
}

/** How far the incremental exports of a table are. Milliseconds since the epoch. */
export interface Repaired {
  /** Every change before it is in a first load or in a window. */
  readonly through: number;
  /**
   * Of the latest full load. A window ends there: what came and went within one window has no line, and the load would
   * keep what came before it and went after it.
   */
  readonly loadedAt?: number;
}

/**
 * The window that follows what is exported already: up to what can be exported now, a day at most. `GAP`: changes at
 * its beginning are in no journal any more. Undefined: it cannot be exported yet.
 */
export function nextWindow(
  { through: from, loadedAt = 0 }: Repaired,
  { earliest, latest }: Restorable,
): Window | 'GAP' | undefined {
  if (from < earliest) return 'GAP';
  const known = Math.min(Math.floor(latest / MINUTE_MS) * MINUTE_MS, from + WINDOW_MS.most);
  const least = from + WINDOW_MS.least;
  if (known < least) return undefined;
  if (loadedAt <= from || loadedAt > from + WINDOW_MS.most) return { from, to: known };
  const to = Math.max(loadedAt, least);
  return to > known ? undefined : { from, to };
}

/** As it is kept in the exports bucket. */
export const repairedText = ({ through, loadedAt }: Repaired): string =>
  JSON.stringify({ through: iso(through), ...(loadedAt === undefined ? {} : { loadedAt: iso(loadedAt) }) });

/** Undefined for what is no such text. */
export function parseRepaired(text: string): Repaired | undefined {
  try {
    const { through, loadedAt } = JSON.parse(text) as { readonly through?: unknown; readonly loadedAt?: unknown };
    if (typeof through !== 'string' || Number.isNaN(Date.parse(through))) return undefined;
    const isLoaded = typeof loadedAt === 'string' && !Number.isNaN(Date.parse(loadedAt));
    return { through: Date.parse(through), ...(isLoaded ? { loadedAt: Date.parse(loadedAt) } : {}) };
  } catch {
    return undefined;
  }
}

/**
 * How far they are after a window. One that does not join what was there leaves a gap, so it moves nothing; of two that
 * overlap the later end counts.
 */
export const afterWindow = (repaired: Repaired, { from, to }: Window): Repaired =>
  from <= repaired.through && to > repaired.through ? { ...repaired, through: to } : repaired;

/**
 * Windows begin so long before the first load. Rows of the load count as five minutes older, so that a change of these
 * minutes is in no other row when the stream skipped it. And a load does not tell what was deleted since the streaming
 * began: whoever loads later than an hour after that exports the time between with `from` and `to`.
 */
const BEFORE_LOAD_MS = 60 * MINUTE_MS;
const SECOND_MS = 1000;

/**
 * How far they are after a full load at a time. Windows go on from where they are as long as they can: they tell what
 * was deleted, and a load does not.
 */
export function afterLoad(repaired: Repaired | undefined, loadedAt: number, earliest: number): Repaired {
  if (repaired !== undefined && repaired.through >= earliest) return { ...repaired, loadedAt };
  // DynamoDB takes whole seconds
  const first = Math.ceil(Math.min(earliest, loadedAt) / SECOND_MS) * SECOND_MS;
  return { through: Math.max(loadedAt - BEFORE_LOAD_MS, first), loadedAt };
}

const iso = (ms: number): string => new Date(ms).toISOString();
