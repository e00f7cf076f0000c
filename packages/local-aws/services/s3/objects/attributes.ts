import type { GetObjectAttributesCommandInput } from '@aws-sdk/client-s3';
import type { Needs, Operations, S3Context } from '../context';
import { shownVersion } from '../headers';
import { findVersion } from './find-version';

export const attributeOperations = ({ catalog }: S3Context): Operations => ({
  GetObjectAttributes: async (input: Needs<GetObjectAttributesCommandInput, 'Bucket' | 'Key'>) => {
    const bucket = catalog.bucket(input.Bucket);
    const object = findVersion(bucket, input.Key, input.VersionId);
    const { checksum, partSizes } = object;
    const all: Readonly<Record<string, unknown>> = {
      // Alone among the answers, this ETag has no quotes.
      ETag: object.etag.replaceAll('"', ''),
      ObjectSize: object.size,
      StorageClass: object.headers.StorageClass ?? 'STANDARD',
      Checksum: checksum && {
        [`Checksum${checksum.algorithm}`]: checksum.value.split('-')[0],
        ChecksumType: checksum.type,
      },
      // Each part is told of only where the object's checksum is made of theirs.
      ObjectParts: partSizes && {
        TotalPartsCount: partSizes.length,
        ...(checksum?.type === 'COMPOSITE'
          ? { Parts: partSizes.map((Size, i) => ({ PartNumber: i + 1, Size })), IsTruncated: false }
          : {}),
      },
    };
    const asked = (input.ObjectAttributes ?? []) as readonly string[];
    return {
      ...Object.fromEntries(asked.map((name) => [name, all[name]])),
      LastModified: new Date(object.lastModified),
      VersionId: shownVersion(bucket, object),
    };
  },
});
