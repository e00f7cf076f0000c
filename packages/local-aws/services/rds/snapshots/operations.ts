import { randomUUID } from 'node:crypto';
import type {
  CreateDBClusterSnapshotCommandInput,
  CreateDBSnapshotCommandInput,
  DeleteDBClusterSnapshotCommandInput,
  DeleteDBSnapshotCommandInput,
  DescribeDBClusterSnapshotsCommandInput,
  DescribeDBSnapshotsCommandInput,
} from '@aws-sdk/client-rds';
import type { SourceSpec } from '../../../databases';
import { type Operation, type ServiceDependencies, ServiceError } from '../../../service';
import { identifierOf } from '../arns';
import {
  clusterNotFound,
  clusterSnapshotNotFound,
  instanceNotFound,
  invalidCombination,
  invalidParameter,
  snapshotNotFound,
} from '../errors';
import { type Filter, filtered, type ListInput, recordsPage } from '../lists';
import { asClusterSnapshot, asInstanceSnapshot, engineName, type SnapshotRecord, snapshotArn } from './record';
import type { Snapshots } from './snapshots';

/** Manual snapshots: a letter first, single hyphens, none at the end. */
const SNAPSHOT_ID = /^[A-Za-z](-?[A-Za-z0-9])*$/;
const MOST_SNAPSHOT_ID_CHARACTERS = 255;
const SNAPSHOT_TYPES = ['automated', 'manual', 'awsbackup', 'shared', 'public'];

interface Selection extends ListInput {
  readonly snapshotId?: string;
  readonly sourceId?: string;
  readonly type?: string;
  readonly filters?: readonly Filter[];
}

export interface SnapshotOperationsDependencies extends ServiceDependencies {
  readonly sources: readonly SourceSpec[];
  readonly snapshots: Snapshots;
  /** True while an export reads the snapshot. */
  readonly isExporting: (snapshotArn: string) => boolean;
}

