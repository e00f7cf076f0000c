import { backoffMs, judgeAnswer, Pacer, type PaceSettings, type RawAnswer, type Verdict } from '../../../core/s3';
import { S3RefusedError, S3UnavailableError } from './errors';
import type { LeanRequest, LeanS3 } from './lean-s3';

export interface PacedS3Options {
  /** Writes and copies. S3 limits them apart from reads. */
  readonly writes?: PaceSettings;
  readonly reads?: PaceSettings;
  /** Requests on their way at once, reads and writes each. @default 1024 */
  readonly inFlight?: number;
  /** Tries of one request that end in something else than SlowDown; those are free. @default 8 */
  readonly tries?: number;
  /** Milliseconds from now until no request is started any more. @default none */
  readonly budgetMs?: number;
  /** Milliseconds that never go back. @default performance.now */
  readonly monotonic?: () => number;
  /** 0 to 1. @default Math.random */
  readonly random?: () => number;
}

interface Job {
  readonly request: LeanRequest;
  readonly expectedRoot: string | undefined;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: unknown) => void;
  failures: number;
}

/**
 * S3 gives a prefix 3,500 writes and 5,500 reads a second until it splits it. Above this, one processor is better used by a second invocation, and what waits
 * for it takes memory.
 */
const MOST_WRITES = 5_000;
const MOST_READS = 5_500;

/** Sends through {@link LeanS3} at the pace S3 allows, and again what failed in passing. */
export class PacedS3 {
  readonly #writes: Lane;
  readonly #reads: Lane;

  constructor(lean: LeanS3, options: PacedS3Options = {}) {
    const monotonic = options.monotonic ?? (() => performance.now());
    const endsAt = options.budgetMs === undefined ? Number.POSITIVE_INFINITY : monotonic() + options.budgetMs;
    const shared = {
      lean,
      monotonic,
      endsAt,
      random: options.random ?? Math.random,
      inFlight: options.inFlight ?? 1024,
      tries: options.tries ?? 8,
    };
    this.#writes = new Lane(shared, new Pacer({ maxRate: MOST_WRITES, ...options.writes }));
    this.#reads = new Lane(shared, new Pacer({ maxRate: MOST_READS, ...options.reads }));
  }

  /** Answers of success only. Rejects with `S3RefusedError` or `S3UnavailableError`. `expectedRoot`: the element without which a 200 is no success. */
  run(request: LeanRequest, expectedRoot?: string): Promise<RawAnswer> {
    const lane = request.method === 'GET' ? this.#reads : this.#writes;
    return new Promise((resolve, reject) => lane.add({ request, expectedRoot, resolve, reject, failures: 0 }));
  }
}

interface LaneSettings {
  readonly lean: LeanS3;
  readonly monotonic: () => number;
  readonly endsAt: number;
  readonly random: () => number;
  readonly inFlight: number;
  readonly tries: number;
}

/** A timer for each request would cost more than the request. */
const LEAST_WAKE_MS = 3;

/** A queue and its pace. */
class Lane {
  readonly #settings: LaneSettings;
  readonly #pacer: Pacer;
  #queue: Job[] = [];
  #head = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: LaneSettings, pacer: Pacer) {
    this.#settings = settings;
    this.#pacer = pacer;
  }

  add(job: Job): void {
    this.#queue.push(job);
    this.#pump();
  }

  /** Starts what may start now; else comes back when the pace allows, or when an answer makes room. */
  #pump(): void {
    if (this.#timer !== undefined) return;
    const { monotonic, inFlight, endsAt } = this.#settings;
    while (this.#head < this.#queue.length && this.#inFlight < inFlight) {
      const now = monotonic();
      if (now >= endsAt) {
        this.#giveUp();
        return;
      }
      const waitMs = this.#pacer.take(now);
      if (waitMs > 0) {
        this.#wake(waitMs);
        return;
      }
      this.#start(this.#next());
    }
  }

  #wake(afterMs: number): void {
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#pump();
      },
      Math.max(Math.ceil(afterMs), LEAST_WAKE_MS),
    );
  }

  #next(): Job {
    const job = this.#queue[this.#head++]!;
    const COMPACT_FROM = 4096;
    if (this.#head >= COMPACT_FROM && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  #start(job: Job): void {
    this.#inFlight++;
    this.#settings.lean.send(job.request).then(
      (answer) => this.#judge(job, answer),
      (error: unknown) => {
        this.#inFlight--;
        job.reject(error);
        this.#pump();
      },
    );
  }

  #judge(job: Job, answer: RawAnswer): void {
    const verdict = judgeAnswer(answer, job.expectedRoot);
    this.#inFlight--;
    if (verdict.verdict === 'OK') job.resolve(answer);
    else this.#settle(job, verdict);
    this.#pump();
  }

  #settle(job: Job, verdict: Exclude<Verdict, { verdict: 'OK' }>): void {
    const { monotonic, random, tries, lean } = this.#settings;
    if (verdict.verdict === 'SLOW_DOWN') {
      this.#pacer.slowDown(monotonic());
      this.#queue.push(job);
      return;
    }
    if (verdict.code === 'ExpiredToken') lean.forgetCredentials();
    job.failures++;
    const isOver = verdict.verdict === 'REFUSED' || job.failures >= tries;
    if (isOver) job.reject(refusal(job, verdict));
    else setTimeout(() => this.add(job), backoffMs(job.failures, random()));
  }

  #giveUp(): void {
    const left = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    for (const { reject, request } of left) {
      reject(
        new S3UnavailableError(nameOf(request), 'OutOfTime', 'the time of this run was used up before it was sent'),
      );
    }
  }
}

const nameOf = ({ method, bucket, key }: LeanRequest): string => `${method} s3://${bucket}/${key}`;

function refusal({ request, failures }: Job, { verdict, code, message }: Exclude<Verdict, { verdict: 'OK' }>): Error {
  return verdict === 'TRANSIENT'
    ? new S3UnavailableError(nameOf(request), code, `${message} (${failures} tries)`)
    : new S3RefusedError(nameOf(request), code, message);
}
