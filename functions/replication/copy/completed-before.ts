import { checksumHeader } from '../../../core/s3/whole-checksum';
import { type Copied, copiedOf } from './copied';
import { ourObject } from './multipart';
import type { CopyPlace } from './place';
import type { SourceVersion } from './source-object';
import type { Transfer } from './transfer';

/**
 * What an earlier run copied that died between the completion of its upload and the receipt. Only where the destination
 * shows the checksum that the source has: size and mark alone would also be those of an object that was damaged since.
 */
export async function completedBefore(
  place: CopyPlace,
  object: SourceVersion,
  { algorithm, copiedBy }: Transfer,
): Promise<Copied | undefined> {
  const header = checksumHeader(algorithm);
  const checksum = object.checksums[header];
  if (checksum === undefined) return undefined;
  const stored = await ourObject(place, object);
  return stored?.[header] === checksum ? copiedOf(object, { algorithm, checksum }, true, stored, copiedBy) : undefined;
}
