import type { Settlement } from '../../../core/replication/claim';
import { cameThrough, sourceToken, TOKEN_HEADER } from '../../../core/replication/mark';
import type { Receipt, SourceFacts } from '../../../core/replication/receipts';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask, unlessGone } from '../copy/ask';
import { ReplicationRefusedError } from '../copy/errors';
import { judgeRefusal } from '../copy/judge-refusal';
import type { CopyPlace } from '../copy/place';
import { sourceObject } from '../copy/source-object';

const NOT_OURS = 'NOT_OURS: the object at the destination was not written by this output, and stays.';

/**
 * Deletes at the destination what was deleted at the source. `STANDS`: the source has such an object and the
 * destination may have another: it was written again, or the deletion of one version made an earlier one current.
 * `sharesKey`: whether another object of the source has the same key at the destination. What is there is deleted then
 * only if it is of this one.
 */
export async function removeObject(
  place: CopyPlace,
  receipt: Receipt | undefined,
  sharesKey: () => Promise<boolean>,
): Promise<Settlement | 'STANDS'> {
  const standing = await headSource(place);
  if (standing !== undefined && 'outcome' in standing) return { state: 'SET_ASIDE', reason: standing.reason };
  if (standing !== undefined) return isOf(standing, receipt) ? { state: 'COMPLETE', receipt } : 'STANDS';
  const { destination, to } = place;
  const address = { bucket: to.bucket, key: to.key, headers: { 'x-amz-expected-bucket-owner': to.account } };
  const found = await unlessGone(ask(destination, { method: 'HEAD', ...address }));
  if (found === undefined) return { state: 'DELETED' };
  if (!isOurs(found.headers, place, receipt)) return { state: 'SET_ASIDE', reason: NOT_OURS };
  if (!isOfThis(found.headers, place, receipt) && (await sharesKey())) return { state: 'DELETED' };
  await unlessGone(ask(destination, { method: 'DELETE', ...address }));
  return { state: 'DELETED' };
}

async function headSource({ source, from }: CopyPlace) {
  try {
    const request = { method: 'HEAD' as const, bucket: from.bucket, key: from.key };
    const found = await unlessGone(ask(source, request));
    return found === undefined ? undefined : sourceObject(found.headers);
  } catch (error) {
    if (error instanceof ReplicationRefusedError) return judgeRefusal(error);
    throw error;
  }
}

const bare = (etag = ''): string => etag.replaceAll('"', '');

const isOf = ({ versionId, etag }: Pick<SourceFacts, 'versionId' | 'etag'>, receipt: Receipt | undefined): boolean =>
  receipt !== undefined && receipt.source.versionId === versionId && receipt.source.etag === bare(etag);

/** The mark says so, or where metadata left no room for it, the receipt. */
const isOurs = (headers: StreamAnswer['headers'], { to }: CopyPlace, receipt: Receipt | undefined): boolean =>
  cameThrough(headers, to.mark) || (receipt !== undefined && receipt.destination.etag === bare(headers.etag));

/** The token tells of which key and version it is. */
const isOfThis = (headers: StreamAnswer['headers'], place: CopyPlace, receipt: Receipt | undefined): boolean =>
  receipt !== undefined &&
  [receipt.source.versionId, receipt.source.etag, `"${receipt.source.etag}"`].some(
    (version) =>
      version !== undefined && headers[TOKEN_HEADER] === sourceToken(place.from.bucket, place.from.key, version),
  );
