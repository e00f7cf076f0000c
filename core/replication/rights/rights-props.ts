import type { OutputSettings, ReplicationSourceSettings } from '../../config/replication/types';
import type { Names } from '../../deployed-names';
import type { RightsPlace } from '../../rights/permission';

/** What the rights of an output's functions are about. */
export interface OutputRightsProps {
  readonly place: RightsPlace;
  readonly names: Pick<Names, 'prefix' | 'deployed'>;
  readonly source: Pick<ReplicationSourceSettings, 'prefix' | 'keyArn'>;
  readonly output: OutputSettings;
  /** ARNs. */
  readonly sourceBucket: string;
  readonly workBucket: string;
  readonly replicationTable: string;
  readonly key: string;
  readonly queue: string;
  /** Of the key of topic and queue. */
  readonly eventsKey: string;
}
