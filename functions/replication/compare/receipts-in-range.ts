import type { KeyRange } from '../../../core/replication/comparison/key-range';
import { mergeListings } from '../../../core/replication/merge-listings';
import { type ReplicationItem, shardsOf } from '../../../core/replication/receipts';
import { queryPages } from '../../shared/ledger/query-pages';
import type { Receipts } from '../claim/read-receipt';

/** A receipt among listings. */
export interface KeyedReceipt {
  readonly key: string;
  readonly item: ReplicationItem;
}

/** Receipts of a page of one shard: sixteen pages and as many on their way are in memory, a KB for each receipt. */
const PAGE_ITEMS = 250;

/** The receipts of a range of keys, in the order of S3's listings: DynamoDB's order of sort keys is the same. */
export async function* receiptsInRange(
  { table, output }: Receipts,
  range: KeyRange,
): AsyncGenerator<readonly KeyedReceipt[], void> {
  const shards = shardsOf(output).map((shard) => keyed(queryPages(table, shard, { ...range, limit: PAGE_ITEMS })));
  for await (const merged of mergeListings<KeyedReceipt[]>(...shards)) {
    yield merged.map((sides) => sides.find((each) => each !== undefined)!);
  }
}

async function* keyed(pages: AsyncIterable<ReplicationItem[]>): AsyncGenerator<readonly KeyedReceipt[], void> {
  for await (const items of pages) yield items.map((item) => ({ key: item.event.key, item }));
}
