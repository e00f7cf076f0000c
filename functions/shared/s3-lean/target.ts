import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { SigningCredentials } from './signer';

/** Where a bucket is reached: virtual-hosted or path-style, any partition, FIPS, dual stack, a local endpoint. */
export interface BucketTarget {
  readonly origin: string;
  readonly host: string;
  /** `` or `/bucket`. */
  readonly basePath: string;
}

export type ClientConfig = S3Client['config'];

/** The SDK's own endpoint resolution, AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_S3 included. */
export async function resolveTarget(config: ClientConfig, bucket: string): Promise<BucketTarget> {
  const parameters = { Bucket: bucket, Key: 'key' };
  const { url } = await getEndpointFromInstructions(parameters, GetObjectCommand, { ...config });
  return { origin: url.origin, host: url.host, basePath: url.pathname.replace(/\/$/, '') };
}

/** How long resolved credentials are used before the SDK's provider is asked again; it knows when they expire. */
const CREDENTIALS_KEPT_MS = 30_000;

/** The client's credentials without a promise for each request. */
export class CredentialSource {
  #credentials: SigningCredentials | undefined;
  #askAt = 0;
  /** They were refused: what the client remembers is not asked either. */
  #isRefused = false;

  constructor(readonly config: Pick<ClientConfig, 'credentials'>) {}

  /** `undefined`: call {@link refresh} first. */
  current(now: number): SigningCredentials | undefined {
    return now < this.#askAt ? this.#credentials : undefined;
  }

  async refresh(now: number): Promise<SigningCredentials> {
    // the client's provider takes the option, its type does not say so
    const provide = this.config.credentials as (options?: { forceRefresh?: boolean }) => Promise<SigningCredentials>;
    this.#credentials = await provide({ forceRefresh: this.#isRefused });
    this.#isRefused = false;
    this.#askAt = now + CREDENTIALS_KEPT_MS;
    return this.#credentials;
  }

  /** Of those in use. */
  get accessKeyId(): string | undefined {
    return this.#credentials?.accessKeyId;
  }

  /** `used`: access key that was refused. Where another is in use by now, nothing is forgotten. */
  forget(used?: string): void {
    if (used !== undefined && used !== this.accessKeyId) return;
    this.#isRefused = true;
    this.#askAt = 0;
  }
}
