import { randomUUID } from 'node:crypto';
import type { AssumeRoleWithWebIdentityCommandInput, GetWebIdentityTokenCommandInput } from '@aws-sdk/client-sts';
import type { Authority } from '../../authorization/authority';
import type { Clock } from '../../clock';
import { type RequestContext, ServiceError } from '../../service';
import type { WebIdentities } from '../iam';
import type { Credentials } from './credentials';
import { type Claims, isSignedBy, parsedToken, signedToken, type Token } from './json-web-token';
import { checkSeconds, checkSessionName, sessionAnswer, sessionOf, validation } from './session';
import { type KeysOfIssuer, SIGNING_ALGORITHMS, type SigningAlgorithm, type SigningKeys } from './signing-keys';

export interface WebIdentityDependencies {
  readonly clock: Clock;
  readonly region: string;
  readonly keys: SigningKeys;
  /** Of issuers elsewhere. */
  readonly issuers?: KeysOfIssuer;
  /** Who issues and who is trusted, as IAM knows it. */
  readonly identities: () => WebIdentities | undefined;
  readonly authority?: () => Authority | undefined;
  readonly maxSessionSeconds?: (roleArn: string) => number | undefined;
}

const TOKEN_SECONDS = { least: 60, most: 3600, usual: 300 };
const MAX_AUDIENCES = 10;

/** A token that says who asks, for those who trust this account's issuer. */
export async function getWebIdentityToken(
  { clock, region, keys, identities, authority }: WebIdentityDependencies,
  input: GetWebIdentityTokenCommandInput,
  context: RequestContext,
): Promise<object> {
  const { Audience = [], DurationSeconds = TOKEN_SECONDS.usual, SigningAlgorithm = '' } = input;
  if (Audience.length < 1 || Audience.length > MAX_AUDIENCES)
    throw validation('audience', Audience.length, `must have length between 1 and ${MAX_AUDIENCES}`);
  checkSeconds(DurationSeconds, TOKEN_SECONDS);
  const algorithm = SIGNING_ALGORITHMS.find((each) => each === SigningAlgorithm);
  if (algorithm === undefined)
    throw validation('signingAlgorithm', SigningAlgorithm, `must be one of ${SIGNING_ALGORITHMS.join(', ')}`);
  const refusal = authority?.()?.refusalOf(context, {
    action: 'sts:GetWebIdentityToken',
    resource: '*',
    context: {
      'sts:IdentityTokenAudience': [...Audience],
      'sts:DurationSeconds': String(DurationSeconds),
      'sts:SigningAlgorithm': algorithm,
    },
  });
  if (refusal !== undefined) throw new ServiceError('AccessDenied', refusal, { status: 403 });
  const issuer = identities()?.issuerOf(context.accountId);
  if (issuer === undefined)
    throw new ServiceError(
      'OutboundWebIdentityFederationDisabledException',
      'Outbound web identity federation is not enabled for this account. Enable it with IAM EnableOutboundWebIdentityFederation.',
      { status: 403 },
    );
  const now = Math.floor(clock.now() / 1000);
  const claims: Claims = {
    iss: issuer,
    sub: context.roleArn ?? context.principalArn,
    aud: Audience.length === 1 ? Audience[0]! : Audience,
    iat: now,
    exp: now + DurationSeconds,
    jti: randomUUID(),
    'https://sts.amazonaws.com/': { aws_account: context.accountId, source_region: region },
  };
  const key = { ...(await keys.keyOf(issuer, algorithm satisfies SigningAlgorithm)), algorithm };
  return { WebIdentityToken: signedToken(claims, key), Expiration: new Date(claims.exp * 1000) };
}

/** A session for whoever shows a token of an issuer that the role's account and the role itself trust. */
export async function assumeRoleWithWebIdentity(
  credentials: Credentials,
  deps: WebIdentityDependencies,
  input: AssumeRoleWithWebIdentityCommandInput,
): Promise<object> {
  const { RoleArn = '', RoleSessionName = '', WebIdentityToken = '', DurationSeconds } = input;
  checkSessionName(RoleSessionName);
  const principal = sessionOf(RoleArn, RoleSessionName);
  const seconds = checkSeconds(DurationSeconds, undefined, deps.maxSessionSeconds?.(RoleArn));
  const token = parsedToken(WebIdentityToken);
  if (token === undefined) throw invalidToken('The ID Token provided is not a valid JWT.');
  const { provider, audience } = trusted(deps, principal.accountId, token);
  const { iss, sub } = token.claims;
  const host = iss.replace(/^https:\/\//, '');
  const refusal = deps.authority?.()?.refusalToFederate(RoleArn, provider, {
    [`${host}:aud`]: audience,
    [`${host}:sub`]: sub,
    'sts:RoleSessionName': RoleSessionName,
  });
  if (refusal !== undefined) throw new ServiceError('AccessDenied', refusal, { status: 403 });
  const issued = await credentials.issue(RoleArn, RoleSessionName, { durationSeconds: seconds });
  return {
    ...sessionAnswer(issued, principal),
    SubjectFromWebIdentityToken: sub,
    Audience: audience,
    Provider: provider,
  };
}

/** The issuer is registered in the role's account, signed the token, for an audience of its provider, just now. */
function trusted({ clock, keys, issuers, identities }: WebIdentityDependencies, accountId: string, token: Token) {
  const { iss, aud, exp, iat } = token.claims;
  const provider = identities()?.provider(accountId, iss);
  if (provider === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${iss}`);
  const known = keys.publicKeys(iss) ?? issuers?.(iss);
  if (known === undefined || !isSignedBy(token, known))
    throw invalidToken(
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  const now = Math.floor(clock.now() / 1000);
  if (now >= exp)
    throw new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`,
      { status: 400 },
    );
  if (iat > now + CLOCK_SKEW_SECONDS) throw invalidToken('The ID Token was issued in the future.');
  const audiences = [aud].flat();
  // STS of another partition takes a token of exactly one audience.
  const [audience = ''] = audiences;
  if (audiences.length !== 1 || !provider.clientIds.includes(audience)) throw invalidToken('Incorrect token audience');
  return { provider: provider.arn, audience };
}

const CLOCK_SKEW_SECONDS = 300;

const invalidToken = (message: string): ServiceError =>
  new ServiceError('InvalidIdentityTokenException', message, { status: 400 });
