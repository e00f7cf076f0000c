import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Settings, SourceSettings } from '../../../core/config/types';
import type { PartitionItem } from '../../../core/ledger/partitions';
import type { ManifestRange } from '../../../core/manifest/ranges';
import { claimOfExport } from '../../../core/snapshots/feed';
import { claimPartition } from '../../../functions/publishing/claim/claim-partition';
import { readPartition } from '../../../functions/publishing/claim/read-partition';
import type { CommitResult, CopyBatchResult, CopyItem, PlanResult } from '../../../functions/publishing/payloads';
import type { LedgerTable } from '../../../functions/shared/ledger/table';
import { type Log, silentLog } from '../../../functions/shared/log';
import { createHandler as createCommit } from '../../../functions/snapshots/commit-partitions/handler';
import { createHandler as createCopy } from '../../../functions/snapshots/copy-batch/handler';
import { createHandler as createJudge } from '../../../functions/snapshots/judge-databases/handler';
import type { CompletenessReport, ExportRef } from '../../../functions/snapshots/payloads';
import { createHandler as createPlan } from '../../../functions/snapshots/plan-copy/handler';
import { createLedger, type DynamoDb, startDynamoDb } from '../shared/ledger/dynamodb';
import { FakeS3 } from '../shared/s3-lean/fake-s3';

export const RAW = 'raw';
export const WORK = 'work';
export const LAKE = 'lake';
const EXECUTION = { executionArn: 'arn:publish', startedAt: '2026-11-20T03:00:00Z', redriveCount: 0 };

export const SOURCE: SourceSettings = {
  kind: 'aurora-cluster',
  id: 'orders-eu',
  engine: 'postgres',
  databases: ['shop'],
  trigger: { snapshots: ['automated'] },
  priority: 0,
};

export const exportRef = (more: Partial<ExportRef> = {}): ExportRef => ({
  exportTaskId: 'orders-eu-202611200200',
  sourceId: 'orders-eu',
  sourceArn: 'arn:snapshot',
  snapshotTime: '2026-11-20T02:00:00.000Z',
  date: '2026-11-20',
  bucket: RAW,
  prefix: 'exports',
  ...more,
});

type Planned = Extract<PlanResult, { outcome: 'PLANNED' }>;

/** By their placeholders in the machine. */
export const PUBLISHERS = ['PlanCopy', 'CopyBatch', 'CommitPartitions', 'JudgeDatabases'] as const;
export type Publisher = (typeof PUBLISHERS)[number];

/** The functions of `publish-export` around one fake S3 and one real ledger. */
export class PublishWorld {
  readonly s3 = new FakeS3();
  readonly metrics: { name: string; value: number }[] = [];
  readonly warnings: Readonly<Record<string, unknown>>[] = [];
  source: SourceSettings = SOURCE;
  policies: Settings['governance']['databases'] = {};
  now = Date.parse('2026-11-20T03:00:00.000Z');
  #dynamodb!: DynamoDb;
  ledgerTable = '';

  async start(): Promise<void> {
    this.#dynamodb = await startDynamoDb();
    await this.s3.start();
  }

  async stop(): Promise<void> {
    await this.#dynamodb.stop();
    await this.s3.stop();
  }

  /** Everything as on the first day. */
  async reset(): Promise<void> {
    this.s3.reset();
    this.metrics.length = 0;
    this.warnings.length = 0;
    this.source = SOURCE;
    this.policies = {};
    this.ledgerTable = await createLedger(this.dynamodb);
  }

  get dynamodb(): DynamoDBClient {
    return this.#dynamodb.client;
  }

  /** By the names that the machine knows them by. */
  handlers(): Readonly<Record<Publisher, (input: never) => Promise<object>>> {
    const effects = this.#effects;
    return {
      PlanCopy: createPlan(effects),
      CopyBatch: createCopy(effects),
      CommitPartitions: createCommit(effects),
      JudgeDatabases: createJudge(effects),
    };
  }

