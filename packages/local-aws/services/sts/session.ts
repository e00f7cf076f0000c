import { createHash } from 'node:crypto';
import { ServiceError } from '../../service';
import { type IssuedCredentials, type Principal, roleSession } from './credentials';

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
export const SESSION_SECONDS = { least: 900, most: 43_200, usual: 3600 };

/** Throws ValidationError. */
export function checkSessionName(name: string): void {
  if (!SESSION_NAME.test(name)) throw validation('roleSessionName', name, `must match ${SESSION_NAME.source}`);
}

/** How long a session or token lasts. `most` is the role's own limit. Throws ValidationError. */
export function checkSeconds(seconds: number | undefined, limits = SESSION_SECONDS, most?: number): number {
  const { least, usual } = limits;
  const given = seconds ?? usual;
  if (given < least || given > limits.most)
    throw validation('durationSeconds', given, `must lie between ${least} and ${limits.most}`);
  if (most !== undefined && given > most)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  return given;
}

/** Throws ValidationError for what is no role ARN. */
export function sessionOf(roleArn: string, sessionName: string): Principal {
  try {
    return roleSession(roleArn, sessionName);
  } catch {
    throw new ServiceError('ValidationError', `${roleArn} is invalid`);
  }
}

export const sessionAnswer = (issued: IssuedCredentials, principal: Principal) => ({
  Credentials: {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: issued.expiration,
  },
  AssumedRoleUser: { Arn: principal.principalArn, AssumedRoleId: userId(principal) },
  PackedPolicySize: 0,
});

/** As IAM's unique ids look: the account's own for its root, `AROA…:<session>` for a role, the same every time. */
export function userId({ accountId, principalArn }: Principal): string {
  const [, role, session] = principalArn.split('/');
  if (session === undefined) return accountId;
  const digest = createHash('sha256').update(`${accountId}/${role}`).digest('hex').slice(0, 17).toUpperCase();
  return `AROA${digest}:${session}`;
}

export const validation = (field: string, value: string | number, rule: string): ServiceError =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member ${rule}`,
  );
