import { MAX_COPY_OBJECT_BYTES, type Part, planParts, xmlText } from '../../../core/s3';
import { canonicalQuery, copySource, escapeXml, type LeanRequest, type PacedS3 } from '../../shared/s3-lean';
import type { CopyItem } from '../payloads';

export interface CopyPlace {
  readonly sourceBucket: string;
  readonly lakeBucket: string;
}

/** A copy inside S3 runs at tens of MB/s at least; beyond this something is stuck. */
const SLOWEST_BYTES_PER_MS = 10_000;
const LEAST_TIMEOUT_MS = 15_000;
/** Parts of one object on their way at once. */
const PARTS_AT_ONCE = 64;

/**
 * Copies one file inside S3, in parts above 5 GB. The ETag must still be the listed one, else S3 answers
 * PreconditionFailed. Encryption is the lake bucket's default.
 */
export const copyObject = (s3: PacedS3, place: CopyPlace, item: CopyItem): Promise<unknown> =>
  item.size <= MAX_COPY_OBJECT_BYTES ? copyWhole(s3, place, item) : copyInParts(s3, place, item);

const timeoutFor = (bytes: number): number => LEAST_TIMEOUT_MS + bytes / SLOWEST_BYTES_PER_MS;

const sourceHeaders = ({ sourceBucket }: CopyPlace, { sourceKey, etag }: CopyItem): Record<string, string> => ({
  'x-amz-copy-source': copySource(sourceBucket, sourceKey),
  'x-amz-copy-source-if-match': etag,
});

function copyWhole(s3: PacedS3, place: CopyPlace, item: CopyItem): Promise<unknown> {
  const request: LeanRequest = {
    method: 'PUT',
    bucket: place.lakeBucket,
    key: item.destinationKey,
    headers: sourceHeaders(place, item),
    timeoutMs: timeoutFor(item.size),
  };
  return s3.run(request, 'CopyObjectResult');
}

async function copyInParts(s3: PacedS3, place: CopyPlace, item: CopyItem): Promise<void> {
  const at = { bucket: place.lakeBucket, key: item.destinationKey };
  const begun = await s3.run(
    { method: 'POST', ...at, query: canonicalQuery({ uploads: '' }) },
    'InitiateMultipartUploadResult',
  );
  const uploadId = xmlText(begun.body, 'UploadId') ?? '';
  try {
    const etags = await copyParts(s3, place, item, uploadId);
    const body = completion(etags);
    await s3.run(
      { method: 'POST', ...at, query: canonicalQuery({ uploadId }), body, timeoutMs: timeoutFor(item.size) },
      'CompleteMultipartUploadResult',
    );
  } catch (error) {
    // parts that nobody completes are paid for until the bucket's lifecycle removes them
    await s3.run({ method: 'DELETE', ...at, query: canonicalQuery({ uploadId }) }).catch(() => undefined);
    throw error;
  }
}

/** Copies all parts, a few at once, and returns their ETags in order. After a failure no further part is begun. */
async function copyParts(s3: PacedS3, place: CopyPlace, item: CopyItem, uploadId: string): Promise<string[]> {
  const parts = planParts(item.size);
  const etags = new Array<string>(parts.length);
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < parts.length && !hasFailed) {
      const part = parts[next++]!;
      try {
        etags[part.partNumber - 1] = await copyPart(s3, place, item, uploadId, part);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(PARTS_AT_ONCE, parts.length) }, worker));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return etags;
}

async function copyPart(
  s3: PacedS3,
  place: CopyPlace,
  item: CopyItem,
  uploadId: string,
  { partNumber, first, last }: Part,
): Promise<string> {
  const { body } = await s3.run(
    {
      method: 'PUT',
      bucket: place.lakeBucket,
      key: item.destinationKey,
      query: canonicalQuery({ partNumber: String(partNumber), uploadId }),
      headers: { ...sourceHeaders(place, item), 'x-amz-copy-source-range': `bytes=${first}-${last}` },
      timeoutMs: timeoutFor(last - first),
    },
    'CopyPartResult',
  );
  return xmlText(body, 'ETag') ?? '';
}

const completion = (etags: readonly string[]): string => {
  const part = (etag: string, i: number): string =>
    `<Part><ETag>${escapeXml(etag)}</ETag><PartNumber>${i + 1}</PartNumber></Part>`;
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${etags.map(part).join('')}</CompleteMultipartUpload>`;
};
