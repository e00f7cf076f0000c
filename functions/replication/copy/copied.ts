import type { Receipt } from '../../../core/replication/receipts';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { lowerCase } from '../../../core/s3/whole-checksum';
import type { StreamAnswer } from '../../shared/s3-stream';
import type { Whole } from './multipart';
import type { SourceVersion } from './source-object';

/** What a copy proved. */
export type Copied = Pick<Receipt, 'source' | 'destination' | 'converted' | 'copiedBy'>;

export const wholeCrc32 = (crc32: number): Whole => ({ algorithm: 'CRC32', checksum: crc32ToBase64(crc32) });

const bare = (etag = ''): string => etag.replaceAll('"', '');

/** What a copy of these facts proved. */
export function copiedOf(
  object: SourceVersion,
  { algorithm, checksum }: Whole,
  isChecked: true | undefined,
  stored: StreamAnswer['headers'],
  copiedBy?: Receipt['copiedBy'],
): Copied {
  const { versionId, etag, size } = object;
  const proof = { [lowerCase(algorithm)]: checksum };
  const storedVersion = stored['x-amz-version-id'];
  return {
    source: {
      ...(versionId === undefined ? {} : { versionId }),
      etag: bare(etag),
      size,
      ...proof,
      ...(isChecked === undefined ? {} : { isChecked }),
    },
    destination: {
      ...(storedVersion === undefined || storedVersion === 'null' ? {} : { versionId: storedVersion }),
      etag: bare(stored.etag),
      size,
      ...proof,
    },
    ...(copiedBy === undefined ? {} : { copiedBy }),
  };
}
