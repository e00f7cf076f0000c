import { DescribeDBClusterSnapshotsCommand, DescribeDBSnapshotsCommand, type RDSClient } from '@aws-sdk/client-rds';
import type { SnapshotCandidate } from '../../../core/snapshots/events';

/** What matters of a described snapshot. */
export interface DescribedSnapshot {
  /** DBClusterIdentifier or DBInstanceIdentifier. */
  readonly ownerId: string;
  /** Lower case: `available`, `creating`, … */
  readonly status: string;
  /** When the data was frozen. Absent while the snapshot is being created. */
  readonly takenAt?: Date;
}

interface Lookup {
  readonly identifier: string;
  readonly type?: string;
}

/**
 * Finds one snapshot; `undefined` when there is none. RDS wants SnapshotType beside an automated identifier, lists AWS
 * Backup's under a type of their own or as manual, and may or may not take an ARN as identifier: the forms are tried in
 * turn.
 */
export async function describeSnapshot(
  rds: Pick<RDSClient, 'send'>,
  candidate: SnapshotCandidate,
): Promise<DescribedSnapshot | undefined> {
  const describe = candidate.sourceKind === 'aurora-cluster' ? describeClusterSnapshots : describeInstanceSnapshots;
  for (const lookup of lookups(candidate)) {
    const found = (await unlessRefused(describe(rds, lookup))).find(({ arn }) => arn === candidate.arn);
    if (found !== undefined) return found.snapshot;
  }
  return undefined;
}

const lookups = ({ identifier, arn, snapshotKind }: SnapshotCandidate): readonly Lookup[] => [
  { identifier, type: snapshotKind },
  ...(snapshotKind === 'awsbackup' ? [{ identifier }] : []),
  { identifier: arn },
];

interface Found {
  readonly arn: string | undefined;
  readonly snapshot: DescribedSnapshot;
}

async function describeClusterSnapshots(rds: Pick<RDSClient, 'send'>, { identifier, type }: Lookup): Promise<Found[]> {
  const command = new DescribeDBClusterSnapshotsCommand({
    DBClusterSnapshotIdentifier: identifier,
    SnapshotType: type,
  });
  const { DBClusterSnapshots = [] } = await rds.send(command);
  return DBClusterSnapshots.map((each) => ({
    arn: each.DBClusterSnapshotArn,
    snapshot: {
      ownerId: each.DBClusterIdentifier ?? '',
      status: (each.Status ?? '').toLowerCase(),
      takenAt: each.SnapshotCreateTime,
    },
  }));
}

async function describeInstanceSnapshots(rds: Pick<RDSClient, 'send'>, { identifier, type }: Lookup): Promise<Found[]> {
  const command = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: identifier, SnapshotType: type });
  const { DBSnapshots = [] } = await rds.send(command);
  return DBSnapshots.map((each) => ({
    arn: each.DBSnapshotArn,
    snapshot: {
      ownerId: each.DBInstanceIdentifier ?? '',
      status: (each.Status ?? '').toLowerCase(),
      // a copy has a creation time of its own; its data are of the original's
      takenAt: each.OriginalSnapshotCreateTime ?? each.SnapshotCreateTime,
    },
  }));
}

const NOT_THIS_WAY = /^(DBClusterSnapshotNotFound|DBSnapshotNotFound|InvalidParameter)/;

async function unlessRefused(lookup: Promise<Found[]>): Promise<Found[]> {
  try {
    return await lookup;
  } catch (error) {
    if (NOT_THIS_WAY.test((error as Error).name)) return [];
    throw error;
  }
}
