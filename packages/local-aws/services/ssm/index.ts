import type { LocalService } from '../../service';
import type { SsmDependencies } from './dependencies';
import { Parameters } from './parameters';
import { readOperations } from './read-operations';
import { writeOperations } from './write-operations';

/** SSM Parameter Store: String, StringList and SecureString, with their versions. */
export async function createSsm(deps: SsmDependencies): Promise<LocalService> {
  const parameters = await Parameters.load(deps);
  return {
    name: 'ssm',
    operations: { ...readOperations(parameters, deps.cipher), ...writeOperations(parameters, deps) },
  };
}
