import type { KeyRange } from '../../../core/replication/comparison/key-range';
import type { KnownOfKey } from '../../../core/replication/judge-object';
import { mergeListings } from '../../../core/replication/merge-listings';
import { shardsOf } from '../../../core/replication/receipts';
import { queryPages } from '../../shared/ledger/query-pages';
import type { Receipts } from '../claim/read-receipt';

/** A receipt among listings. */
export interface KeyedReceipt {
  readonly key: string;
  readonly item: KnownOfKey & { readonly revision: number };
}

/** Receipts of a page of one shard: sixteen pages and as many on their way are in memory. */
const PAGE_ITEMS = 100;

/** What a comparison needs to know: a third of the item, and of the time that it takes to read it. */
const PATHS = [
  ...['revision', 'state', 'lease', 'reason', 'event.key', 'event.etag', 'event.versionId', 'receipt.converted'],
  ...['source', 'destination'].flatMap((side) => [`receipt.${side}.etag`, `receipt.${side}.size`]),
];

/**
 * The receipts of a range of keys below a prefix, in the order of S3's listings: DynamoDB's order of sort keys is the
 * same. What a replication copied under a prefix that it had before is no matter of its comparisons.
 */
export async function* receiptsInRange(
  { table, output }: Receipts,
  range: KeyRange,
  prefix: string,
): AsyncGenerator<readonly KeyedReceipt[], void> {
  const page = { ...range, limit: PAGE_ITEMS, paths: PATHS };
  const shards = shardsOf(output).map((shard) => keyed(queryPages<Read>(table, shard, page)));
  for await (const merged of mergeListings<KeyedReceipt[]>(...shards)) {
    const receipts = merged.map((sides) => sides.find((each) => each !== undefined)!);
    const below = receipts.filter(({ key }) => key.startsWith(prefix));
    if (below.length > 0) yield below;
  }
}

type Read = KeyedReceipt['item'] & { readonly event: { readonly key: string } };

async function* keyed(pages: AsyncIterable<Read[]>): AsyncGenerator<readonly KeyedReceipt[], void> {
  for await (const items of pages) yield items.map((item) => ({ key: item.event.key, item }));
}
