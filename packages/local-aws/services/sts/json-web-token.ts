import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PublicKey, SigningAlgorithm } from './signing-keys';

export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  /** Seconds since the epoch, as `exp`. */
  readonly iat: number;
  readonly exp: number;
  readonly [claim: string]: unknown;
}

export interface Token {
  readonly kid: string;
  readonly algorithm: string;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** RFC 7518: ECDSA signatures are the two numbers one after the other. */
const ENCODING = 'ieee-p1363' as const;
const HASHES: Readonly<Record<SigningAlgorithm, string>> = { ES384: 'sha384', RS256: 'sha256' };

export function signedToken(
  claims: Claims,
  {
    kid,
    privateKey,
    algorithm,
  }: { readonly kid: string; readonly privateKey: KeyObject; readonly algorithm: SigningAlgorithm },
): string {
  const signed = `${encoded({ alg: algorithm, kid, typ: 'JWT' })}.${encoded(claims)}`;
  const signature = sign(HASHES[algorithm], Buffer.from(signed), { key: privateKey, dsaEncoding: ENCODING });
  return `${signed}.${signature.toString('base64url')}`;
}

/** Undefined for a text that is no token with the claims that every token has. */
export function parsedToken(text: string): Token | undefined {
  const [header = '', payload = '', signature, ...rest] = text.split('.');
  if (signature === undefined || rest.length > 0) return undefined;
  try {
    const { alg, kid } = decoded(header) as { alg?: unknown; kid?: unknown };
    const claims = decoded(payload) as Claims;
    const { iss, sub, aud, iat, exp } = claims;
    const isWhole = [iss, sub].every((claim) => typeof claim === 'string') && aud !== undefined;
    if (!isWhole || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    const signed = `${header}.${payload}`;
    return { kid: String(kid), algorithm: String(alg), claims, signed, signature: Buffer.from(signature, 'base64url') };
  } catch {
    return undefined;
  }
}

/** Whether one of the issuer's keys signed it. */
export function isSignedBy({ kid, algorithm, signed, signature }: Token, keys: readonly PublicKey[]): boolean {
  const key = keys.find((each) => each.kid === kid && each.algorithm === algorithm);
  if (key === undefined) return false;
  const publicKey = createPublicKey({ key: key.jwk, format: 'jwk' });
  return verify(HASHES[key.algorithm], Buffer.from(signed), { key: publicKey, dsaEncoding: ENCODING }, signature);
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());
