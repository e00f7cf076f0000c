import { createHash } from 'node:crypto';

/**
 * User metadata of what an output wrote: the outputs that it came through, and a token of the source's version. The
 * first stops loops that no configuration shows, the second tells whether a completion whose answer was lost took
 * place.
 */
export const PATH_HEADER = 'x-amz-meta-lakeferry-path';
export const TOKEN_HEADER = 'x-amz-meta-lakeferry-token';

/** S3's limit of all user metadata of an object, names and values, without `x-amz-meta-`. */
const MAX_METADATA_BYTES = 2048;
const META = 'x-amz-meta-';

const short = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

/** An output among all of the world, whose buckets have names of their own in each partition: eight digits. */
export const outputMark = (sourceBucket: string, region: string, prefix: string, output: string): string =>
  short(`${sourceBucket}/${region}/${prefix}/${output}`, 8);

/** One version of one source object: sixteen digits. */
export const sourceToken = (bucket: string, key: string, version: string): string =>
  short(`${bucket}\n${key}\n${version}`, 16);

/** The outputs that an object came through. */
const pathOf = (metadata: Readonly<Record<string, string>>): string[] => (metadata[PATH_HEADER] ?? '').split(',');

/** True for an object that this output wrote at some place before. */
export const cameThrough = (metadata: Readonly<Record<string, string>>, mark: string): boolean =>
  pathOf(metadata).includes(mark);

/**
 * The metadata of a source object and the mark. Where both together are more than S3 takes, the object's own stays and
 * the mark is left out.
 */
export function marked(
  metadata: Readonly<Record<string, string>>,
  mark: string,
  token: string,
): Readonly<Record<string, string>> {
  const path = [...pathOf(metadata).filter((each) => each !== ''), mark].join(',');
  const withMark = { ...metadata, [PATH_HEADER]: path, [TOKEN_HEADER]: token };
  const bytes = Object.entries(withMark)
    .filter(([name]) => name.startsWith(META))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) - META.length + Buffer.byteLength(value), 0);
  return bytes > MAX_METADATA_BYTES ? metadata : withMark;
}
