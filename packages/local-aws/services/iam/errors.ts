import { checkPolicy, MalformedPolicyError } from '../../iam';
import { ServiceError } from '../../service';
import type { ManagedPolicyRecord, RoleRecord, Roles } from './roles';

export const noSuchEntity = (what: string): ServiceError =>
  new ServiceError('NoSuchEntityException', `${what} cannot be found.`, { status: 404 });

/** Throws NoSuchEntity. */
export function roleNamed(roles: Roles, accountId: string, name = ''): RoleRecord {
  const role = roles.find(accountId, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name}`);
  return role;
}

/** Throws NoSuchEntity, also for a policy of another account. Those of AWS are not here. */
export function policyNamed(roles: Roles, accountId: string, arn = ''): ManagedPolicyRecord {
  const policy = roles.policies.get(arn);
  if (policy?.accountId !== accountId) throw noSuchEntity(`Policy ${arn}`);
  return policy;
}

/** Throws MalformedPolicyDocument for a text that IAM would not take. */
export function checkedPolicy(text = '', kind: 'identity' | 'resource' | 'trust' = 'identity'): string {
  try {
    checkPolicy(text, kind);
    return text;
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw new ServiceError('MalformedPolicyDocumentException', error.message, { status: 400 });
  }
}
