import type { EmitEvent } from '../../service';
import type { Changes } from '../../store';

export type SnapshotSource = 'aurora-cluster' | 'rds-instance';
/** What is announced of a snapshot. AWS Backup's snapshots are announced as manual ones. */
export type SnapshotStage = 'creating' | 'created';
export type ExportEnd = 'FAILED' | 'CANCELED' | 'COMPLETE';

interface Announcement {
  readonly detailType: string;
  readonly sourceType: 'CLUSTER_SNAPSHOT' | 'SNAPSHOT' | 'CLUSTER';
  readonly category: string;
  readonly id: string;
  readonly message: string;
}

/** Numbers, categories and texts as the service sends them: clusters say `backup` where instances say `creation`. */
export function snapshotAnnouncement(kind: SnapshotSource, isAutomated: boolean, stage: SnapshotStage): Announcement {
  const type = isAutomated ? 'automated' : 'manual';
  if (kind === 'aurora-cluster') {
    const ids = { automated: { creating: '0168', created: '0169' }, manual: { creating: '0074', created: '0075' } };
    const message =
      stage === 'creating' ? `Creating ${type} cluster snapshot` : `${capital(type)} cluster snapshot created`;
    return ofClusterSnapshot(ids[type][stage], 'backup', message);
  }
  const ids = { automated: { creating: '0090', created: '0091' }, manual: { creating: '0040', created: '0042' } };
  const message = stage === 'creating' ? `Creating ${type} snapshot` : `${capital(type)} snapshot created`;
  return ofSnapshot(ids[type][stage], 'creation', message);
}

/** Instance snapshots only: no event is documented for a deleted cluster snapshot. */
export const SNAPSHOT_DELETED = ofSnapshot('0041', 'deletion', 'Deleted user snapshot');

const ENDED: Readonly<Record<ExportEnd, string>> = {
  FAILED: 'failed',
  CANCELED: 'was canceled',
  COMPLETE: 'completed',
};

/** The end of an export names the snapshot, or the live cluster, never the task. */
export function exportAnnouncement(source: 'cluster-snapshot' | 'snapshot' | 'cluster', end: ExportEnd): Announcement {
  const ids = {
    snapshot: { FAILED: '0159', CANCELED: '0160', COMPLETE: '0161' },
    'cluster-snapshot': { FAILED: '0162', CANCELED: '0163', COMPLETE: '0164' },
    cluster: { FAILED: '0234', CANCELED: '0235', COMPLETE: '0236' },
  };
  const id = ids[source][end];
  if (source === 'snapshot') return ofSnapshot(id, 'notification', `The snapshot export task ${ENDED[end]}`);
  if (source === 'cluster-snapshot') {
    return ofClusterSnapshot(id, 'notification', `The cluster snapshot export task ${ENDED[end]}`);
  }
  const message = `Export task ${ENDED[end].replace('was ', '')}`;
  return {
    detailType: 'RDS DB Cluster Event',
    sourceType: 'CLUSTER',
    category: 'notification',
    id: `RDS-EVENT-${id}`,
    message,
  };
}

/**
 * Sends it in the shape that EventBridge delivers, with the `changes` it tells of. `time` is in milliseconds since the
 * epoch.
 */
export function announce(
  emit: EmitEvent,
  { detailType, sourceType, category, id, message }: Announcement,
  source: { readonly arn: string; readonly id: string },
  time: number,
  changes?: Changes,
): Promise<void> {
  const event = {
    source: 'aws.rds',
    'detail-type': detailType,
    resources: [source.arn],
    detail: {
      EventCategories: [category],
      SourceType: sourceType,
      SourceArn: source.arn,
      Date: new Date(time).toISOString(),
      SourceIdentifier: source.id,
      Message: message,
      EventID: id,
      Tags: {},
    },
  };
  return emit(event, changes);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function ofClusterSnapshot(number: string, category: string, message: string): Announcement {
  const detailType = 'RDS DB Cluster Snapshot Event';
  return { detailType, sourceType: 'CLUSTER_SNAPSHOT', category, id: `RDS-EVENT-${number}`, message };
}

function ofSnapshot(number: string, category: string, message: string): Announcement {
  return { detailType: 'RDS DB Snapshot Event', sourceType: 'SNAPSHOT', category, id: `RDS-EVENT-${number}`, message };
}
