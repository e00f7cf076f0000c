import { type Job, releaseAwareBound } from './world';

/** What happened to one job. Seconds. */
export interface Run {
  startedAt: number;
  endedAt: number;
  /** When its execution has seen the end. */
  knownAt: number;
}

export interface Counts {
  /** States entered, all executions together. */
  transitions: number;
  /** Calls of the RDS API. */
  apiCalls: number;
}

export interface Outcome {
  readonly toBound: number;
  readonly meanWaitMinutes: number;
  readonly longestWaitMinutes: number;
  /** Most exports that came later and went before one. */
  readonly overtakes: number;
  readonly transitions: number;
  readonly apiCalls: number;
  /** From the end of an export to its being seen, as a share of its duration, mean. */
  readonly seenLate: number;
}

export function summarize(jobs: readonly Job[], runs: readonly Run[], counts: Counts, slots: number): Outcome {
  const waits = jobs.map(({ releasedAt }, i) => (runs[i]!.startedAt - releasedAt) / 60);
  const finish = Math.max(...runs.map(({ knownAt }) => knownAt)) - jobs[0]!.releasedAt;
  const late = jobs.map(({ duration }, i) => (runs[i]!.knownAt - runs[i]!.endedAt) / duration);
  return {
    toBound: finish / releaseAwareBound(jobs, slots),
    meanWaitMinutes: mean(waits),
    longestWaitMinutes: Math.max(...waits),
    overtakes: mostOvertakes(runs),
    transitions: counts.transitions / jobs.length,
    apiCalls: counts.apiCalls / jobs.length,
    seenLate: mean(late),
  };
}

/** Runs are in order of release. */
function mostOvertakes(runs: readonly Run[]): number {
  let most = 0;
  for (let i = 0; i < runs.length; i++) {
    let overtakes = 0;
    for (let k = i + 1; k < runs.length; k++) if (runs[k]!.startedAt < runs[i]!.startedAt) overtakes++;
    most = Math.max(most, overtakes);
  }
  return most;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
