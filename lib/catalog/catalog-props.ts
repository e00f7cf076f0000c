import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Settings } from '../../core/config/types';
import type { Monitoring } from '../shared/monitoring';

/** What every part of the catalog is built from. */
export interface CatalogProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly monitoring: Monitoring;
}
