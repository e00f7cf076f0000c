import type { Checksum } from './bodies/checksums';

/** Bytes of a file of the body store. Immutable: objects refer to slices, a copy refers to the same ones. */
export interface Slice {
  readonly file: string;
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** Version id in a bucket that was never versioned, or while versioning is suspended. */
export const NULL_VERSION = 'null';

/** One version of an object, or a delete marker, as it is kept. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  /** Grows with every write: the newest version of a key has the highest. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly isDeleteMarker?: true;
  /** Bytes. */
  readonly size: number;
  /** With quotes. */
  readonly etag: string;
  /** Hexadecimal, where the whole body went through our hands. An ETag is not always one: multipart, KMS. */
  readonly md5?: string;
  readonly slices: readonly Slice[];
  /** Bytes of each part of a multipart object. */
  readonly partSizes?: readonly number[];
  readonly checksum?: Checksum;
  readonly headers: ObjectHeaders;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What the client sent with the object and gets back. */
export interface ObjectHeaders {
  readonly ContentType?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentDisposition?: string;
  readonly CacheControl?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
  readonly WebsiteRedirectLocation?: string;
  readonly StorageClass?: string;
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
  readonly BucketKeyEnabled?: boolean;
  readonly Metadata?: Readonly<Record<string, string>>;
}

export interface BucketRecord {
  readonly name: string;
  /** Of the owner; absent where a version kept none: the runtime's own account. */
  readonly accountId?: string;
  readonly createdAt: number;
  readonly region: string;
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Policy, lifecycle and so on, by the name of the request's member. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A multipart upload that is not complete. */
export interface UploadRecord {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiatedAt: number;
  readonly headers: ObjectHeaders;
  readonly tags?: Readonly<Record<string, string>>;
  readonly checksum?: Omit<Checksum, 'value'>;
  /** Its key was written or deleted since it began: a conditional Complete meets a conflict. */
  readonly isOvertaken?: true;
}

export interface PartRecord {
  readonly uploadId: string;
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly slices: readonly Slice[];
  readonly lastModified: number;
  readonly checksum?: Checksum;
}

/** The slices of a range; `end` is the byte after the last. */
export function sliceRange(slices: readonly Slice[], start: number, end: number): Slice[] {
  const found: Slice[] = [];
  let position = 0;
  for (const { file, offset, length } of slices) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, length);
    if (to > from) found.push({ file, offset: offset + from, length: to - from });
    position += length;
  }
  return found;
}
