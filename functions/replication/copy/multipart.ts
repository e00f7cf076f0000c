import type { PartRange } from '../../../core/replication/large-object';
import { TOKEN_HEADER } from '../../../core/replication/mark';
import { MAX_PARTS, xmlText } from '../../../core/s3';
import { combineCrc32s, crc32FromBase64 } from '../../../core/s3/combine-crc32';
import { checksumHeader, type WholeChecksum } from '../../../core/s3/whole-checksum';
import { canonicalQuery, escapeXml } from '../../shared/s3-lean';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask, describe, unlessGone } from './ask';
import { ReplicationRefusedError } from './errors';
import { type CopyPlace, destinationHeaders, tokenOf } from './place';
import type { SourceObject, SourceVersion } from './source-object';

/** A part that the destination holds. */
export interface SentPart {
  readonly partNumber: number;
  /** With quotes. */
  readonly etag: string;
  readonly bytes: number;
  /** Of the upload's kind, base64. Absent in a part that is not ours. */
  readonly checksum?: string;
}

/** CRC32 of all parts joined, in order. */
export const combinedCrc32 = (parts: readonly SentPart[]): number =>
  combineCrc32s(parts.map(({ checksum = '', bytes }) => ({ crc32: crc32FromBase64(checksum), bytes })));

/**
 * Begins an upload whose parts and whole have checksums: without the algorithm here, ListParts would show none, and
 * nothing could be resumed.
 */
export async function createUpload(
  place: CopyPlace,
  object: SourceObject,
  algorithm: WholeChecksum = 'CRC32',
): Promise<string> {
  const { destination, to } = place;
  const headers = await destinationHeaders(place, object);
  const { text } = await ask(
    destination,
    {
      method: 'POST',
      bucket: to.bucket,
      key: to.key,
      query: canonicalQuery({ uploads: '' }),
      headers: {
        ...headers,
        ...(object.contentEncoding === undefined ? {} : { 'content-encoding': object.contentEncoding }),
        'x-amz-checksum-algorithm': algorithm,
        'x-amz-checksum-type': 'FULL_OBJECT',
      },
    },
    'InitiateMultipartUploadResult',
  );
  return xmlText(text, 'UploadId') ?? '';
}

/**
 * The parts of an upload, or of a range of it, in order; `undefined` when there is no such upload any more.
 */
export async function listParts(
  { destination, to }: CopyPlace,
  uploadId: string,
  algorithm: WholeChecksum,
  { first, last }: PartRange = { first: 1, last: MAX_PARTS },
): Promise<SentPart[] | undefined> {
  const parts: SentPart[] = [];
  let marker: string | undefined = first === 1 ? undefined : String(first - 1);
  do {
    const query = canonicalQuery({ uploadId, 'part-number-marker': marker });
    const page = await unlessGone(
      ask(destination, { method: 'GET', bucket: to.bucket, key: to.key, query, headers: owned(to) }, 'ListPartsResult'),
    );
    if (page === undefined) return undefined;
    parts.push(...[...page.text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, xml]) => readPart(xml!, algorithm)));
    marker = xmlText(page.text, 'IsTruncated') === 'true' ? xmlText(page.text, 'NextPartNumberMarker') : undefined;
  } while (marker !== undefined && Number(marker) < last);
  return parts.filter(({ partNumber }) => partNumber <= last);
}

const readPart = (xml: string, algorithm: WholeChecksum): SentPart => ({
  partNumber: Number(xmlText(xml, 'PartNumber')),
  etag: xmlText(xml, 'ETag') ?? '',
  bytes: Number(xmlText(xml, 'Size')),
  // a part without it is not ours: it is sent again
  checksum: xmlText(xml, `Checksum${algorithm}`),
});

const owned = ({ account }: CopyPlace['to']) => ({ 'x-amz-expected-bucket-owner': account });

/** The checksum of a whole content, base64. */
export interface Whole {
  readonly algorithm: WholeChecksum;
  readonly checksum: string;
}

/**
 * Puts the parts together. S3 compares checksum and size of the whole. An answer that was lost, or an upload that is
 * gone because an earlier answer was, is settled by looking at the object.
 */
export async function completeUpload(
  place: CopyPlace,
  object: SourceVersion,
  uploadId: string,
  parts: readonly SentPart[],
  whole: Whole,
): Promise<StreamAnswer['headers']> {
  const { destination, to } = place;
  const request = {
    method: 'POST' as const,
    bucket: to.bucket,
    key: to.key,
    query: canonicalQuery({ uploadId }),
    headers: {
      ...owned(to),
      [checksumHeader(whole.algorithm)]: whole.checksum,
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-mp-object-size': String(object.size),
    },
    body: completion(parts, whole.algorithm),
    // S3 puts large objects together for minutes
    timeoutMs: 120_000,
  };
  try {
    const { headers, text } = await ask(destination, request, 'CompleteMultipartUploadResult');
    const stored = xmlText(text, `Checksum${whole.algorithm}`);
    const told = stored === undefined ? {} : { [checksumHeader(whole.algorithm)]: stored };
    return { ...headers, ...told, etag: xmlText(text, 'ETag') ?? '' };
  } catch (error) {
    const isGone = error instanceof ReplicationRefusedError && error.code === 'NoSuchUpload';
    const stored = isGone ? await ourObject(place, object) : undefined;
    if (stored === undefined) throw error;
    return stored;
  }
}

/** The head of the object at the destination, if it is of this source version and whole. */
export async function ourObject(place: CopyPlace, object: SourceVersion): Promise<StreamAnswer['headers'] | undefined> {
  const { destination, to } = place;
  const headers = { ...owned(to), 'x-amz-checksum-mode': 'ENABLED' };
  const request = { method: 'HEAD' as const, bucket: to.bucket, key: to.key, headers };
  const found = await unlessGone(ask(destination, request));
  const isOurs =
    found?.headers[TOKEN_HEADER] === tokenOf(place, object) && Number(found.headers['content-length']) === object.size;
  return isOurs ? found.headers : undefined;
}

/** Removes an upload and its parts. One that is gone is removed already. */
export async function abortUpload({ destination, to }: CopyPlace, uploadId: string): Promise<void> {
  const query = canonicalQuery({ uploadId });
  await unlessGone(ask(destination, { method: 'DELETE', bucket: to.bucket, key: to.key, query, headers: owned(to) }));
}

const completion = (parts: readonly SentPart[], algorithm: WholeChecksum): string => {
  const part = ({ etag, partNumber, checksum }: SentPart): string =>
    `<Part><ETag>${escapeXml(etag)}</ETag>${checksum === undefined ? '' : `<Checksum${algorithm}>${checksum}</Checksum${algorithm}>`}<PartNumber>${partNumber}</PartNumber></Part>`;
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.map(part).join('')}</CompleteMultipartUpload>`;
};

export const partName = ({ to }: CopyPlace, partNumber: number): string =>
  `part ${partNumber} of ${describe({ method: 'PUT', bucket: to.bucket, key: to.key })}`;
