import type { OutputSettings } from '../../../core/config/replication/types';
import { CONVERSIONS, destinationKey, ownerOf } from '../../../core/replication/destination-key';
import { ignores } from '../../../core/replication/ignore';
import { listPage } from '../compare/list-keys';
import type { Asked } from '../copy/ask';

export interface ConvertingSource {
  readonly asked: Asked;
  readonly bucket: string;
  readonly output: Pick<OutputSettings, 'convert' | 'ignore'>;
}

/** What endings begin with, those in capitals included: a listing finds all spellings of a key. */
const BEGINNINGS = [...Object.values(CONVERSIONS).map(({ ending }) => ending), '.p', '.P'];

/** The keys that the source has now for a key of the destination, which is told without its prefix. */
export async function keysOfSource({ asked, bucket, output }: ConvertingSource, there: string): Promise<string[]> {
  const isIgnored = ignores(output.ignore);
  const stem = there.slice(0, -CONVERSIONS.parquet.ending.length);
  const pages = await Promise.all(
    BEGINNINGS.map((beginning) => listPage({ asked, bucket, prefix: `${stem}${beginning}` }, {})),
  );
  return pages
    .flatMap(({ objects }) => objects.map(({ key }) => key))
    .filter((key) => destinationKey(output, '', key) === there && !isIgnored(bucket, key));
}

/** Who has the key that `key` has at the destination, where that is another object of the source. */
export async function otherOwner(source: ConvertingSource, key: string): Promise<string | undefined> {
  const there = destinationKey(source.output, '', key);
  const others = (await keysOfSource(source, there)).filter((each) => each !== key);
  const owner = ownerOf(there, [key, ...others]);
  return owner === key ? undefined : owner;
}
