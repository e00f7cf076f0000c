import { crc32FromBase64 } from '../../../core/s3/combine-crc32';
import { ourObject } from './multipart';
import type { CopyPlace } from './place';
import { type Copied, copiedOf } from './relay-whole';
import type { SourceVersion } from './source-object';
import { CRC32 } from './verify-content';

/**
 * What an earlier run copied that died between the completion of its upload and the receipt. Only where the destination
 * shows the CRC32 that the source has: size and mark alone would also be those of an object that was damaged since.
 */
export async function completedBefore(place: CopyPlace, object: SourceVersion): Promise<Copied | undefined> {
  const expected = object.checksums[CRC32];
  if (expected === undefined) return undefined;
  const stored = await ourObject(place, object);
  return stored?.[CRC32] === expected ? copiedOf(object, crc32FromBase64(expected), true, stored) : undefined;
}
