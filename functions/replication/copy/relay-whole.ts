import { canonicalQuery } from '../../shared/s3-lean';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask, describe, open, retried } from './ask';
import { type Copied, copiedOf, wholeCrc32 } from './copied';
import { type CopyPlace, destinationHeaders, type SourceAddress } from './place';
import { type SourceObject, sourceObject } from './source-object';
import { verifySource, verifyStored } from './verify-content';

/** A GET of one object, pinned to the version or entity tag that is known. S3 adds its checksums. */
const readRequest = ({ bucket, key, versionId }: SourceAddress, etag?: string) => ({
  bucket,
  key,
  query: canonicalQuery({ versionId }),
  headers: { 'x-amz-checksum-mode': 'ENABLED', ...(etag === undefined ? {} : { 'if-match': etag }) },
});

/**
 * Copies an object of one PUT: at most as much as `open` finds. The GET is also what tells size, metadata and tags. A
 * try that fails on either side reads again from the beginning: what was stored is whole or nothing.
 */
export function relayWhole(
  place: CopyPlace,
  etag: string | undefined,
  judge: (object: SourceObject) => void,
): Promise<Copied> {
  const request = { method: 'GET' as const, ...readRequest(place.from, etag) };
  return retried(place.source, request, async () => {
    const answer = await open(place.source, request);
    try {
      const object = sourceObject(answer.headers);
      judge(object);
      return await send(place, object, answer);
    } finally {
      // an answer that was not read to its end would keep its connection
      answer.body.destroy();
    }
  });
}

async function send(place: CopyPlace, object: SourceObject, answer: StreamAnswer): Promise<Copied> {
  const { source, destination, to } = place;
  const headers = await destinationHeaders(place, object);
  const passed = { crc32: 0, bytes: 0 };
  const put = { method: 'PUT' as const, bucket: to.bucket, key: to.key, headers };
  let isChecked: true | undefined;
  const verify = () => {
    // fewer bytes are another error, which is tried again
    if (passed.bytes === object.size) isChecked = verifySource(describe(put), object, wholeCrc32(passed.crc32));
  };
  const body = {
    source: thenVerified(answer.body as AsyncIterable<Buffer>, verify),
    bytes: object.size,
    contentEncoding: object.contentEncoding,
    passed,
  };
  // the body can be sent once
  const asked = ask({ ...destination, tries: 1 }, { ...put, body });
  const stored = await asked.finally(() => source.moved?.(passed.bytes));
  destination.moved?.(object.size);
  verifyStored(describe(put), stored, passed.crc32);
  return copiedOf(object, wholeCrc32(passed.crc32), isChecked, stored.headers);
}

/** Fails before the body is complete: what is not the source's content is never stored. */
async function* thenVerified(source: AsyncIterable<Buffer>, verify: () => void): AsyncIterable<Buffer> {
  yield* source;
  verify();
}
