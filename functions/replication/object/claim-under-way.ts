import type { Settlement } from '../../../core/replication/claim';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { amendObject, type Receipts, releaseObject, settleObject } from '../claim/claim-object';

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
    this.#item = this.#written(await amendObject(this.receipts, this.#item, changes));
  }

  /** Throws `ClaimLostError`. */
  async settle(settlement: Settlement, now: number): Promise<ReplicationItem> {
    this.#item = this.#written(await settleObject(this.receipts, this.#item, settlement, now));
    return this.#item;
  }

  /** After a failure. Where this fails too, the lease ends by itself. */
  async release(): Promise<void> {
    await releaseObject(this.receipts, this.#item).catch(() => undefined);
  }

  #written(item: ReplicationItem | undefined): ReplicationItem {
    if (item === undefined) throw new ClaimLostError(this.#item.event.key);
    return item;
  }
}
