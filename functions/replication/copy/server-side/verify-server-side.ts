import { checksumHeader } from '../../../../core/s3/whole-checksum';
import type { StreamAnswer } from '../../../shared/s3-stream';
import { describe } from '../ask';
import { ContentMismatchError } from '../errors';
import { ourObject, type Whole } from '../multipart';
import type { CopyPlace } from '../place';
import type { SourceVersion } from '../source-object';

/**
 * What S3 copied within itself must have the checksum that it stores of the source. An answer without one has the
 * object looked at. Throws `ContentMismatchError`, also where the destination tells none: nothing else proves the copy.
 */
export async function verifyServerSide(
  place: CopyPlace,
  object: SourceVersion,
  stored: StreamAnswer['headers'],
  { algorithm, checksum }: Whole,
): Promise<void> {
  const header = checksumHeader(algorithm);
  const told = stored[header] ?? (await ourObject(place, object))?.[header];
  if (told === checksum) return;
  const what = describe({ method: 'PUT', bucket: place.to.bucket, key: place.to.key });
  throw new ContentMismatchError(
    `${what}: the destination stored ${told === undefined ? `no ${algorithm}` : `the ${algorithm} ${told}`}, the source's is ${checksum}.`,
  );
}