  get ledger(): LedgerTable {
    return { dynamodb: this.dynamodb, tableName: this.ledgerTable };
  }

  /** Who holds the export's date. */
  partition(ref = exportRef()): Promise<PartitionItem | undefined> {
    return readPartition(this.ledger, claimOfExport(ref));
  }

  /** Another export takes the date. */
  claim(ref: ExportRef): Promise<boolean> {
    return claimPartition(this.ledger, claimOfExport(ref), new Date(this.now).toISOString());
  }

  get #effects() {
    const log: Log = { ...silentLog, warn: (_message, fields = {}) => void this.warnings.push(fields) };
    return {
      s3: this.s3.client(),
      dynamodb: this.dynamodb,
      now: () => this.now,
      log,
      metric: (name: string, _unit: string, value: number) => void this.metrics.push({ name, value }),
      settings: this.#settings,
      ledgerTable: this.ledgerTable,
      workBucket: WORK,
      lakeBucket: LAKE,
    };
  }

  get #settings(): Settings {
    return {
      environment: { region: 'eu-west-1', partition: 'aws' },
      timeZone: 'UTC',
      lake: { prefix: 'data', partitionKey: 'date' },
      replications: [],
      dynamodb: [],
      landing: {},
      exports: { maxConcurrent: 5, ranking: 'longest-first', attempts: 3, keepRawDays: 7 },
      sources: [this.source],
      governance: {
        tags: {},
        databaseTags: {},
        sharedTag: {},
        mode: 'exact',
        administrators: 'append',
        crossAccountVersion: 4,
        databases: this.policies,
      },
      accounts: {},
      notifications: { mail: [] },
    };
  }

  /** A file of the export, by its path below the export's folder. */
  exportFile(path: string, body = path, ref = exportRef()): void {
    this.s3.put(RAW, `${ref.prefix}/${ref.exportTaskId}/${path}`, body);
  }

  tablesInfo(entries: readonly object[], ref = exportRef()): void {
    const text = JSON.stringify({ perTableStatus: entries });
    this.exportFile(`export_tables_info_${ref.exportTaskId}_from_1_to_${entries.length}.json`, text, ref);
  }

  plan(ref = exportRef()): Promise<PlanResult> {
    return createPlan(this.#effects)({ export: ref, execution: EXECUTION });
  }

  async planned(ref = exportRef()): Promise<Planned> {
    const plan = await this.plan(ref);
    if (plan.outcome !== 'PLANNED') throw new Error(plan.message);
    return plan;
  }

  manifest(plan: Planned): CopyItem[] {
    return this.#lines<CopyItem>(plan.manifest.key);
  }
  batches(plan: Planned): ManifestRange[] {
    return this.#lines<ManifestRange>(plan.batches.key);
  }
  completeness(plan: Planned): CompletenessReport {
    return JSON.parse(this.s3.text(WORK, plan.completeness.key)) as CompletenessReport;
  }

  copy(plan: Planned, batch: ManifestRange, ref = exportRef()): Promise<CopyBatchResult> {
    return createCopy(this.#effects)({ export: ref, sourceBucket: RAW, manifest: plan.manifest, batch });
  }
  async copyAll(plan: Planned, ref = exportRef()): Promise<CopyBatchResult[]> {
    return Promise.all(this.batches(plan).map((batch) => this.copy(plan, batch, ref)));
  }

  commit(plan: Planned, ref = exportRef()): Promise<CommitResult> {
    const { manifest, completeness, databases } = plan;
    const input = { export: ref, manifest, completeness, databases, copied: null, execution: EXECUTION };
    return createCommit(this.#effects)(input);
  }

  /** All three, as the machine runs them. */
  async publish(ref = exportRef()): Promise<CommitResult> {
    const plan = await this.planned(ref);
    await this.copyAll(plan, ref);
    return this.commit(plan, ref);
  }

  #lines<T>(key: string): T[] {
    const lines = this.s3.text(WORK, key).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as T);
  }
}
