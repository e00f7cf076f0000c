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

/**
 * The window that follows what is exported already: up to what can be exported now, a day at most. `GAP`: changes at
 * its beginning are in no journal any more. Undefined: there is not a quarter of an hour to export yet.
 */
export function nextWindow(from: number, { earliest, latest }: Restorable): Window | 'GAP' | undefined {
  if (from < earliest) return 'GAP';
  const to = Math.min(Math.floor(latest / MINUTE_MS) * MINUTE_MS, from + WINDOW_MS.most);
  return to - from < WINDOW_MS.least ? undefined : { from, to };
}

/** How far the incremental exports of a table are, kept in the exports bucket. */
export interface Repaired {
  /** ISO 8601. Every change before it is in a first load or in a window. */
  readonly through: string;
}

/** Undefined for what is no such text. */
export function parseRepaired(text: string): Repaired | undefined {
  try {
    const { through } = JSON.parse(text) as Partial<Repaired>;
    return typeof through === 'string' && !Number.isNaN(Date.parse(through)) ? { through } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * How far they are after a window. One that does not join what was there leaves a gap, so it moves nothing; of two that
 * overlap the later end counts.
 */
export const afterWindow = (through: number, { from, to }: Window): number =>
  from <= through && to > through ? to : through;

/**
 * How far they are after a full load at a time. Windows go on from where they are as long as they can: they tell what
 * was deleted, and a load does not.
 */
export const afterLoad = (through: number | undefined, exportTime: number, earliest: number): number =>
  through === undefined || through < earliest ? exportTime : through;
