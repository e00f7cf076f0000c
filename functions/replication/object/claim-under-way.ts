import { orderOf, type Settlement } from '../../../core/replication/claim';
import type { ReplicationItem } from '../../../core/replication/receipts';
import type { TryFailure } from '../../../core/replication/try-failure';
import { amendObject, type Receipts, readReceipt, releaseObject, settleObject } from '../claim/claim-object';

/** Somebody else took the key: the lease had ended. What they write is true, and we write no more. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
  constructor(key: string) {
    super(`'${key}' was claimed by another while it was worked at.`);
  }
}

/** A claim while its work lasts: each write names the one before. */
export class ClaimUnderWay {
  #item: ReplicationItem;

  constructor(
    readonly receipts: Receipts,
    item: ReplicationItem,
  ) {
    this.#item = item;
  }

  get item(): ReplicationItem {
    return this.#item;
  }

  /** Throws `ClaimLostError`. */
  async amend(changes: Pick<Partial<ReplicationItem>, 'upload' | 'lease'>): Promise<void> {
    await this.#write((item) => amendObject(this.receipts, item, changes));
  }

  /** Throws `ClaimLostError`. */
  async settle(settlement: Settlement, now: number): Promise<ReplicationItem> {
    return this.#write((item) => settleObject(this.receipts, item, settlement, now));
  }

  /** After a failure. Where this fails too, the lease ends by itself. */
  async release(failure: TryFailure): Promise<void> {
    await releaseObject(this.receipts, this.#item, failure).catch(() => undefined);
  }

  /**
   * While a machine works, newer events are noted in its item and its lease is renewed: the claim is still ours, and
   * read again. Another claim under the same name (an execution that was stopped and redriven at once) counts its
   * attempt.
   */
  async #write(write: (item: ReplicationItem) => Promise<ReplicationItem | undefined>): Promise<ReplicationItem> {
    for (;;) {
      const written = await write(this.#item);
      if (written !== undefined) {
        this.#item = written;
        return written;
      }
      const found = await readReceipt(this.receipts, this.#item.event.key);
      if (found === undefined || !isSameClaim(found, this.#item)) throw new ClaimLostError(this.#item.event.key);
      this.#item = found;
    }
  }
}

const isSameClaim = (found: ReplicationItem, ours: ReplicationItem): boolean =>
  found.state === 'COPYING' &&
  found.lease?.owner === ours.lease?.owner &&
  found.attempts === ours.attempts &&
  found.upload?.id === ours.upload?.id &&
  orderOf(found.event, ours.event) === 'SAME';
