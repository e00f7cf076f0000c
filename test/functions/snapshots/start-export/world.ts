import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Settings, SourceSettings } from '../../../../core/config/types';
import type { ExecutionContext } from '../../../../functions/shared/execution';
import { silentLog } from '../../../../functions/shared/log';
import type { ExportTrigger, StartExportResult } from '../../../../functions/snapshots/payloads';
import { createHandler, type StartExportEffects } from '../../../../functions/snapshots/start-export/handler';
import { Ledger } from '../../../../functions/snapshots/start-export/ledger';
import { FakeRds } from './fake-rds';

export const T0 = Date.parse('2026-11-20T02:00:00.000Z');
const ACCOUNT = 'eu-west-1:123456789012';

export const source = (id: string, more: Partial<SourceSettings> = {}): SourceSettings => ({
  kind: 'aurora-cluster',
  id,
  engine: 'postgres',
  databases: ['shop'],
  trigger: { snapshots: ['automated', 'manual', 'awsbackup'] },
  priority: 0,
  ...more,
});

export const settings = (sources: readonly SourceSettings[], exports: Partial<Settings['exports']> = {}): Settings => ({
  environment: { region: 'eu-west-1', partition: 'aws' },
  timeZone: 'UTC',
  lake: { prefix: '', partitionKey: 'date' },
  replications: [],
  dynamodb: [],
  landing: {},
  exports: { maxConcurrent: 5, ranking: 'longest-first', attempts: 3, keepRawDays: 7, ...exports },
  sources,
  governance: {
    tags: {},
    databaseTags: {},
    sharedTag: {},
    mode: 'exact',
    administrators: 'append',
    crossAccountVersion: 4,
    databases: {},
  },
  accounts: {},
  notifications: { mail: [] },
});

export const clusterSnapshotArn = (identifier: string): string =>
  `arn:aws:rds:${ACCOUNT}:cluster-snapshot:${identifier}`;
export const clusterArn = (identifier: string): string => `arn:aws:rds:${ACCOUNT}:cluster:${identifier}`;
export const executionArn = (name: string): string => `arn:aws:states:${ACCOUNT}:execution:export-snapshot:${name}`;

/** The event of a cluster snapshot; automated by default. */
export const createdEvent = (identifier: string, EventID = 'RDS-EVENT-0169'): ExportTrigger => ({
  source: 'aws.rds',
  'detail-type': 'RDS DB Cluster Snapshot Event',
  detail: {
    SourceArn: clusterSnapshotArn(identifier),
    SourceIdentifier: identifier,
    SourceType: 'CLUSTER_SNAPSHOT',
    EventID,
  },
});

/** A clock, RDS, a ledger and as many executions as a test wants. */
export class World {
  now = T0;
  readonly rds = new FakeRds(() => this.now);
  readonly ledger: Ledger;

  constructor(
    readonly dynamodb: Pick<DynamoDBClient, 'send'>,
    readonly ledgerTable: string,
    public settings: Settings,
  ) {
    this.ledger = new Ledger({ dynamodb, tableName: ledgerTable });
  }

  /** Takes a snapshot of a cluster; the identifier is that of an automated one unless given. */
  snapshot(ownerId: string, takenAt = this.now, identifier?: string): string {
    const minute = new Date(takenAt).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    const name = identifier ?? `rds:${ownerId}-${minute}`;
    this.rds.snapshots.push({
      arn: clusterSnapshotArn(name),
      identifier: name,
      kind: 'aurora-cluster',
      ownerId,
      takenAt: new Date(takenAt),
      status: 'available',
    });
    return name;
  }

  execution(name: string, more: Partial<ExecutionContext> = {}): ExecutionContext {
    return { executionArn: executionArn(name), startedAt: new Date(this.now).toISOString(), redriveCount: 0, ...more };
  }

  handler(overrides: Partial<StartExportEffects> = {}) {
    return createHandler({
      rds: this.rds.client(),
      dynamodb: this.dynamodb,
      now: () => this.now,
      log: silentLog,
      metric: () => {},
      settings: this.settings,
      ledgerTable: this.ledgerTable,
      rawBucket: 'raw',
      rawPrefix: 'exports',
      exportRoleArn: 'arn:aws:iam::123456789012:role/export',
      exportKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1',
      ...overrides,
    });
  }

  start(trigger: ExportTrigger, execution: ExecutionContext): Promise<StartExportResult> {
    return this.handler()({ trigger, execution });
  }
}
