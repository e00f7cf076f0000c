import type {
  DBCluster,
  DBInstance,
  DescribeDBClustersCommandInput,
  DescribeDBInstancesCommandInput,
} from '@aws-sdk/client-rds';
import type { SourceSpec } from '../../databases';
import type { Operation, ServiceDependencies } from '../../service';
import { identifierOf, rdsArn } from './arns';
import { clusterNotFound, instanceNotFound } from './errors';
import { filtered, recordsPage } from './lists';
import { ENGINE_VERSIONS, engineName, resourceId, storageKey } from './snapshots/record';

const CREATED = new Date('2024-01-01T00:00:00Z');

/** The sources as RDS lists them. Aurora's instances are not shown: nothing here needs them. */
export function sourceOperations(
  deps: ServiceDependencies & { readonly sources: readonly SourceSpec[] },
): Readonly<Record<string, Operation>> {
  const ofKind = (kind: SourceSpec['kind']): SourceSpec[] => deps.sources.filter((s) => s.kind === kind);
  const wanted = (sources: SourceSpec[], idOrArn: string | undefined): SourceSpec[] =>
    idOrArn === undefined ? sources : sources.filter((s) => s.id === identifierOf(deps, idOrArn).toLowerCase());
  return {
    DescribeDBClusters: async (input: DescribeDBClustersCommandInput) => {
      const { DBClusterIdentifier, Filters } = input;
      const kept = filtered(wanted(ofKind('aurora-cluster'), DBClusterIdentifier), Filters, {
        'db-cluster-id': (s) => [s.id, rdsArn(deps, 'cluster', s.id)],
        'db-cluster-resource-id': (s) => [resourceId(s.kind, s.id)],
        engine: (s) => [engineName(s)],
      });
      if (DBClusterIdentifier !== undefined && kept.length === 0) throw clusterNotFound(DBClusterIdentifier);
      const page = recordsPage(kept, input);
      return { DBClusters: page.items.map((s) => asCluster(s, deps)), Marker: page.next };
    },
    DescribeDBInstances: async (input: DescribeDBInstancesCommandInput) => {
      const { DBInstanceIdentifier, Filters } = input;
      const kept = filtered(wanted(ofKind('rds-instance'), DBInstanceIdentifier), Filters, {
        'db-instance-id': (s) => [s.id, rdsArn(deps, 'db', s.id)],
        'dbi-resource-id': (s) => [resourceId(s.kind, s.id)],
        'db-cluster-id': () => [],
        engine: (s) => [engineName(s)],
      });
      if (DBInstanceIdentifier !== undefined && kept.length === 0) throw instanceNotFound(DBInstanceIdentifier);
      const page = recordsPage(kept, input);
      return { DBInstances: page.items.map((s) => asInstance(s, deps)), Marker: page.next };
    },
  };
}

const asCluster = (source: SourceSpec, deps: ServiceDependencies): DBCluster => ({
  DBClusterIdentifier: source.id,
  DBClusterArn: rdsArn(deps, 'cluster', source.id),
  DbClusterResourceId: resourceId(source.kind, source.id),
  DatabaseName: source.databases[0]?.name,
  Status: 'available',
  Engine: engineName(source),
  EngineMode: 'provisioned',
  EngineVersion: ENGINE_VERSIONS[source.engine],
  MultiAZ: false,
  AllocatedStorage: 1,
  StorageEncrypted: true,
  KmsKeyId: storageKey(deps),
  BackupRetentionPeriod: 7,
  ClusterCreateTime: CREATED,
  TagList: [],
});

const asInstance = (source: SourceSpec, deps: ServiceDependencies): DBInstance => ({
  DBInstanceIdentifier: source.id,
  DBInstanceArn: rdsArn(deps, 'db', source.id),
  DbiResourceId: resourceId(source.kind, source.id),
  DBName: source.databases[0]?.name,
  DBInstanceStatus: 'available',
  DBInstanceClass: 'db.m6g.large',
  Engine: engineName(source),
  EngineVersion: ENGINE_VERSIONS[source.engine],
  MultiAZ: false,
  AllocatedStorage: 20,
  StorageType: 'gp3',
  StorageEncrypted: true,
  KmsKeyId: storageKey(deps),
  BackupRetentionPeriod: 7,
  InstanceCreateTime: CREATED,
  TagList: [],
});
