import { canonicalQuery, copySource, encodeComponent } from '../../../shared/s3-lean';
import type { StreamRequest } from '../../../shared/s3-stream';
import { type Answer, ask, describe } from '../ask';
import { ReplicationRefusedError, SourceChangedError } from '../errors';
import { isSetAside } from '../judge-refusal';
import type { CopyPlace } from '../place';
import type { SourceVersion } from '../source-object';

/** A copy within S3 runs at tens of MB/s at least; beyond this something is stuck. A part of 5 GiB takes 5 minutes. */
const SLOWEST_BYTES_PER_MS = 20_000;
const LEAST_TIMEOUT_MS = 15_000;

/** A copy that the destination is asked for. It is pinned to one version of the source. */
export interface CopyRequest {
  readonly version: SourceVersion;
  /** @default none */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The element without which a 200 is an error: S3 begins to answer before it has copied. */
  readonly root: 'CopyObjectResult' | 'CopyPartResult';
  /** To be copied. */
  readonly bytes: number;
}

/**
 * Has S3 copy from the source, by the credentials of the destination. Throws `SourceChangedError` when the version is
 * no more, and the source's refusals as such: one answer speaks of both sides.
 */
export async function askCopy(place: CopyPlace, { version, query = {}, headers, root, bytes }: CopyRequest) {
  const { destination, to } = place;
  const request: StreamRequest = {
    method: 'PUT',
    bucket: to.bucket,
    key: to.key,
    query: canonicalQuery(query),
    headers: { ...headers, ...sourceHeaders(place, version), 'x-amz-expected-bucket-owner': to.account },
    timeoutMs: LEAST_TIMEOUT_MS + bytes / SLOWEST_BYTES_PER_MS,
  };
  let answer: Answer;
  try {
    answer = await ask(destination, request, root);
  } catch (error) {
    throw await judge(error, place, version);
  }
  destination.moved?.(bytes);
  return answer;
}

/** The version that was looked at, where there are versions; in any case the tag. */
function sourceHeaders({ from }: CopyPlace, { versionId = from.versionId, etag }: SourceVersion) {
  const version = versionId === undefined ? '' : `?versionId=${encodeComponent(versionId)}`;
  return {
    'x-amz-copy-source': `${copySource(from.bucket, from.key)}${version}`,
    'x-amz-copy-source-if-match': etag,
  };
}

const GONE = new Set(['PreconditionFailed', 'NoSuchKey', 'NoSuchVersion']);

async function judge(error: unknown, place: CopyPlace, version: SourceVersion): Promise<unknown> {
  if (!(error instanceof ReplicationRefusedError)) return error;
  const source = `s3://${place.from.bucket}/${place.from.key}`;
  if (GONE.has(error.code)) return new SourceChangedError(source);
  if (error.code === 'AccessDenied') return judgeDenial(error, place, version);
  // said of the source alone: nothing at the destination is archived, or has a key of its owner's
  return isSetAside(error)
    ? new ReplicationRefusedError('source', error.status, error.code, source, error.detail)
    : error;
}

/**
 * Without s3:ListBucket, what is gone is denied, too. The function's own role, which may list, tells whether the
 * version is there and may be read.
 */
async function judgeDenial(denied: ReplicationRefusedError, { source, from, to }: CopyPlace, version: SourceVersion) {
  const { versionId = from.versionId, etag } = version;
  const query = canonicalQuery({ versionId });
  const head = { method: 'HEAD' as const, bucket: from.bucket, key: from.key, query, headers: { 'if-match': etag } };
  try {
    await ask(source, head);
  } catch (error) {
    const isGone = error instanceof ReplicationRefusedError && (error.status === 404 || error.status === 412);
    return isGone ? new SourceChangedError(`s3://${from.bucket}/${from.key}`) : error;
  }
  const what = describe({ method: 'PUT', bucket: to.bucket, key: to.key });
  return new ReplicationRefusedError('destination', denied.status, denied.code, what, `${REMEDY} ${denied.detail}`);
}

const REMEDY =
  "The pivot role may not write, or the source does not admit it: 'lakeferry replication source-policy' prints what it needs. S3 says:";
