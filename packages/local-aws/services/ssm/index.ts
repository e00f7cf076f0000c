import type { Rights } from '../../authorization/rights';
import type { LocalService } from '../../service';
import type { Kms } from '../kms';
import type { SsmDependencies } from './dependencies';
import { Parameters } from './parameters';
import { readOperations } from './read-operations';
import { ssmRights } from './rights';
import { writeOperations } from './write-operations';

export interface Ssm {
  readonly service: LocalService;
  /** What IAM is asked for each operation. */
  readonly rights: Rights;
}

/** SSM Parameter Store: String, StringList and SecureString, with their versions. */
export async function createSsm(deps: SsmDependencies & Pick<Kms, 'keyUse'>): Promise<Ssm> {
  const parameters = await Parameters.load(deps);
  return {
    service: {
      name: 'ssm',
      operations: { ...readOperations(parameters, deps.cipher), ...writeOperations(parameters, deps) },
    },
    rights: ssmRights(parameters, deps),
  };
}
