import { inBackground } from '../../../background';
import type { Clock } from '../../../clock';
import type { InvokeFunction } from '../../../engine/ports';
import type { Faults } from '../../../faults';
import type { Consumer, Received } from '../../sqs';
import { batchesOf, recordOf } from './batch';
import { failedItems, WHOLE_BATCH } from './failed-items';
import type { MappingRecord } from './records';

export interface PollerDependencies {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly invoke: InvokeFunction;
  readonly queue: Consumer;
  /** Of the function, without the deployment's prefix. */
  readonly faultTarget: string;
}

/** Lambda begins with five batches at once; the local one stays there when a mapping names no limit. */
const USUAL_CONCURRENCY = 5;
/** SQS gives so many at a time. */
const MOST_AT_ONCE = 10;
const RETRY_MS = 1000;

/**
 * Reads a queue and invokes the function, as long as it is open. A message that is done is deleted; any other stays
 * hidden until its visibility timeout, and then comes again.
 */
export class Poller {
  #running = 0;
  #isLooking = false;
  #mustLookAgain = false;
  #isClosed = false;
  #endWaiting: (() => void) | undefined;

  constructor(
    readonly mapping: MappingRecord,
    readonly deps: PollerDependencies,
  ) {}

  /** Looks now, and again whenever there may be a message. */
  start(): void {
    if (this.#isClosed) return;
    this.#mustLookAgain = true;
    if (this.#isLooking) return;
    this.#endWaiting?.();
    this.#endWaiting = undefined;
    this.#isLooking = true;
    inBackground('lambda', async () => {
      while (this.#mustLookAgain) {
        this.#mustLookAgain = false;
        await this.#look();
      }
      this.#isLooking = false;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#endWaiting?.();
  }

  async #look(): Promise<void> {
    const { clock, queue } = this.deps;
    const most = this.mapping.maxConcurrency ?? USUAL_CONCURRENCY;
    const again = (): void => this.start();
    try {
      while (!this.#isClosed && this.#running < most) {
        const messages = await this.#gather();
        if (messages.length === 0) break;
        for (const batch of batchesOf(messages)) this.#begin(batch);
      }
      // With all slots taken, the end of a batch looks again.
      if (!this.#isClosed && this.#running < most) this.#endWaiting = queue.atNextChance(again);
    } catch {
      // The queue is gone or cannot be read: a mapping goes on trying, as on AWS.
      if (this.#isClosed) return;
      const timer = clock.at(clock.now() + RETRY_MS, again);
      this.#endWaiting = () => timer.cancel();
    }
  }

  /** A batch: what is there, and within the window what comes. */
  async #gather(): Promise<Received[]> {
    const { queue, clock } = this.deps;
    const { batchSize, windowSeconds } = this.mapping;
    const receive = (most: number) => clock.hold(() => queue.receive(Math.min(most, MOST_AT_ONCE)));
    const gathered = await receive(batchSize);
    if (gathered.length === 0) return [];
    const until = clock.now() + windowSeconds * 1000;
    while (gathered.length < batchSize && !this.#isClosed) {
      const more = await receive(batchSize - gathered.length);
      gathered.push(...more);
      if (more.length > 0) continue;
      if (clock.now() >= until) break;
      await this.#chance(until);
    }
    return gathered;
  }

  #chance(until: number): Promise<void> {
    return new Promise((resolve) => {
      this.#endWaiting = this.deps.queue.atNextChance(resolve, until);
    });
  }

  #begin(batch: readonly Received[]): void {
    const { clock, faults, faultTarget } = this.deps;
    const copies = faults.strikes('duplicate-batch', faultTarget) ? 2 : 1;
    this.#running++;
    inBackground('lambda', () =>
      clock
        .hold(() => Promise.all(Array.from({ length: copies }, () => this.#deliver(batch))))
        .finally(() => {
          this.#running--;
          this.start();
        }),
    );
  }

  /** Invokes, and deletes what is done. What the function threw is its own log's to tell. */
  async #deliver(batch: readonly Received[]): Promise<void> {
    const { invoke, queue } = this.deps;
    const { functionName, queueArn, reportsFailures } = this.mapping;
    const payload = { Records: batch.map((message) => recordOf(message, queueArn)) };
    let answer: unknown;
    try {
      answer = await invoke(functionName, payload as never, { idle: (work) => work });
    } catch {
      return;
    }
    const ids = batch.map(({ MessageId }) => MessageId);
    const failed = reportsFailures ? failedItems(answer, ids) : [];
    if (failed === WHOLE_BATCH) return;
    await queue.delete(batch.filter(({ MessageId }) => !failed.includes(MessageId)));
  }
}
