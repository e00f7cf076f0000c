import type { ServiceDependencies } from '../../service';
import type { Cipher } from '../kms';

export interface SsmDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'> {
  /** Seals the values of SecureStrings: {@link Kms.cipher}. */
  readonly cipher: Cipher;
}
