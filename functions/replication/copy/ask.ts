import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, judgeAnswer, type RawAnswer } from '../../../core/s3';
import type { StreamAnswer, StreamRequest, StreamS3 } from '../../shared/s3-stream';
import { ReplicationRefusedError, type ReplicationS3Error, ReplicationUnavailableError, type Side } from './errors';

/** One side of a copy. */
export interface Asked {
  readonly side: Side;
  readonly s3: StreamS3;
  /** Tries of one request. @default 5 */
  readonly tries?: number;
  /** Between 0 and 1, for the wait before a further try. @default Math.random */
  readonly random?: () => number;
  /** Told of bytes that were read from this side, or stored at it. @default nobody is told */
  readonly moved?: (bytes: number) => void;
}

const USUAL_TRIES = 5;

/** Credentials that were taken back or have run out: asked for anew once, whatever the verdict. */
const STALE_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
]);

/** An answer of success: its head, and its text where it was read. */
export interface Answer {
  readonly status: number;
  readonly headers: StreamAnswer['headers'];
  readonly text: string;
}

/**
 * Sends one request until it succeeds, and reads the answer. Throws `ReplicationUnavailableError` when no try went
 * through, `ReplicationRefusedError` when S3 refused. `expectedRoot`: the element without which a 200 is no success.
 */
export const ask = (asked: Asked, request: StreamRequest, expectedRoot?: string): Promise<Answer> =>
  retried(asked, request, async () => {
    const answer = await asked.s3.send(request);
    const text = await answer.body.text();
    if (request.method === 'HEAD' && WITHOUT_CODE.has(answer.status)) await refuseHead(asked, request, answer.status);
    refuse(asked.side, request, { status: answer.status, body: text }, expectedRoot);
    return { status: answer.status, headers: answer.headers, text };
  });

/** Answers to a HEAD that mean many things. Only the body names the code, and a HEAD has none. */
const WITHOUT_CODE = new Set([400, 403]);

/** Judges the refusal of a HEAD by a GET of one byte, whose answer has the code. */
async function refuseHead({ side, s3 }: Asked, head: StreamRequest, status: number): Promise<never> {
  const get: StreamRequest = { ...head, method: 'GET', headers: { ...head.headers, range: 'bytes=0-0' } };
  const answer = await s3.send(get);
  const body = await answer.body.text();
  // 416: the object is empty, and was not refused either
  if (answer.status !== 416) refuse(side, get, { status: answer.status, body });
  const detail = 'A GET of the same object was not refused.';
  throw new ReplicationUnavailableError(side, status, `HTTP ${status}`, describe(head), detail);
}

/** `undefined` for what is not there. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ReplicationRefusedError && error.status === 404) return undefined;
    throw error;
  }
}

/** One try whose body is left to be read, by whoever repeats the whole when reading fails. */
export async function open({ side, s3 }: Asked, request: StreamRequest): Promise<StreamAnswer> {
  const answer = await s3.send(request);
  if (answer.status < 300) return answer;
  refuse(side, request, { status: answer.status, body: await answer.body.text() });
  return answer;
}

/** Repeats what failed in passing. */
export async function retried<T>(
  { side, s3, tries = USUAL_TRIES, random = Math.random }: Asked,
  request: Pick<StreamRequest, 'method' | 'bucket' | 'key'>,
  attempt: () => Promise<T>,
): Promise<T> {
  let wasStale = false;
  for (let failures = 1; ; failures++) {
    const used = s3.accessKeyId;
    try {
      return await attempt();
    } catch (error) {
      const known = asS3Error(side, request, error);
      const isStale: boolean = !wasStale && hasForgotten(s3, side, used, known);
      wasStale ||= isStale;
      if (failures >= tries || !(isStale || known.name === 'ReplicationUnavailableError')) throw known;
      await sleep(backoffMs(failures, random()));
    }
  }
}

/** Errors after which credentials were forgotten: a copy meets those of its other side a second time. */
const forgottenAfter = new WeakSet<Error>();

/**
 * Whether the error is of credentials that are asked for anew by the next try. Keys of somebody without rights are
 * denied as any missing right is, so that a denial counts too; the source is read as the function's own role.
 */
function hasForgotten(s3: StreamS3, side: Side, used: string | undefined, error: Error): boolean {
  if (forgottenAfter.has(error)) return true;
  if (!('code' in error) || !('side' in error)) return false;
  const isOwn = error.side === side;
  if (error.code === 'AccessDenied') {
    if (!isOwn || side === 'source' || !s3.forgetDenied(used)) return false;
  } else {
    if (!STALE_CREDENTIALS.has(String(error.code))) return false;
    // the other side has forgotten its own
    if (isOwn) s3.forgetCredentials(used);
  }
  forgottenAfter.add(error);
  return true;
}

/** Errors of our own pass; everything else is a connection that broke. */
function asS3Error(side: Side, request: Pick<StreamRequest, 'method' | 'bucket' | 'key'>, error: unknown): Error {
  const known = error as Error & { readonly code?: string };
  if (!isNetworkError(known)) return known;
  return new ReplicationUnavailableError(
    side,
    0,
    'Network',
    describe(request),
    `${known.code ?? known.name} ${known.message}`,
  );
}

/** Node's and undici's connection errors have a code in capitals, and so has nothing of ours. */
const isNetworkError = ({ name, code }: Error & { readonly code?: string }): boolean =>
  name === 'LengthMismatchError' ||
  name === 'SocketError' ||
  (code !== undefined && /^(?:E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code));

function refuse(side: Side, request: StreamRequest, raw: RawAnswer, expectedRoot?: string): void {
  const verdict = judgeAnswer(raw, expectedRoot);
  if (verdict.verdict === 'OK') return;
  // a conditional completion that met another writer has lost its upload: no second try helps
  const isBurnt = verdict.code === 'ConditionalRequestConflict';
  const Kind: new (...args: ConstructorParameters<typeof ReplicationS3Error>) => ReplicationS3Error =
    verdict.verdict === 'REFUSED' || isBurnt ? ReplicationRefusedError : ReplicationUnavailableError;
  throw new Kind(side, raw.status, verdict.code, describe(request), verdict.message);
}

export const describe = ({ method, bucket, key }: Pick<StreamRequest, 'method' | 'bucket' | 'key'>): string =>
  `${method} s3://${bucket}/${key}`;
