import type { Operation, ServiceDependencies } from '../../service';
import { managedPolicyOperations } from './managed-policies';
import { roleOperations } from './role-operations';
import { rolePolicyOperations } from './role-policies';
import type { Roles } from './roles';

export { Roles } from './roles';

/** IAM: roles with inline and managed policies. There are no users and no groups: an account's key is its root's. */
export function createIam(roles: Roles, deps: Pick<ServiceDependencies, 'clock' | 'partition'>) {
  const operations: Readonly<Record<string, Operation>> = {
    ...roleOperations(roles, deps),
    ...rolePolicyOperations(roles),
    ...managedPolicyOperations(roles, deps),
  };
  return { name: 'iam', operations };
}
