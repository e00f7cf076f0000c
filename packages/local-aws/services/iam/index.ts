import type { Operation, ServiceDependencies } from '../../service';
import { managedPolicyOperations } from './managed-policies';
import { roleOperations } from './role-operations';
import { rolePolicyOperations } from './role-policies';
import type { Roles } from './roles';
import type { WebIdentities } from './web-identity';

export { Roles } from './roles';
export { WebIdentities } from './web-identity';

/** IAM: roles with inline and managed policies. There are no users and no groups: an account's key is its root's. */
export function createIam(
  roles: Roles,
  deps: Pick<ServiceDependencies, 'clock' | 'partition'>,
  identities?: WebIdentities,
) {
  const operations: Readonly<Record<string, Operation>> = {
    ...roleOperations(roles, deps),
    ...rolePolicyOperations(roles),
    ...managedPolicyOperations(roles, deps),
    ...identities?.operations,
  };
  return { name: 'iam', operations };
}
