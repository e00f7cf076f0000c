import { type Part, xmlText } from '../../../../core/s3';
import type { WholeChecksum } from '../../../../core/s3/whole-checksum';
import type { SentPart } from '../multipart';
import type { CopyPlace } from '../place';
import type { SourceVersion } from '../source-object';
import { askCopy } from './ask-copy';

/** Has S3 copy one range of the source as a part. Its checksum is what S3 computed of the part. */
export async function copyPart(
  place: CopyPlace,
  version: SourceVersion,
  uploadId: string,
  { partNumber, first, last }: Part,
  algorithm: WholeChecksum,
): Promise<SentPart> {
  const bytes = last - first + 1;
  const { text } = await askCopy(place, {
    ...{ version, bytes, root: 'CopyPartResult' },
    query: { partNumber: String(partNumber), uploadId },
    headers: { 'x-amz-copy-source-range': `bytes=${first}-${last}` },
  });
  const checksum = xmlText(text, `Checksum${algorithm}`);
  return { partNumber, etag: xmlText(text, 'ETag') ?? '', bytes, ...(checksum === undefined ? {} : { checksum }) };
}
