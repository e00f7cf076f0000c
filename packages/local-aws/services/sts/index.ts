import { createHash } from 'node:crypto';
import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import type { Authority } from '../../authorization/authority';
import { MalformedPolicyError, policyOf } from '../../iam';
import { type LocalService, type RequestContext, ServiceError } from '../../service';
import { type Credentials, type Principal, roleSession } from './credentials';

export { Credentials, type IssuedCredentials, type Principal } from './credentials';

type Answer<T> = Omit<T, '$metadata'>;

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DURATION_SECONDS = { least: 900, most: 43_200, usual: 3600 };

export interface StsDependencies {
  /** Judges who may assume a role; undefined where everybody may. */
  readonly authority?: () => Authority | undefined;
  /** Longest session of a role that IAM knows, in seconds. */
  readonly maxSessionSeconds?: (roleArn: string) => number | undefined;
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
    },
  };
}

async function assumeRole(
  credentials: Credentials,
  deps: StsDependencies,
  input: AssumeRoleCommandInput,
  context: RequestContext,
): Promise<Answer<AssumeRoleCommandOutput>> {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = DURATION_SECONDS.usual } = input;
  if (!SESSION_NAME.test(RoleSessionName))
    throw validation('roleSessionName', RoleSessionName, `must match ${SESSION_NAME.source}`);
  if (DurationSeconds < DURATION_SECONDS.least || DurationSeconds > DURATION_SECONDS.most) {
    throw validation(
      'durationSeconds',
      DurationSeconds,
      `must lie between ${DURATION_SECONDS.least} and ${DURATION_SECONDS.most}`,
    );
  }
  const principal = sessionOf(RoleArn, RoleSessionName);
  const refusal = deps.authority?.()?.refusalToAssume(context, RoleArn, {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': RoleSessionName,
  });
  if (refusal !== undefined) throw new ServiceError('AccessDenied', refusal, { status: 403 });
  checkDuration(DurationSeconds, context, deps.maxSessionSeconds?.(RoleArn));
  const issued = await credentials.issue(RoleArn, RoleSessionName, {
    durationSeconds: DurationSeconds,
    sessionPolicies: input.Policy === undefined ? undefined : [checkedSessionPolicy(input.Policy)],
  });
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: issued.expiration,
    },
    AssumedRoleUser: { Arn: principal.principalArn, AssumedRoleId: userId(principal) },
    PackedPolicySize: 0,
  };
}

/** A session that another session opens lasts an hour, at most, whatever the role allows. */
function checkDuration(seconds: number, { roleArn }: RequestContext, most: number | undefined): void {
  if (roleArn !== undefined && seconds > DURATION_SECONDS.usual)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  if (most !== undefined && seconds > most)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
}

const SESSION_POLICY_CHARS = 2048;

function checkedSessionPolicy(text: string): string {
  if (text.length > SESSION_POLICY_CHARS)
    throw validation('policy', text.slice(0, 40), `must have length less than or equal to ${SESSION_POLICY_CHARS}`);
  try {
    policyOf(text);
    return text;
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw new ServiceError('MalformedPolicyDocumentException', error.message, { status: 400 });
  }
}

function sessionOf(roleArn: string, sessionName: string): Principal {
  try {
    return roleSession(roleArn, sessionName);
  } catch {
    throw new ServiceError('ValidationError', `${roleArn} is invalid`);
  }
}

/** As IAM's unique ids look: the account's own for its root, `AROA…:<session>` for a role, the same every time. */
function userId({ accountId, principalArn }: Principal): string {
  const [, role, session] = principalArn.split('/');
  if (session === undefined) return accountId;
  const digest = createHash('sha256').update(`${accountId}/${role}`).digest('hex').slice(0, 17).toUpperCase();
  return `AROA${digest}:${session}`;
}

const validation = (field: string, value: string | number, rule: string): ServiceError =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member ${rule}`,
  );
