import fc from 'fast-check';
import {
  inTurnOrder,
  judgeTurn,
  OVERDUE_AFTER_MS,
  type QueueState,
  type SlotRanking,
  secondsUntilTurn,
  type WaitingExport,
  waitBeforeLook,
} from '../../../../core/snapshots/slots';

const NOW = Date.parse('2026-11-20T04:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

const waitingExport = (sourceId: string, more: Partial<WaitingExport> = {}): WaitingExport => ({
  sourceId,
  snapshotTime: iso(NOW - 3_600_000),
  enqueuedAt: NOW - 600_000,
  expectedSeconds: 1800,
  priority: 0,
  dueAt: NOW,
  notBefore: 0,
  polls: 0,
  ...more,
});

const state = (waiting: readonly WaitingExport[], more: Partial<QueueState> = {}): QueueState => ({
  waiting,
  running: [],
  maxConcurrent: 5,
  ranking: 'longest-first',
  now: NOW,
  ...more,
});

const names = (waiting: readonly WaitingExport[], ranking: SlotRanking): string =>
  inTurnOrder(waiting, ranking)
    .map(({ sourceId }) => sourceId)
    .join(' ');

describe('order', () => {
  const short = waitingExport('short', { expectedSeconds: 600, enqueuedAt: NOW - 1_200_000 });
  const long = waitingExport('long', { expectedSeconds: 7200, priority: -1 });
  const urgent = waitingExport('urgent', { expectedSeconds: 60, priority: 1, enqueuedAt: NOW });

  it.each([
    ['longest-first', 'long short urgent'],
    ['fifo', 'short long urgent'],
    ['priority', 'urgent short long'],
  ] as const)('%s: %s', (ranking, expected) => {
    expect(names([urgent, short, long], ranking)).toBe(expected);
  });

  it('lets the shortest go before the longest once it has waited four times the difference longer', () => {
    const patient = { ...short, enqueuedAt: long.enqueuedAt - 4 * 6_600_000 - 1 };
    expect(names([long, patient], 'longest-first')).toBe('short long');
  });

  it('never puts a newer snapshot before an older one of its source', () => {
    const older = waitingExport('a', { snapshotTime: iso(NOW - 9e6), expectedSeconds: 60, enqueuedAt: NOW });
    const newer = waitingExport('a', { snapshotTime: iso(NOW - 1e6), expectedSeconds: 9999, enqueuedAt: NOW - 9e6 });
    for (const ranking of ['longest-first', 'fifo', 'priority'] as const) {
      expect(inTurnOrder([newer, older], ranking)).toEqual([older, newer]);
    }
  });
});

const ranking = fc.constantFrom<SlotRanking>('longest-first', 'fifo', 'priority');
const entry = fc.record({
  sourceId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  snapshotTime: fc.integer({ min: 0, max: 20 }).map((hour) => iso(NOW - hour * 3_600_000)),
  enqueuedAt: fc.integer({ min: NOW - 9e7, max: NOW }),
  expectedSeconds: fc.integer({ min: 1, max: 90_000 }),
  priority: fc.integer({ min: -5, max: 5 }),
  dueAt: fc.integer({ min: NOW - 3 * OVERDUE_AFTER_MS, max: NOW + 9e6 }),
  notBefore: fc.constantFrom(0, NOW + 60_000),
  polls: fc.integer({ min: 0, max: 50 }),
});
const queue = fc.uniqueArray(entry, {
  maxLength: 20,
  selector: ({ sourceId, snapshotTime }) => `${sourceId}#${snapshotTime}`,
});
const running = fc.uniqueArray(
  fc.record({
    taskId: fc.uuid(),
    sourceId: fc.option(fc.constantFrom('a', 'b', 'c', 'z'), { nil: undefined }),
    remainingSeconds: fc.integer({ min: 0, max: 90_000 }),
  }),
  { maxLength: 6, selector: ({ taskId }) => taskId },
);
const anyState = fc.record({
  waiting: queue,
  running,
  maxConcurrent: fc.integer({ min: 1, max: 5 }),
  ranking,
  now: fc.constant(NOW),
});

describe('a turn, in any queue', () => {
  const isAlive = ({ dueAt }: WaitingExport): boolean => NOW <= dueAt + OVERDUE_AFTER_MS;
  const canStart = (each: WaitingExport, { waiting, running: tasks }: QueueState): boolean =>
    !tasks.some(({ sourceId }) => sourceId === each.sourceId) &&
    !waiting.some((o) => o.sourceId === each.sourceId && o.snapshotTime < each.snapshotTime && isAlive(o));

  it('never comes out of order within a source, nor beside a running export of it, nor without a free slot', () => {
    fc.assert(
      fc.property(anyState, (s) => {
        for (const each of s.waiting) {
          if (!judgeTurn(each, s).isMine) continue;
          expect(canStart(each, s)).toBe(true);
          expect(s.running.length).toBeLessThan(s.maxConcurrent);
        }
      }),
    );
  });

  it('is somebody’s while a slot is free and somebody could start', () => {
    fc.assert(
      fc.property(anyState, (s) => {
        const able = s.waiting.filter((each) => isAlive(each) && each.notBefore <= NOW && canStart(each, s));
        if (s.running.length >= s.maxConcurrent || able.length === 0) return;
        expect(able.some((each) => judgeTurn(each, s).isMine)).toBe(true);
      }),
    );
  });

  it('is as many’s as slots are free when all are awake', () => {
    fc.assert(
      fc.property(anyState, (s) => {
        const awake = { ...s, waiting: s.waiting.map((each) => ({ ...each, dueAt: NOW, notBefore: 0 })) };
        const able = awake.waiting.filter((each) => canStart(each, awake));
        const turns = awake.waiting.filter((each) => judgeTurn(each, awake).isMine);
        const free = Math.max(s.maxConcurrent - s.running.length, 0);
        expect(turns).toHaveLength(Math.min(s.ranking === 'fifo' ? Math.min(free, 1) : free, able.length));
      }),
    );
  });
});

describe('who is waited for', () => {
  const first = waitingExport('first', { expectedSeconds: 9000 });
  const second = waitingExport('second');
  const one = { maxConcurrent: 1 };
  const isSecond = (more: Partial<WaitingExport>): boolean =>
    judgeTurn(second, state([{ ...first, ...more }, second], one)).isMine;

  it.each([
    ['one that looks soon', { dueAt: NOW + 60_000 }, false],
    ['one a little late', { dueAt: NOW - OVERDUE_AFTER_MS }, false],
    ['not one that is dead', { dueAt: NOW - OVERDUE_AFTER_MS - 1 }, true],
    ['not one that cannot start yet', { notBefore: NOW + 1 }, true],
    ['not one that sleeps on a wrong estimate', { dueAt: NOW + 600_000 }, true],
  ])('%s', (_what, more, mine) => {
    expect(isSecond(more)).toBe(mine);
  });
});

describe('how long until the next look', () => {
  const busy = (remaining: readonly number[]) => remaining.map((remainingSeconds) => ({ remainingSeconds }));
  const until = (
    running: ReturnType<typeof busy>,
    ahead: { sourceId: string; expectedSeconds: number }[] = [],
  ): number => secondsUntilTurn({ slots: 2, running, ahead, sourceId: 'me' });

  it('is the first slot’s end for the next in line', () => expect(until(busy([900, 300]))).toBe(300));
  it('is after those ahead, each in the slot that is free first', () => {
    expect(until(busy([900, 300]), [{ sourceId: 'a', expectedSeconds: 1000 }])).toBe(900);
  });
  it('is after the own source’s older export', () => {
    expect(until(busy([0, 0]), [{ sourceId: 'me', expectedSeconds: 1000 }])).toBe(1000);
  });
  it('counts tasks beyond the configured number', () => expect(until(busy([900, 300, 600]))).toBe(600));

  it('is tens of seconds at the front, hours at the back, and grows with the looks already spent', () => {
    expect(waitBeforeLook(0, 0)).toBe(20);
    expect(waitBeforeLook(100 * 3600, 0)).toBeGreaterThan(24 * 3600);
    expect(waitBeforeLook(0, 1000)).toBe(640);
  });

  it('never fills the history of an execution: 45 days in line are under 2,000 looks', () => {
    let looks = 0;
    for (let waited = 0; waited < 45 * 86_400; looks++) waited += waitBeforeLook(0, looks);
    expect(looks).toBeLessThan(2000);
  });
});
