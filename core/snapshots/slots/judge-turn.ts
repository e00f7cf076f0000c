import { inTurnOrder, queueKeyOf, type SlotRanking, type WaitingExport } from './order';
import { secondsUntilTurn, waitBeforeLook } from './wait';

/** An export that holds a slot, whoever started it. */
export interface RunningExport {
  readonly taskId: string;
  /** Unknown for other people's. */
  readonly sourceId?: string;
  readonly remainingSeconds: number;
}

export interface QueueState<T extends WaitingExport = WaitingExport> {
  readonly waiting: readonly T[];
  readonly running: readonly RunningExport[];
  readonly maxConcurrent: number;
  readonly ranking: SlotRanking;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Turn {
  /** A slot is free and nobody with a better right will take it soon. */
  readonly isMine: boolean;
  /** 1 is next. */
  readonly rank: number;
  readonly waiting: number;
  readonly waitSeconds: number;
}

/**
 * An execution this late for its next look is taken for dead (aborted, failed): nobody waits for it. It may come back.
 */
export const OVERDUE_AFTER_MS = 120_000;
/**
 * A slot is not kept free for an execution that sleeps longer than this: the estimate it went to sleep with was wrong.
 * First-in-first-out promises order, the other rankings promise short nights.
 */
export const KEEPS_PLACE_MS: Readonly<Record<SlotRanking, number>> = {
  fifo: 7_200_000,
  'longest-first': 180_000,
  priority: 180_000,
};

/**
 * Whether it is this snapshot's turn, and if not, when to look again. Pure: the claim that follows is what excludes
 * others. Work-conserving: while a slot is free and somebody can start, at least one who looks may start.
 */
export function judgeTurn<T extends WaitingExport>(self: T, state: QueueState<T>): Turn {
  const order = inTurnOrder(
    state.waiting.filter((entry) => isSelf(entry, self) || isAlive(entry, state.now)),
    state.ranking,
  );
  const ahead = order.slice(
    0,
    order.findIndex((entry) => isSelf(entry, self)),
  );
  const free = state.maxConcurrent - state.running.length;
  const { sourceId, polls } = self;
  const untilTurn = secondsUntilTurn({ slots: state.maxConcurrent, running: state.running, ahead, sourceId });
  // first-in-first-out: the second does not start before the first, though two slots be free
  const open = state.ranking === 'fifo' ? Math.min(free, 1) : free;
  return {
    isMine: open > 0 && !busySources(ahead, state).has(sourceId) && countRivals(ahead, state) < open,
    rank: ahead.length + 1,
    waiting: order.length,
    waitSeconds: waitBeforeLook(untilTurn, polls),
  };
}

const isSelf = (entry: WaitingExport, self: WaitingExport): boolean => queueKeyOf(entry) === queueKeyOf(self);

const isAlive = ({ dueAt }: WaitingExport, now: number): boolean => now <= dueAt + OVERDUE_AFTER_MS;

/** Sources with an export that runs, or with an older snapshot that goes first. */
function busySources(ahead: readonly WaitingExport[], { running }: QueueState): Set<string> {
  const busy = new Set(ahead.map(({ sourceId }) => sourceId));
  for (const { sourceId } of running) if (sourceId !== undefined) busy.add(sourceId);
  return busy;
}

/** How many of those ahead could start now and will look soon. */
function countRivals(ahead: readonly WaitingExport[], state: QueueState): number {
  const busy = busySources([], state);
  let rivals = 0;
  for (const { sourceId, notBefore, dueAt } of ahead) {
    const couldStart = !busy.has(sourceId) && notBefore <= state.now;
    if (couldStart && dueAt <= state.now + KEEPS_PLACE_MS[state.ranking]) rivals++;
    busy.add(sourceId);
  }
  return rivals;
}
