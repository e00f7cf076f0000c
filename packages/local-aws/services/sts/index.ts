import { createHash } from 'node:crypto';
import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import { type LocalService, type RequestContext, ServiceError } from '../../service';
import { type Credentials, type Principal, roleSession } from './credentials';

export { Credentials, type IssuedCredentials, type Principal } from './credentials';

type Answer<T> = Omit<T, '$metadata'>;

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DURATION_SECONDS = { least: 900, most: 43_200, usual: 3600 };

/** STS: whoever asks may assume any role, for there is no IAM on this machine. */
export function createSts(credentials: Credentials): LocalService {
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
      AssumeRole: (input: AssumeRoleCommandInput) => assumeRole(credentials, input),
    },
  };
}

async function assumeRole(
  credentials: Credentials,
  { RoleArn = '', RoleSessionName = '', DurationSeconds = DURATION_SECONDS.usual }: AssumeRoleCommandInput,
): Promise<Answer<AssumeRoleCommandOutput>> {
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
  const issued = await credentials.issue(RoleArn, RoleSessionName, DurationSeconds);
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
