import type { IncomingMessage } from 'node:http';

/** What the signature says without being verified: the local runtime trusts everybody on this machine. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** Signing name. */
  readonly service: string;
}

/**
 * From `Authorization: AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request`, or a presigned query.
 */
export function credentialOf(request: IncomingMessage, query: URLSearchParams): Credential | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const scope = header ?? query.get('X-Amz-Credential') ?? undefined;
  const parts = scope?.split('/');
  if (parts === undefined || parts.length < 5) return undefined;
  const [accessKeyId = '', , region = '', service = ''] = parts;
  return { accessKeyId, region, service };
}
