import { backoffMs, judgeAnswer, type Pacer, type RawAnswer, type Verdict } from '../../../core/s3';
import { S3RefusedError, S3UnavailableError } from './errors';
import type { LeanRequest, LeanS3 } from './lean-s3';

export interface Job {
  readonly request: LeanRequest;
  readonly expectedRoot: string | undefined;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: unknown) => void;
  failures: number;
}

/** Requests on their way, of all lanes. */
export class Flights {
  count = 0;
  constructor(readonly most: number) {}
}

export interface LaneSettings {
  readonly lean: LeanS3;
  readonly monotonic: () => number;
  readonly endsAt: number;
  readonly random: () => number;
  readonly flights: Flights;
  readonly tries: number;
  /** A request came back: there is room for another one. */
  readonly landed: () => void;
}

/** Until a request that got no socket is tried again: about as long as another one keeps its own. */
const SOCKET_WAIT_MS = 500;
/** A timer for each request would cost more than the request. */
const LEAST_WAKE_MS = 3;

/** A queue and its pace. */
export class Lane {
  readonly #settings: LaneSettings;
  readonly #pacer: Pacer;
  #queue: Job[] = [];
  #head = 0;
  inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: LaneSettings, pacer: Pacer) {
    this.#settings = settings;
    this.#pacer = pacer;
  }

  add(job: Job): void {
    this.#queue.push(job);
    this.pump();
  }

  /** Starts what may start now; else comes back when the pace allows, or when an answer makes room. */
  pump(): void {
    if (this.#timer !== undefined) return;
    const { monotonic, flights, endsAt } = this.#settings;
    while (this.#head < this.#queue.length && flights.count < flights.most) {
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
        this.pump();
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
    this.inFlight++;
    this.#settings.flights.count++;
    this.#settings.lean.send(job.request).then(
      (answer) => this.#land(() => this.#judge(job, answer)),
      (error: unknown) => this.#land(() => job.reject(error)),
    );
  }

  #land(settle: () => void): void {
    this.inFlight--;
    this.#settings.flights.count--;
    settle();
    this.#settings.landed();
  }

  #judge(job: Job, answer: RawAnswer): void {
    const verdict = judgeAnswer(answer, job.expectedRoot);
    if (verdict.verdict === 'OK') job.resolve(answer);
    else this.#settle(job, verdict);
  }

  #settle(job: Job, verdict: Exclude<Verdict, { verdict: 'OK' }>): void {
    const { monotonic, random, tries, lean } = this.#settings;
    if (verdict.verdict === 'SLOW_DOWN') {
      this.#pacer.slowDown(monotonic());
      this.#queue.push(job);
      return;
    }
    if (verdict.verdict === 'NO_SOCKET') {
      setTimeout(() => this.add(job), random() * SOCKET_WAIT_MS);
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
