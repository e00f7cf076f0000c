/** How the next export is chosen; see `Ranking` in the configuration. */
export type SlotRanking = 'longest-first' | 'fifo' | 'priority';

/** One snapshot that waits for a slot, as ranking sees it. */
export interface WaitingExport {
  readonly sourceId: string;
  /** ISO-8601; the older snapshot of one source always goes first. */
  readonly snapshotTime: string;
  /** Milliseconds since the epoch. */
  readonly enqueuedAt: number;
  readonly expectedSeconds: number;
  readonly priority: number;
  /** Milliseconds since the epoch: when its execution looks again. */
  readonly dueAt: number;
  /** Milliseconds since the epoch; 0 when it can start at once. */
  readonly notBefore: number;
  readonly polls: number;
}

/**
 * `longest-first`: an export that takes an hour goes before one that came up to four hours earlier and takes no time.
 */
const LENGTH_HEAD_START = 4;
/** `priority`: one step is worth six hours of waiting. */
const PRIORITY_HEAD_START_SECONDS = 6 * 3600;

const headStartSeconds: Record<SlotRanking, (waiting: WaitingExport) => number> = {
  fifo: () => 0,
  'longest-first': ({ expectedSeconds }) => LENGTH_HEAD_START * expectedSeconds,
  priority: ({ priority }) => PRIORITY_HEAD_START_SECONDS * priority,
};

export const queueKeyOf = ({ sourceId, snapshotTime }: Pick<WaitingExport, 'sourceId' | 'snapshotTime'>): string =>
  `${sourceId}#${snapshotTime}`;

/**
 * Who goes before whom. Every ranking is a queue by arrival in which some get a head start: order never changes while
 * one waits, and only who arrives within the largest head start can overtake, so waiting is bounded. A newer snapshot
 * of a source never goes before an older one.
 */
export function inTurnOrder<T extends WaitingExport>(waiting: readonly T[], ranking: SlotRanking): T[] {
  const headStart = headStartSeconds[ranking];
  const places = waiting.map((entry) => ({ entry, arrival: entry.enqueuedAt - 1000 * headStart(entry) }));
  holdBackNewer(places);
  return places.sort((a, b) => a.arrival - b.arrival || compareAge(a.entry, b.entry)).map(({ entry }) => entry);
}

interface Place {
  readonly entry: WaitingExport;
  arrival: number;
}

/** A newer snapshot counts as arrived no sooner than the older ones of its source. */
function holdBackNewer(places: readonly Place[]): void {
  if (new Set(places.map(({ entry }) => entry.sourceId)).size === places.length) return;
  const bySource = new Map<string, Place[]>();
  for (const place of places) {
    const others = bySource.get(place.entry.sourceId);
    if (others === undefined) bySource.set(place.entry.sourceId, [place]);
    else others.push(place);
  }
  for (const ofSource of bySource.values()) {
    let latest = Number.NEGATIVE_INFINITY;
    for (const place of ofSource.sort((a, b) => compareAge(a.entry, b.entry))) {
      latest = place.arrival = Math.max(latest, place.arrival);
    }
  }
}

const compareAge = (a: WaitingExport, b: WaitingExport): number =>
  compareText(a.snapshotTime, b.snapshotTime) || compareText(a.sourceId, b.sourceId);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
