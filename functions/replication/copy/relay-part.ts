import type { Part } from '../../../core/s3';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { canonicalQuery } from '../../shared/s3-lean';
import { ask, open, retried } from './ask';
import { ReplicationRefusedError, SourceChangedError } from './errors';
import { partName, type SentPart } from './multipart';
import type { CopyPlace } from './place';
import type { SourceVersion } from './source-object';
import { verifyStored } from './verify-content';

/**
 * Reads one range of the source, pinned to its entity tag, and sends it as a part. Memory is what the sockets hold,
 * whatever the part's size. Throws `SourceChangedError` when the object was overwritten.
 */
export async function relayPart(
  place: CopyPlace,
  { etag }: Pick<SourceVersion, 'etag'>,
  uploadId: string,
  { partNumber, first, last }: Part,
): Promise<SentPart> {
  const { from, to, source, destination } = place;
  const bytes = last - first + 1;
  const read = {
    method: 'GET' as const,
    bucket: from.bucket,
    key: from.key,
    query: canonicalQuery({ versionId: from.versionId }),
    headers: { range: `bytes=${first}-${last}`, 'if-match': etag },
  };
  const query = canonicalQuery({ partNumber: String(partNumber), uploadId });
  const headers = { 'x-amz-expected-bucket-owner': to.account };
  try {
    return await retried(source, read, async () => {
      const answer = await open(source, read);
      const passed = { crc32: 0, bytes: 0 };
      try {
        const body = { source: answer.body as AsyncIterable<Buffer>, bytes, passed };
        const put = { method: 'PUT' as const, bucket: to.bucket, key: to.key, query, headers, body };
        const stored = await ask({ ...destination, tries: 1 }, put);
        verifyStored(partName(place, partNumber), stored, passed.crc32);
        destination.moved?.(bytes);
        return { partNumber, etag: stored.headers.etag ?? '', bytes, checksum: crc32ToBase64(passed.crc32) };
      } finally {
        source.moved?.(passed.bytes);
        answer.body.destroy();
      }
    });
  } catch (error) {
    throw isOverwritten(error) ? new SourceChangedError(`s3://${from.bucket}/${from.key}`) : error;
  }
}

/** The tag is another, or the version is no more. */
const isOverwritten = (error: unknown): boolean =>
  error instanceof ReplicationRefusedError && error.side === 'source' && (error.status === 412 || error.status === 404);
