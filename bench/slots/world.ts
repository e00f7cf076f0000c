/** One night: databases whose snapshots appear within a window, and how long their exports take. Seconds. */
export interface Night {
  readonly name: string;
  readonly databases: number;
  readonly windowMinutes: number;
  readonly seeds: number;
}

export interface Job {
  readonly id: string;
  readonly releasedAt: number;
  readonly duration: number;
  /** What the ledger would say: within about 20% of the truth. */
  readonly expected: number;
  /** Restoring the database, during which RDS reports 0%. */
  readonly restoring: number;
  /** Progress is not linear: it runs ahead (below 1) or behind (above 1). */
  readonly curve: number;
}

/** Exports as measured for facts/performance: lognormal, median 35 minutes. */
const MEDIAN_SECONDS = 35 * 60;
const SIGMA = 0.8;
const ESTIMATE_SIGMA = 0.2;
const RESTORING_SECONDS = 12 * 60;

/** The same databases for every policy of one seed. In order of release. */
export function makeNight({ databases, windowMinutes }: Night, seed: number): Job[] {
  const random = mulberry32(1000 * databases + windowMinutes + seed * 7919);
  const jobs = Array.from({ length: databases }, (_, i) => {
    const releasedAt = random() * windowMinutes * 60;
    const duration = MEDIAN_SECONDS * Math.exp(SIGMA * gauss(random));
    return { id: `db${i}`, releasedAt, duration, expected: duration * Math.exp(ESTIMATE_SIGMA * gauss(random)) };
  });
  const curves = mulberry32(seed);
  return jobs
    .map((job) => ({
      ...job,
      restoring: Math.min(RESTORING_SECONDS, 0.3 * job.duration),
      curve: 0.7 + 0.7 * curves(),
    }))
    .sort((a, b) => a.releasedAt - b.releasedAt);
}

/** What RDS would report: whole percent, 0 while restoring. */
export function percentProgress(job: Job, elapsed: number): number {
  const share = Math.max(elapsed - job.restoring, 0) / (job.duration - job.restoring);
  return Math.min(Math.floor(100 * Math.min(share, 1) ** job.curve), 99);
}

/** No schedule can finish sooner: work released late, spread over all slots, and no export faster than itself. */
export function releaseAwareBound(jobs: readonly Job[], slots: number): number {
  const first = jobs[0]!.releasedAt;
  let left = jobs.reduce((sum, { duration }) => sum + duration, 0);
  let bound = 0;
  for (const { releasedAt, duration } of jobs) {
    bound = Math.max(bound, releasedAt - first + left / slots, releasedAt - first + duration);
    left -= duration;
  }
  return bound;
}

export function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
