import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { checksumMembers } from '../bodies/checksums';
import { takeBody, type UploadBody } from '../bodies/take-body';
import type { Needs, S3Context } from '../context';
import { etagOf, keptHeaders, writtenAnswer } from '../headers';
import type { ObjectVersion } from '../records';
import { checkWrite } from './conditions';
import { parseTagging } from './tags';

type PutInput = Needs<Omit<PutObjectCommandInput, 'Body'>, 'Bucket' | 'Key'> & { readonly Body?: UploadBody };

/** One object in one piece. */
export async function putObject({ catalog, bodies, clock }: S3Context, input: PutInput): Promise<object> {
  const bucket = catalog.bucket(input.Bucket);
  const headers = keptHeaders(bucket, input);
  const tags = parseTagging(input.Tagging);
  checkWrite(input.Key, bucket.current(input.Key), input);
  const { slices, size, md5, checksum } = await takeBody(bodies, input.Body, input);
  try {
    // Again: another write may have been faster than this body. From here to the catalog nothing waits.
    checkWrite(input.Key, bucket.current(input.Key), input);
  } catch (error) {
    await bodies.release(slices);
    throw error;
  }
  const object: ObjectVersion = {
    key: input.Key,
    ...catalog.nextVersion(bucket),
    lastModified: clock.now(),
    size,
    md5,
    etag: etagOf(md5, headers),
    slices,
    checksum,
    headers,
    tags,
  };
  await catalog.add(bucket, object, 'ObjectCreated:Put');
  return { ETag: object.etag, ...checksumMembers(checksum), ...writtenAnswer(bucket, object) };
}
