import type { Asking, Authority } from '../authorization/authority';
import type { Rights } from '../authorization/rights';
import { ServiceError } from '../service';
import type { CommonErrors } from './errors';

export type KeyValidity = 'VALID' | 'EXPIRED' | 'REVOKED';

/** Lets a request pass when its key is valid and IAM allows what it asks for. */
export class Gate {
  constructor(
    private readonly service: string,
    private readonly asking: Asking,
    private readonly validity: KeyValidity,
    private readonly authority: Authority | undefined,
    private readonly rights: Rights | undefined,
  ) {}

  /** Throws ExpiredToken, InvalidAccessKeyId or AccessDenied, as the service words it. */
  async check(name: string, input: unknown, common: CommonErrors): Promise<void> {
    if (this.validity === 'EXPIRED') throw expired(this.service, common);
    if (this.validity === 'REVOKED') throw unknownKey(this.service, common);
    const operation = { service: this.service, name, input, rights: this.rights };
    const refusal = await this.authority?.refusal(this.asking, operation);
    if (refusal === undefined) return;
    const [code, status] = common.accessDenied;
    throw new ServiceError(code, refusal, { status });
  }

  /** Whoever may not list a bucket is not told that an object is missing. */
  async veiled(error: unknown, input: unknown, common: CommonErrors): Promise<unknown> {
    const isMissing = error instanceof ServiceError && (error.code === 'NoSuchKey' || error.code === 'NotFound');
    if (!isMissing || this.service !== 's3' || this.authority === undefined) return error;
    const { Bucket, CopySource } = input as { readonly Bucket?: string; readonly CopySource?: string };
    const bucket = CopySource === undefined ? Bucket : CopySource.replace(/^\//, '').split('/')[0];
    return this.check('HeadBucket', { Bucket: bucket }, common).then(
      () => error,
      (refusal: unknown) => refusal,
    );
  }
}

function expired(service: string, { accessDenied: [code] }: CommonErrors): ServiceError {
  if (service === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.', { status: 400 });
  // Services that speak JSON end their names in Exception.
  const name = code.endsWith('Exception') ? 'ExpiredTokenException' : 'ExpiredToken';
  return new ServiceError(name, 'The security token included in the request is expired', {
    status: name === 'ExpiredToken' ? 403 : 400,
  });
}

function unknownKey(service: string, { accessDenied: [code] }: CommonErrors): ServiceError {
  if (service === 's3')
    return new ServiceError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      status: 403,
    });
  const name = code.endsWith('Exception') ? 'UnrecognizedClientException' : 'InvalidClientTokenId';
  return new ServiceError(name, 'The security token included in the request is invalid.', {
    status: name === 'InvalidClientTokenId' ? 403 : 400,
  });
}
