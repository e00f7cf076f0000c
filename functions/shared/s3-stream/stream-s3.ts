import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Agent } from 'undici';
import { encodeKey } from '../s3-lean/encode';
import { Signer } from '../s3-lean/signer';
import { type BucketTarget, CredentialSource, resolveTarget } from '../s3-lean/target';
import { framedBody, framedBytes, framingHeaders, type Passed, UNSIGNED_WITH_TRAILER } from './framed-body';
import { survivingConnector } from './surviving-connector';

/** Bytes on their way from one side to the other. */
export interface StreamedBody {
  readonly source: AsyncIterable<Buffer>;
  /** How many there are. */
  readonly bytes: number;
  /** The object's own content encoding. @default none */
  readonly contentEncoding?: string;
  /** Grows with what goes through. */
  readonly passed: Passed;
}

export interface StreamRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly bucket: string;
  /** As it is, not encoded. */
  readonly key: string;
  /** Canonical, see `canonicalQuery`. @default none */
  readonly query?: string;
  /** Lower-case names. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default none */
  readonly body?: string | StreamedBody;
  /** Milliseconds of silence, before and within the answer. @default 30,000 */
  readonly timeoutMs?: number;
}

export interface StreamAnswer {
  readonly status: number;
  /** Lower-case names; of repeated ones the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or destroyed, else its connection stays taken. */
  readonly body: Readable & { text(): Promise<string> };
}

export interface StreamS3Options {
  /** Connections to each host. @default 64 */
  readonly connections?: number;
  /** Milliseconds since the epoch, for signatures. @default Date.now */
  readonly now?: () => number;
}

const USUAL_CONNECTIONS = 64;
const USUAL_TIMEOUT_MS = 30_000;
const DENIALS_APART_MS = 5000;
/** A Lambda function is frozen between invocations. */
const KEEP_ALIVE_MS = 20_000;

/**
 * S3 with bodies as streams in both directions: one attempt each, nothing buffered. The SDK's client spends twice the
 * CPU on a streamed part. Region, credentials and endpoint are those of the SDK client, so that there is one of these
 * for each account, partition and Region.
 */
export class StreamS3 {
  readonly #config: S3Client['config'];
  readonly #credentials: CredentialSource;
  readonly #targets = new Map<string, Promise<BucketTarget>>();
  readonly #agent: Agent;
  readonly #now: () => number;
  #signer: Promise<Signer> | undefined;
  #deniedAt = Number.NEGATIVE_INFINITY;

  constructor(
    { config }: Pick<S3Client, 'config'>,
    { connections = USUAL_CONNECTIONS, now = Date.now }: StreamS3Options = {},
  ) {
    this.#config = config;
    this.#credentials = new CredentialSource(config);
    const connect = survivingConnector();
    this.#agent = new Agent({ connect, connections, pipelining: 1, keepAliveTimeout: KEEP_ALIVE_MS });
    this.#now = now;
  }

  /** Resolves with any answer of S3. Rejects when the connection breaks, or without credentials or endpoint. */
  async send(request: StreamRequest): Promise<StreamAnswer> {
    const { method, key, query = '', timeoutMs = USUAL_TIMEOUT_MS } = request;
    const { origin, host, basePath } = await this.#targetOf(request.bucket);
    const path = `${basePath}/${encodeKey(key)}`;
    const { headers, text, body } = wire(request);
    const signable = { method, host, path, query, headers, ...text };
    const now = this.#now();
    const credentials = this.#credentials.current(now) ?? (await this.#credentials.refresh(now));
    const answer = await this.#agent.request({
      origin,
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers: (await this.#signerOf()).sign(signable, credentials, now),
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    // a body that is destroyed before its end says so to whoever listens, and to nobody otherwise
    answer.body.on('error', () => undefined);
    return { status: answer.statusCode, headers: firstOf(answer.headers), body: answer.body };
  }

  /** Of the credentials in use. */
  get accessKeyId(): string | undefined {
    return this.#credentials.accessKeyId;
  }

  /** The credentials with the access key `used` were refused: ask the provider anew, unless that was done since. */
  forgetCredentials(used?: string): void {
    this.#credentials.forget(used);
  }

  /**
   * As {@link forgetCredentials}, but at most every five seconds: a request may be denied for other reasons too, and
   * Parameter Store answers 40 requests a second. Returns whether the next request has others.
   */
  forgetDenied(used?: string): boolean {
    if (used !== this.accessKeyId) return true;
    const now = this.#now();
    if (now < this.#deniedAt + DENIALS_APART_MS) return false;
    this.#deniedAt = now;
    this.forgetCredentials(used);
    return true;
  }

  /** Closes the connections. Idle ones never keep a process alive, so that only tests need this. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #targetOf(bucket: string): Promise<BucketTarget> {
    const known = this.#targets.get(bucket) ?? resolveTarget(this.#config, bucket);
    this.#targets.set(bucket, known);
    return known;
  }

  #signerOf(): Promise<Signer> {
    this.#signer ??= this.#config.region().then((region) => new Signer(region));
    return this.#signer;
  }
}

/** What goes over the wire, and what of it is signed. */
function wire({ headers = {}, body = '' }: StreamRequest) {
  if (typeof body === 'string') return { headers, text: { body }, body: body === '' ? null : body };
  const { bytes, contentEncoding } = body;
  return {
    headers: { ...headers, ...framingHeaders(bytes, contentEncoding), 'content-length': String(framedBytes(bytes)) },
    text: { body: '', payloadHash: UNSIGNED_WITH_TRAILER },
    // undici takes any iterable of bytes
    body: framedBody(body.source, bytes, body.passed) as unknown as Readable,
  };
}

const firstOf = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value[0]! : value]],
    ),
  );
