import type { SlotClaim } from '../../core/ledger/exports';
import {
  judgeTurn,
  type ListedTask,
  runningExports,
  type SlotRanking,
  type WaitingExport,
  waitForExport,
} from '../../core/snapshots/slots';
import { Agenda } from './agenda';
import { type Outcome, type Run, summarize } from './result';
import { type Job, percentProgress } from './world';

/** StartExport, HasSlot and WaitForSlot; WaitForExport, DescribeExport and JudgeExport. */
const TRANSITIONS_PER_LOOK = 3;
/** StartExport, HasSlot, RecordExported, PublishExport, RecordPublished, Published. */
const TRANSITIONS_ONCE = 6;
/** A cold function, a page of tasks: what a look at the slots takes. */
const LOOK_SECONDS = 2;

type Event = { readonly kind: 'slot' | 'export'; readonly job: number };

/** Our own executions: the ranking and the waits of core/export-slots, and of describe-export. */
export async function simulateLakeferry(jobs: readonly Job[], ranking: SlotRanking, slots: number): Promise<Outcome> {
  const agenda = new Agenda<Event>();
  const runs: Run[] = jobs.map(() => ({ startedAt: 0, endedAt: 0, knownAt: 0 }));
  const counts = { transitions: TRANSITIONS_ONCE * jobs.length, apiCalls: 0 };
  const waiting = new Map<number, WaitingExport>();
  const holding = new Set<number>();
  const claims: Record<string, SlotClaim> = {};
  jobs.forEach(({ releasedAt }, job) => {
    agenda.add(releasedAt, { kind: 'slot', job });
  });

  const listRunning = (now: number): ListedTask[] => {
    for (const job of holding) {
      if (runs[job]!.endedAt > now) continue;
      holding.delete(job);
      delete claims[jobs[job]!.id];
    }
    return [...holding].map((job) => ({
      taskId: jobs[job]!.id,
      percentProgress: percentProgress(jobs[job]!, now - runs[job]!.startedAt),
    }));
  };

  const lookForSlot = (job: number, now: number): void => {
    const { id, expected, duration } = jobs[job]!;
    const entry = waiting.get(job) ?? enqueue(jobs[job]!, now);
    waiting.set(job, entry);
    const nowMs = now * 1000;
    const running = runningExports(claims, listRunning(now), nowMs);
    const turn = judgeTurn(entry, {
      waiting: [...waiting.values()],
      running,
      maxConcurrent: slots,
      ranking,
      now: nowMs,
    });
    counts.apiCalls++;
    if (!turn.isMine) {
      counts.transitions += TRANSITIONS_PER_LOOK;
      waiting.set(job, { ...entry, dueAt: nowMs + 1000 * turn.waitSeconds, polls: entry.polls + 1 });
      agenda.add(now + turn.waitSeconds + LOOK_SECONDS, { kind: 'slot', job });
      return;
    }
    counts.apiCalls++;
    waiting.delete(job);
    holding.add(job);
    claims[id] = { claimedAt: nowMs, sourceId: id, expectedSeconds: expected };
    Object.assign(runs[job]!, { startedAt: now, endedAt: now + duration });
    const first = waitForExport({ elapsedSeconds: 0, expectedSeconds: expected, percentProgress: 0 });
    agenda.add(now + first, { kind: 'export', job });
  };

  const lookAtExport = async (job: number, now: number): Promise<void> => {
    const { startedAt, endedAt } = runs[job]!;
    counts.transitions += TRANSITIONS_PER_LOOK;
    counts.apiCalls++;
    if (endedAt <= now) {
      runs[job]!.knownAt = now;
      return;
    }
    const { expected } = jobs[job]!;
    const progress = percentProgress(jobs[job]!, now - startedAt);
    const elapsedSeconds = now - startedAt;
    const wait = waitForExport({ elapsedSeconds, expectedSeconds: expected, percentProgress: progress });
    agenda.add(now + wait, { kind: 'export', job });
  };

  while (!agenda.isEmpty) {
    const { time, event } = agenda.next();
    if (event.kind === 'slot') lookForSlot(event.job, time);
    else await lookAtExport(event.job, time);
  }
  return summarize(jobs, runs, counts, slots);
}

const enqueue = ({ id, expected }: Job, now: number): WaitingExport => ({
  sourceId: id,
  snapshotTime: new Date(now * 1000).toISOString(),
  enqueuedAt: now * 1000,
  expectedSeconds: expected,
  priority: 0,
  dueAt: now * 1000,
  notBefore: 0,
  polls: 0,
});
