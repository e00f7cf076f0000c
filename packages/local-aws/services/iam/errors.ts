import { MalformedPolicyError, policyOf } from '../../iam';
import { ServiceError } from '../../service';
import type { RoleRecord, Roles } from './roles';

export const noSuchEntity = (what: string): ServiceError =>
  new ServiceError('NoSuchEntityException', `${what} cannot be found.`, { status: 404 });

/** Throws NoSuchEntity. */
export function roleNamed(roles: Roles, accountId: string, name = ''): RoleRecord {
  const role = roles.find(accountId, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name}`);
  return role;
}

/** Throws MalformedPolicyDocument for a text that IAM would not take. */
export function checkedPolicy(text = ''): string {
  try {
    policyOf(text);
    return text;
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw new ServiceError('MalformedPolicyDocumentException', error.message, { status: 400 });
  }
}
