import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommandOutput,
  GetWebIdentityTokenCommandInput,
} from '@aws-sdk/client-sts';
import type { Authority } from '../../authorization/authority';
import { type LocalService, type RequestContext, ServiceError } from '../../service';
import { checkedPolicy } from '../iam/errors';
import type { Credentials } from './credentials';
import {
  checkSeconds,
  checkSessionName,
  SESSION_SECONDS,
  sessionAnswer,
  sessionOf,
  userId,
  validation,
} from './session';
import { assumeRoleWithWebIdentity, getWebIdentityToken, type WebIdentityDependencies } from './web-identity';

export { Credentials, type IssuedCredentials, type Principal } from './credentials';
export { type KeysOfIssuer, SigningKeys } from './signing-keys';

type Answer<T> = Omit<T, '$metadata'>;

export interface StsDependencies {
  /** Judges who may assume a role; undefined where everybody may. */
  readonly authority?: () => Authority | undefined;
  /** Longest session of a role that IAM knows, in seconds. */
  readonly maxSessionSeconds?: (roleArn: string) => number | undefined;
  /** @default no web identities */
  readonly webIdentity?: WebIdentityDependencies;
}

/** STS: sessions of roles, and whose a key is. Without an authority, whoever asks may assume any role. */
export function createSts(credentials: Credentials, deps: StsDependencies = {}): LocalService {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: async (
        _input: object,
        context: RequestContext,
      ): Promise<Answer<GetCallerIdentityCommandOutput>> => ({
        Account: context.accountId,
        Arn: context.principalArn,
        UserId: userId(context),
      }),
      AssumeRole: (input: AssumeRoleCommandInput, context: RequestContext) =>
        assumeRole(credentials, deps, input, context),
      ...(deps.webIdentity === undefined ? {} : webIdentityOperations(credentials, deps.webIdentity)),
    },
  };
}

async function assumeRole(
  credentials: Credentials,
  deps: StsDependencies,
  input: AssumeRoleCommandInput,
  context: RequestContext,
): Promise<Answer<AssumeRoleCommandOutput>> {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds } = input;
  checkSessionName(RoleSessionName);
  const durationSeconds = checkSeconds(DurationSeconds);
  const principal = sessionOf(RoleArn, RoleSessionName);
  const refusal = deps.authority?.()?.refusalToAssume(context, RoleArn, {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': RoleSessionName,
  });
  if (refusal !== undefined) throw new ServiceError('AccessDenied', refusal, { status: 403 });
  if (context.roleArn !== undefined) refuseLongChain(durationSeconds);
  checkSeconds(durationSeconds, SESSION_SECONDS, deps.maxSessionSeconds?.(RoleArn));
  const issued = await credentials.issue(RoleArn, RoleSessionName, {
    durationSeconds,
    sessionPolicies: input.Policy === undefined ? undefined : [checkedSessionPolicy(input.Policy)],
  });
  return sessionAnswer(issued, principal);
}

/** A session that another session opens lasts an hour, at most, whatever the role allows. */
function refuseLongChain(seconds: number): void {
  if (seconds <= SESSION_SECONDS.usual) return;
  throw new ServiceError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );
}

const SESSION_POLICY_CHARS = 2048;

function checkedSessionPolicy(text: string): string {
  if (text.length > SESSION_POLICY_CHARS)
    throw validation('policy', text.slice(0, 40), `must have length less than or equal to ${SESSION_POLICY_CHARS}`);
  return checkedPolicy(text);
}

const webIdentityOperations = (
  credentials: Credentials,
  deps: WebIdentityDependencies,
): LocalService['operations'] => ({
  GetWebIdentityToken: (input: GetWebIdentityTokenCommandInput, context: RequestContext) =>
    getWebIdentityToken(deps, input, context),
  AssumeRoleWithWebIdentity: (input: AssumeRoleWithWebIdentityCommandInput) =>
    assumeRoleWithWebIdentity(credentials, deps, input),
});
