import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { checksumHeader } from '../../../core/s3/whole-checksum';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ContentMismatchError } from './errors';
import type { Whole } from './multipart';
import type { SourceObject } from './source-object';

const CRC32 = checksumHeader('CRC32');

/**
 * Compares what was read with what S3 says of the source's whole content. `undefined` where S3 stores no checksum of
 * the kind; that of the bytes read is the proof then. Throws `ContentMismatchError`.
 */
export function verifySource(
  what: string,
  { checksums }: Pick<SourceObject, 'checksums'>,
  { algorithm, checksum }: Whole,
): true | undefined {
  const stored = checksums[checksumHeader(algorithm)];
  if (stored === undefined) return undefined;
  if (stored === checksum) return true;
  throw new ContentMismatchError(
    `${what}: the bytes read have the ${algorithm} ${checksum}, the source's is ${stored}. They changed on the way, or at rest.`,
  );
}

/** The destination computed the checksum of what it stored. Throws `ContentMismatchError`. */
export function verifyStored(what: string, { headers }: Pick<StreamAnswer, 'headers'>, crc32: number): void {
  const stored = headers[CRC32];
  // S3 refuses a wrong checksum by itself; one that answers with another has stored something else
  if (stored === undefined || stored === crc32ToBase64(crc32)) return;
  throw new ContentMismatchError(
    `${what}: the destination stored the CRC32 ${stored}, the bytes sent have ${crc32ToBase64(crc32)}.`,
  );
}
