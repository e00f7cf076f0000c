import type { LocalService, ServiceDependencies } from '../../service';
import type { Cipher } from '../kms';
import { Parameters } from './parameters';
import { readOperations } from './read-operations';
import { writeOperations } from './write-operations';

export interface SsmDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'> {
  /** Seals the values of SecureStrings: {@link Kms.cipher}. */
  readonly cipher: Cipher;
}

/** SSM Parameter Store: String, StringList and SecureString, with their versions. */
export async function createSsm(deps: SsmDependencies): Promise<LocalService> {
  const parameters = await Parameters.load(deps);
  return {
    name: 'ssm',
    operations: { ...readOperations(parameters, deps.cipher), ...writeOperations(parameters, deps) },
  };
}
