import { Agenda } from './agenda';
import { type Outcome, type Run, summarize } from './result';
import type { Job } from './world';

const POLL_SECONDS = 60;
const RETRY_SECONDS = 600;

/**
 * What people run today: a look at the number of tasks, start or wait ten minutes and look again; the export polled
 * every minute.
 */
export function simulateCheckAndWait(jobs: readonly Job[], slots: number): Outcome {
  const agenda = new Agenda<number>();
  const runs: Run[] = jobs.map(() => ({ startedAt: 0, endedAt: 0, knownAt: 0 }));
  const counts = { transitions: 0, apiCalls: 0 };
  let running: number[] = [];
  jobs.forEach(({ releasedAt }, job) => {
    agenda.add(releasedAt, job);
  });
  while (!agenda.isEmpty) {
    const { time, event: job } = agenda.next();
    running = running.filter((each) => runs[each]!.endedAt > time);
    counts.apiCalls++;
    counts.transitions += 3;
    if (running.length >= slots) {
      agenda.add(time + RETRY_SECONDS, job);
      continue;
    }
    const polls = Math.ceil(jobs[job]!.duration / POLL_SECONDS);
    runs[job] = { startedAt: time, endedAt: time + jobs[job]!.duration, knownAt: time + polls * POLL_SECONDS };
    running.push(job);
    counts.apiCalls += 1 + polls;
    counts.transitions += 3 * polls;
  }
  return summarize(jobs, runs, counts, slots);
}

/** A queue in order of arrival and one loop that looks at everything once a minute. */
export function simulateMinuteQueue(jobs: readonly Job[], slots: number): Outcome {
  const runs: Run[] = jobs.map(() => ({ startedAt: 0, endedAt: 0, knownAt: 0 }));
  const counts = { transitions: 2 * jobs.length, apiCalls: jobs.length };
  const running = new Set<number>();
  let next = 0;
  for (let tick = 0; next < jobs.length || running.size > 0; tick += POLL_SECONDS) {
    counts.apiCalls++;
    counts.transitions += 3;
    for (const job of running) {
      if (runs[job]!.endedAt > tick) continue;
      runs[job]!.knownAt = tick;
      running.delete(job);
    }
    for (; next < jobs.length && jobs[next]!.releasedAt <= tick && running.size < slots; next++) {
      runs[next] = { startedAt: tick, endedAt: tick + jobs[next]!.duration, knownAt: 0 };
      running.add(next);
      counts.apiCalls++;
      counts.transitions++;
    }
  }
  return summarize(jobs, runs, counts, slots);
}
