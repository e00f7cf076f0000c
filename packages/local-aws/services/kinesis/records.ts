import type { Clock } from '../../clock';
import { type Changes, DurableMap, type Store } from '../../store';

export interface KinesisRecord {
  readonly streamId: string;
  readonly shardId: string;
  readonly sequence: string;
  readonly partitionKey: string;
  /** Base64. */
  readonly data: string;
  readonly arrivedAt: number;
}

/** Records by shard, in the order of their sequence numbers. */
export class Records {
  readonly #byShard = new Map<string, KinesisRecord[]>();

  private constructor(readonly map: DurableMap<KinesisRecord>) {
    for (const record of map.values()) this.#shard(record.streamId, record.shardId).push(record);
    map.listen({ changed: (before, after) => this.#changed(before, after) });
  }

  static async load({ store }: { readonly clock: Clock; readonly store: Store }): Promise<Records> {
    return new Records(await DurableMap.load(store, 'kinesis-records'));
  }

  of(streamId: string, shardId: string): readonly KinesisRecord[] {
    return this.#byShard.get(`${streamId}/${shardId}`) ?? [];
  }

  /** Those from a sequence number on that have not expired. */
  from(streamId: string, shardId: string, sequence: bigint, horizon: number): readonly KinesisRecord[] {
    const all = this.of(streamId, shardId);
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (BigInt(all[middle]!.sequence) < sequence) low = middle + 1;
      else high = middle;
    }
    while (low < all.length && all[low]!.arrivedAt <= horizon) low++;
    return all.slice(low);
  }

  add(record: KinesisRecord, changes: Changes): void {
    changes.set(this.map, keyOf(record), record);
  }

  /** Takes away what came before the horizon. */
  trim(streamId: string, shardId: string, horizon: number, changes: Changes): void {
    const all = this.of(streamId, shardId);
    const firstKept = all.findIndex(({ arrivedAt }) => arrivedAt > horizon);
    for (const record of all.slice(0, firstKept === -1 ? all.length : firstKept))
      changes.delete(this.map, keyOf(record));
  }

  clear(streamId: string, shardId: string, changes: Changes): void {
    this.trim(streamId, shardId, Number.POSITIVE_INFINITY, changes);
  }

  #shard(streamId: string, shardId: string): KinesisRecord[] {
    const key = `${streamId}/${shardId}`;
    const known = this.#byShard.get(key);
    if (known !== undefined) return known;
    const begun: KinesisRecord[] = [];
    this.#byShard.set(key, begun);
    return begun;
  }

  /** Records come at the end and go from the beginning, unless a change is taken back. */
  #changed(before: KinesisRecord | undefined, after: KinesisRecord | undefined): void {
    const { streamId, shardId } = (before ?? after)!;
    const shard = this.#shard(streamId, shardId);
    if (before !== undefined && shard[0] === before) shard.shift();
    else if (before !== undefined) shard.splice(shard.lastIndexOf(before), 1);
    if (after === undefined) return;
    const isLast = shard.length === 0 || shard.at(-1)!.sequence < after.sequence;
    if (isLast) shard.push(after);
    else
      shard.splice(
        shard.findIndex(({ sequence }) => sequence > after.sequence),
        0,
        after,
      );
  }
}

/** All sequence numbers have the same length: the store keeps the keys in their order. */
const keyOf = ({ streamId, shardId, sequence }: KinesisRecord): string => `${streamId}/${shardId}/${sequence}`;
