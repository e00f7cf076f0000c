import type { GetObjectCommandInput, HeadObjectCommandInput } from '@aws-sdk/client-s3';
import { HTTP_STATUS, ServiceError } from '../../../service';
import type { Needs, S3Context } from '../context';
import { checkNotArchived, notFound } from '../errors';
import { objectAnswer } from '../headers';
import { type ObjectVersion, sliceRange } from '../records';
import { checkRead } from './conditions';
import { findVersion } from './find-version';
import { type ByteRange, parseRange, partRange } from './ranges';

type GetInput = Needs<GetObjectCommandInput, 'Bucket' | 'Key'>;

/** Up to this size an answer is read whole and sent at once. */
const AT_ONCE_BYTES = 1024 ** 2;

export async function getObject(context: S3Context, input: GetInput): Promise<object> {
  const { object, range, answer } = look(context, input);
  checkNotArchived(object);
  const slices = range === undefined ? object.slices : sliceRange(object.slices, range.start, range.end);
  const size = range === undefined ? object.size : range.end - range.start;
  const Body = size <= AT_ONCE_BYTES ? await context.bodies.readAll(slices) : context.bodies.read(slices);
  return { ...answer, Body };
}

export async function headObject(
  context: S3Context,
  input: Needs<HeadObjectCommandInput, 'Bucket' | 'Key'>,
): Promise<object> {
  try {
    return look(context, input).answer;
  } catch (error) {
    const isMissing =
      error instanceof ServiceError && ['NoSuchKey', 'NoSuchBucket', 'NoSuchVersion'].includes(error.code);
    throw isMissing ? notFound() : error;
  }
}

/** What a GET and a HEAD share: all but the bytes. */
function look({ catalog }: S3Context, input: GetInput) {
  const bucket = catalog.bucket(input.Bucket);
  const object = findVersion(bucket, input.Key, input.VersionId);
  checkRead(object, input);
  const range = rangeOf(object, input);
  const isWhole = range === undefined;
  const answer = {
    ...objectAnswer(bucket, object, input.ChecksumMode === 'ENABLED' && isWhole),
    ...overrides(input),
    ...(input.PartNumber === undefined ? {} : { PartsCount: object.partSizes?.length }),
    ...(isWhole ? {} : rangeAnswer(range, object)),
  };
  return { object, range, answer };
}

function rangeOf(object: ObjectVersion, { Range, PartNumber }: GetInput): ByteRange | undefined {
  if (PartNumber === undefined) return parseRange(Range, object.size);
  const range = partRange(object.partSizes ?? [object.size], PartNumber);
  return range.end === range.start ? undefined : range;
}

const rangeAnswer = ({ start, end }: ByteRange, { size }: ObjectVersion) => ({
  [HTTP_STATUS]: 206,
  ContentLength: end - start,
  ContentRange: `bytes ${start}-${end - 1}/${size}`,
});

/** `?response-content-type=…` and its kin, which presigned links use. */
function overrides(input: GetInput): Record<string, unknown> {
  const asked = {
    ContentType: input.ResponseContentType,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    CacheControl: input.ResponseCacheControl,
    Expires: input.ResponseExpires,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== undefined));
}
