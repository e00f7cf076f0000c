import type { Settings } from '../../config/types';
import type { RightsPlace } from '../../rights/permission';

/** What the rights of the snapshots' branch are about. */
export interface SnapshotRightsProps {
  readonly place: RightsPlace;
  readonly settings: Pick<Settings, 'sources' | 'lake'>;
  /** ARNs. */
  readonly ledger: string;
  readonly key: string;
  readonly rawBucket: string;
  readonly workBucket: string;
  readonly lakeBucket: string;
}
