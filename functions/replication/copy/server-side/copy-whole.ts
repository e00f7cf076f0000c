import { xmlText } from '../../../../core/s3';
import { checksumHeader, type WholeChecksum } from '../../../../core/s3/whole-checksum';
import { type Copied, copiedOf } from '../copied';
import { type CopyPlace, destinationHeaders } from '../place';
import type { SourceObject } from '../source-object';
import { askCopy } from './ask-copy';
import { verifyServerSide } from './verify-server-side';

/**
 * Has S3 copy an object with one request. Metadata and tags are given anew, because our mark is among them: S3 would
 * keep those of the source otherwise.
 */
export async function copyWhole(place: CopyPlace, object: SourceObject, algorithm: WholeChecksum): Promise<Copied> {
  const { contentEncoding, size } = object;
  const { text, headers } = await askCopy(place, {
    ...{ version: object, bytes: size, root: 'CopyObjectResult' },
    headers: {
      ...(await destinationHeaders(place, object)),
      ...(contentEncoding === undefined ? {} : { 'content-encoding': contentEncoding }),
      'x-amz-metadata-directive': 'REPLACE',
      'x-amz-tagging-directive': 'REPLACE',
      'x-amz-checksum-algorithm': algorithm,
    },
  });
  const header = checksumHeader(algorithm);
  const told = xmlText(text, `Checksum${algorithm}`);
  const whole = { algorithm, checksum: object.checksums[header]! };
  const stored = {
    ...headers,
    etag: xmlText(text, 'ETag') ?? '',
    ...(told === undefined ? {} : { [header]: told }),
  };
  await verifyServerSide(place, object, stored, whole);
  return copiedOf(object, whole, true, stored, 'server-side');
}