export function snapshotOperations(deps: SnapshotOperationsDependencies): Readonly<Record<string, Operation>> {
  const { snapshots, sources, clock } = deps;

  const create = async (kind: SourceSpec['kind'], sourceId: string, id: string): Promise<SnapshotRecord> => {
    const source = sources.find((s) => s.kind === kind && s.id === sourceId.toLowerCase());
    if (source === undefined) throw kind === 'aurora-cluster' ? clusterNotFound(sourceId) : instanceNotFound(sourceId);
    if (!SNAPSHOT_ID.test(id) || id.length > MOST_SNAPSHOT_ID_CHARACTERS) {
      throw invalidParameter(`The snapshot identifier '${id}' is not valid. ${IDENTIFIER_RULE}`);
    }
    const name = id.toLowerCase();
    if (snapshots.isTaken(snapshotArn(deps, kind, name))) {
      const code = kind === 'aurora-cluster' ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExistsFault';
      throw new ServiceError(
        code,
        `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
      );
    }
    return snapshots.take(source, name, 'manual');
  };

  const remove = async (kind: SourceSpec['kind'], id: string): Promise<SnapshotRecord> => {
    const record = snapshots.find(snapshotArn(deps, kind, identifierOf(deps, id)));
    if (record === undefined) throw notFound(kind, id);
    if (record.type !== 'manual' || record.status !== 'available') {
      const code = kind === 'aurora-cluster' ? 'InvalidDBClusterSnapshotStateFault' : 'InvalidDBSnapshotStateFault';
      const reason = record.type === 'manual' ? `its status is ${record.status}` : `it is of type ${record.type}`;
      throw new ServiceError(code, `The snapshot ${record.id} can't be deleted: ${reason}.`);
    }
    await snapshots.delete(record, deps.isExporting(record.arn));
    return record;
  };

  const describe = (kind: SourceSpec['kind'], selection: Selection) => {
    const found = select(
      snapshots.all().filter((s) => s.kind === kind),
      kind,
      selection,
      deps,
    );
    return recordsPage(found, selection);
  };
  const cluster = (record: SnapshotRecord) => asClusterSnapshot(record, deps, clock.now());
  const instance = (record: SnapshotRecord) => asInstanceSnapshot(record, deps, clock.now());

  return {
    CreateDBClusterSnapshot: async (input: CreateDBClusterSnapshotCommandInput) => ({
      DBClusterSnapshot: cluster(
        await create(
          'aurora-cluster',
          required(input, 'DBClusterIdentifier'),
          required(input, 'DBClusterSnapshotIdentifier'),
        ),
      ),
    }),
    CreateDBSnapshot: async (input: CreateDBSnapshotCommandInput) => ({
      DBSnapshot: instance(
        await create('rds-instance', required(input, 'DBInstanceIdentifier'), required(input, 'DBSnapshotIdentifier')),
      ),
    }),
    DeleteDBClusterSnapshot: async (input: DeleteDBClusterSnapshotCommandInput) => ({
      DBClusterSnapshot: cluster(await remove('aurora-cluster', required(input, 'DBClusterSnapshotIdentifier'))),
    }),
    DeleteDBSnapshot: async (input: DeleteDBSnapshotCommandInput) => ({
      DBSnapshot: instance(await remove('rds-instance', required(input, 'DBSnapshotIdentifier'))),
    }),
    DescribeDBClusterSnapshots: async (input: DescribeDBClusterSnapshotsCommandInput) => {
      const page = describe('aurora-cluster', {
        ...input,
        snapshotId: input.DBClusterSnapshotIdentifier,
        sourceId: input.DBClusterIdentifier,
        type: input.SnapshotType,
        filters: input.Filters,
      });
      return { DBClusterSnapshots: page.items.map(cluster), Marker: page.next };
    },
    DescribeDBSnapshots: async (input: DescribeDBSnapshotsCommandInput) => {
      const page = describe('rds-instance', {
        ...input,
        snapshotId: input.DBSnapshotIdentifier,
        sourceId: input.DBInstanceIdentifier,
        type: input.SnapshotType,
        filters: input.Filters,
      });
      return { DBSnapshots: page.items.map(instance), Marker: page.next };
    },
  };
}

/** AWS Backup's own names. */
export const backupSnapshotId = (): string => `awsbackup:job-${randomUUID()}`;

const IDENTIFIER_RULE =
  'Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.';

const notFound = (kind: SourceSpec['kind'], id: string): ServiceError =>
  kind === 'aurora-cluster' ? clusterSnapshotNotFound(id) : snapshotNotFound(id);

function required<T extends object>(input: T, name: keyof T & string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function select(
  records: readonly SnapshotRecord[],
  kind: SourceSpec['kind'],
  { snapshotId, sourceId, type, filters }: Selection,
  deps: SnapshotOperationsDependencies,
): SnapshotRecord[] {
  if (type !== undefined && !SNAPSHOT_TYPES.includes(type)) {
    throw invalidParameter(`Invalid snapshot type: ${type}. Use one of: ${SNAPSHOT_TYPES.join(', ')}`);
  }
  if (snapshotId !== undefined && sourceId !== undefined) {
    throw invalidCombination('A snapshot identifier cannot be used together with the identifier of its source.');
  }
  const inCluster = kind === 'aurora-cluster';
  const prefix = inCluster ? 'db-cluster' : 'db';
  const kept = filtered(records, filters, {
    [inCluster ? 'db-cluster-id' : 'db-instance-id']: (s) => [s.sourceId, sourceArn(s, deps)],
    [`${prefix}-snapshot-id`]: (s) => [s.id],
    'snapshot-type': (s) => [s.type],
    engine: (s) => [engineName(s)],
  })
    .filter((s) => type === undefined || s.type === type)
    .filter((s) => sourceId === undefined || s.sourceId === identifierOf(deps, sourceId).toLowerCase());
  if (snapshotId === undefined) return kept;
  // An automated snapshot is found by its bare identifier only if the type is given too.
  const needsType = snapshotId.startsWith('rds:') && type === undefined;
  const found = kept.filter((s) => (s.id === snapshotId && !needsType) || s.arn === snapshotId);
  if (found.length === 0) throw notFound(kind, snapshotId);
  return found;
}

const sourceArn = (s: SnapshotRecord, { partition, region, accountId }: ServiceDependencies): string =>
  `arn:${partition}:rds:${region}:${accountId}:${s.kind === 'aurora-cluster' ? 'cluster' : 'db'}:${s.sourceId}`;
