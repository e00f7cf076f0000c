import type { OutputSettings } from '../../../core/config/replication/types';
import { destinationKey } from '../../../core/replication/destination-key';
import type { ListedObject } from '../../../core/replication/judge-object';
import { type Receipts, readReceipt } from '../claim/read-receipt';
import { type ConvertingSource, keysOfSource, otherOwner } from '../convert/key-owner';
import { ask, unlessGone } from '../copy/ask';
import { type ListedSide, ownedBy } from './list-keys';

const CSV = '.csv';

/**
 * Objects that are called otherwise at the destination. Their order there is another one, so that a merge of the
 * listings cannot pair them: each is asked for by itself.
 */
export class ConvertedObjects {
  constructor(
    readonly sides: { readonly source: ListedSide; readonly destination: ListedSide },
    readonly output: Pick<OutputSettings, 'convert' | 'ignore'>,
    readonly receipts: Receipts,
  ) {}

  /** What stands at the destination for a key of the source that is converted. */
  async destinationOf(key: string): Promise<ListedObject | undefined> {
    const { asked, bucket, before = '', account } = this.sides.destination;
    const there = destinationKey(this.output, before, key);
    const found = await unlessGone(ask(asked, { method: 'HEAD', bucket, key: there, headers: ownedBy(account) }));
    if (found === undefined) return undefined;
    const { 'content-length': size = '0', etag = '' } = found.headers;
    return { key, size: Number(size), etag: etag.replaceAll('"', '') };
  }

  /** Whether a key of the destination may stand for a converted object. */
  mayBeConverted = (key: string): boolean => this.output.convert !== undefined && key.endsWith(CSV);

  /** Whether a key of the destination stands for another one of the source, which is judged by itself. */
  async standsFor(key: string): Promise<boolean> {
    const stem = key.slice(0, -CSV.length);
    if ((await keysOfSource(this.#source(), key)).some((each) => each !== key)) return true;
    // the source has it no more
    return (await readReceipt(this.receipts, `${stem}.parquet`))?.receipt?.converted !== undefined;
  }

  /** Another object of the source, which has the key that this one has at the destination. */
  otherOwner = (key: string): Promise<string | undefined> => otherOwner(this.#source(), key);

  #source(): ConvertingSource {
    const { asked, bucket } = this.sides.source;
    return { asked, bucket, output: this.output };
  }
}
