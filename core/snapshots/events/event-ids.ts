import type { SnapshotKind } from '../../config/types';

/** What a snapshot is of. */
export type SourceKind = 'aurora-cluster' | 'rds-instance';

/** How RDS announces snapshots of one kind of source. */
export interface SnapshotEvents {
  readonly detailType: 'RDS DB Cluster Snapshot Event' | 'RDS DB Snapshot Event';
  readonly sourceType: 'CLUSTER_SNAPSHOT' | 'SNAPSHOT';
  readonly arnType: 'cluster-snapshot' | 'snapshot';
  /**
   * Events after which a snapshot can be exported. The *creating* ones (0168, 0074, 0090, 0040) come too early.
   * AWS Backup's snapshots count as manual; 0197 (copy finished) is what it sends when it copies an automated one.
   */
  readonly eventIds: Readonly<Record<SnapshotKind, readonly string[]>>;
}

export const SNAPSHOT_EVENTS: Readonly<Record<SourceKind, SnapshotEvents>> = {
  'aurora-cluster': {
    detailType: 'RDS DB Cluster Snapshot Event',
    sourceType: 'CLUSTER_SNAPSHOT',
    arnType: 'cluster-snapshot',
    eventIds: { automated: ['RDS-EVENT-0169'], manual: ['RDS-EVENT-0075'], awsbackup: ['RDS-EVENT-0075'] },
  },
  'rds-instance': {
    detailType: 'RDS DB Snapshot Event',
    sourceType: 'SNAPSHOT',
    arnType: 'snapshot',
    eventIds: {
      automated: ['RDS-EVENT-0091'],
      manual: ['RDS-EVENT-0042', 'RDS-EVENT-0197'],
      awsbackup: ['RDS-EVENT-0042', 'RDS-EVENT-0197'],
    },
  },
};

/** Kinds of snapshots that a source is exported from; none when a schedule triggers it. */
export const configuredKinds = (source: {
  readonly trigger: { readonly snapshots: readonly SnapshotKind[] } | { readonly schedule: string };
}): readonly SnapshotKind[] => ('snapshots' in source.trigger ? source.trigger.snapshots : []);
