import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import type { SourceSpec } from '../../../databases/source';
import { type Place, rdsArn } from '../arns';
import { digest, fraction } from '../hash';

export type SnapshotType = 'automated' | 'manual' | 'awsbackup';

/** A snapshot as it is kept. Times are milliseconds since the epoch. */
export interface SnapshotRecord {
  readonly arn: string;
  readonly id: string;
  readonly type: SnapshotType;
  readonly kind: SourceSpec['kind'];
  readonly engine: SourceSpec['engine'];
  /** DBClusterIdentifier or DBInstanceIdentifier. */
  readonly sourceId: string;
  /** SnapshotCreateTime: when the data was frozen. */
  readonly createdAt: number;
  /** When it turns `available`. */
  readonly availableAt: number;
  readonly status: 'creating' | 'available';
}

const MINUTE_MS = 60_000;
const CREATION_MINUTES = { least: 4, most: 24 };

/** A snapshot is usable some minutes after its data was frozen: seen on AWS, up to 24. */
export function creationMs(snapshotArn: string): number {
  const { least, most } = CREATION_MINUTES;
  return Math.round((least + fraction(snapshotArn) * (most - least)) * MINUTE_MS);
}

/** `rds:orders-2026-11-20-02-00` */
export const automatedId = (sourceId: string, time: number): string =>
  `rds:${sourceId}-${new Date(time).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;

export const resourceId = (kind: SourceSpec['kind'], sourceId: string): string =>
  `${kind === 'aurora-cluster' ? 'cluster' : 'db'}-${digest(sourceId).slice(0, 26).toUpperCase()}`;

/** As RDS names the engines. */
export function engineName({ kind, engine }: Pick<SourceSpec, 'kind' | 'engine'>): string {
  if (kind === 'rds-instance') return engine;
  return engine === 'postgres' ? 'aurora-postgresql' : 'aurora-mysql';
}

export const ENGINE_VERSIONS = { postgres: '16.6', mysql: '8.0.mysql_aurora.3.08.0' } as const;

export const storageKey = ({ partition, region, accountId }: Place): string =>
  `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-0000000000db`;

/** Percent of the creation that is done. */
function progress({ createdAt, availableAt, status }: SnapshotRecord, now: number): number {
  if (status === 'available') return 100;
  return Math.max(0, Math.min(99, Math.floor((100 * (now - createdAt)) / Math.max(1, availableAt - createdAt))));
}

/** As DescribeDBClusterSnapshots answers. */
export const asClusterSnapshot = (record: SnapshotRecord, place: Place, now: number): DBClusterSnapshot => ({
  DBClusterSnapshotIdentifier: record.id,
  DBClusterSnapshotArn: record.arn,
  DBClusterIdentifier: record.sourceId,
  DbClusterResourceId: resourceId(record.kind, record.sourceId),
  SnapshotCreateTime: new Date(record.createdAt),
  SnapshotType: record.type,
  Status: record.status,
  PercentProgress: progress(record, now),
  Engine: engineName(record),
  EngineMode: 'provisioned',
  EngineVersion: ENGINE_VERSIONS[record.engine],
  AllocatedStorage: 1,
  StorageEncrypted: true,
  KmsKeyId: storageKey(place),
  TagList: [],
});

/** As DescribeDBSnapshots answers. */
export const asInstanceSnapshot = (record: SnapshotRecord, place: Place, now: number): DBSnapshot => ({
  DBSnapshotIdentifier: record.id,
  DBSnapshotArn: record.arn,
  DBInstanceIdentifier: record.sourceId,
  DbiResourceId: resourceId(record.kind, record.sourceId),
  SnapshotCreateTime: new Date(record.createdAt),
  OriginalSnapshotCreateTime: new Date(record.createdAt),
  SnapshotType: record.type,
  Status: record.status,
  PercentProgress: progress(record, now),
  Engine: engineName(record),
  EngineVersion: ENGINE_VERSIONS[record.engine],
  AllocatedStorage: 20,
  Encrypted: true,
  KmsKeyId: storageKey(place),
  SnapshotTarget: 'region',
  TagList: [],
});

export const snapshotArn = (place: Place, kind: SourceSpec['kind'], id: string): string =>
  rdsArn(place, kind === 'aurora-cluster' ? 'cluster-snapshot' : 'snapshot', id);
