import type { StreamAnswer } from '../../shared/s3-stream';

/** What the head of an answer says of a source object. */
export interface SourceObject {
  readonly versionId?: string;
  /** With quotes, as conditions take it. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly storageClass: string;
  /** Content headers and user metadata, as the destination takes them. `content-encoding` is apart. */
  readonly kept: Readonly<Record<string, string>>;
  readonly contentEncoding?: string;
  readonly tags: number;
  /**
   * S3's checksums of the whole content by header name, `x-amz-checksum-crc32` and its like. Composite ones are none.
   */
  readonly checksums: Readonly<Record<string, string>>;
}

/** What a copy is pinned to and judged by. */
export type SourceVersion = Pick<SourceObject, 'versionId' | 'etag' | 'size' | 'checksums'>;

const CONTENT_HEADERS = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const CHECKSUM = /^x-amz-checksum-(?!type$|mode$)/;

/** Reads the head of a GET or HEAD. `aws-chunked` is an encoding of the way, not of the object. */
export function sourceObject(headers: StreamAnswer['headers'], size = Number(headers['content-length'])): SourceObject {
  const entries = Object.entries(headers);
  const contentEncoding = headers['content-encoding']
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== 'aws-chunked' && each !== '')
    .join(',');
  const isWhole = headers['x-amz-checksum-type'] !== 'COMPOSITE';
  const versionId = headers['x-amz-version-id'];
  return {
    ...(versionId === undefined || versionId === 'null' ? {} : { versionId }),
    etag: headers.etag ?? '',
    size,
    storageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
    kept: Object.fromEntries(
      entries.filter(([name]) => CONTENT_HEADERS.includes(name) || name.startsWith('x-amz-meta-')),
    ),
    ...(contentEncoding === undefined || contentEncoding === '' ? {} : { contentEncoding }),
    tags: Number(headers['x-amz-tagging-count'] ?? 0),
    checksums: isWhole
      ? Object.fromEntries(entries.filter(([name, value]) => CHECKSUM.test(name) && !value.includes('-')))
      : {},
  };
}
