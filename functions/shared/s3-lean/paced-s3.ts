import { Pacer, type PaceSettings, type RawAnswer } from '../../../core/s3';
import { Flights, Lane } from './lane';
import type { LeanRequest, LeanS3 } from './lean-s3';
import { MAX_SOCKETS } from './sockets';

export interface PacedS3Options {
  /** Writes and copies. S3 limits them apart from reads. */
  readonly writes?: PaceSettings;
  readonly reads?: PaceSettings;
  /** Requests on their way at once, reads and writes together. @default 800, a socket each */
  readonly inFlight?: number;
  /** Tries of one request. SlowDown is none, and a request that got no socket is none. @default 8 */
  readonly tries?: number;
  /** Milliseconds from now until no request is started any more. @default none */
  readonly budgetMs?: number;
  /** Milliseconds that never go back. @default performance.now */
  readonly monotonic?: () => number;
  /** 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * S3 gives a prefix 3,500 writes and 5,500 reads a second until it splits it. Above this, one processor is better used
 * by a second invocation, and what waits for it takes memory.
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
      flights: new Flights(options.inFlight ?? MAX_SOCKETS),
      tries: options.tries ?? 8,
      landed: () => this.#pump(),
    };
    this.#writes = new Lane(shared, new Pacer({ maxRate: MOST_WRITES, ...options.writes }));
    this.#reads = new Lane(shared, new Pacer({ maxRate: MOST_READS, ...options.reads }));
  }

  /**
   * Answers of success only. Rejects with `S3RefusedError` or `S3UnavailableError`. `expectedRoot`: the element without
   * which a 200 is no success.
   */
  run(request: LeanRequest, expectedRoot?: string): Promise<RawAnswer> {
    const lane = request.method === 'GET' ? this.#reads : this.#writes;
    return new Promise((resolve, reject) => lane.add({ request, expectedRoot, resolve, reject, failures: 0 }));
  }

  /** Room that one lane leaves is for both; the one that has less on its way goes first, so that neither starves. */
  #pump(): void {
    const [first, second] =
      this.#reads.inFlight <= this.#writes.inFlight ? [this.#reads, this.#writes] : [this.#writes, this.#reads];
    first.pump();
    second.pump();
  }
}
