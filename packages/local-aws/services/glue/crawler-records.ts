import { createHash } from 'node:crypto';
import type { Crawler, CrawlerHistory, CreateCrawlerCommandInput, LastCrawlInfo } from '@aws-sdk/client-glue';
import type { CrawlChanges } from './crawl/reconcile';

/** What CreateCrawler and UpdateCrawler set. */
export type CrawlerDefinition = Omit<CreateCrawlerCommandInput, 'Tags'>;

export interface CrawlerRecord {
  readonly catalogId: string;
  readonly name: string;
  readonly definition: CrawlerDefinition;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  /** The crawl under way. */
  readonly running?: RunningCrawl;
  readonly lastCrawl?: LastCrawl;
  readonly lastRuntimeSeconds?: number;
  readonly lastChanges?: { readonly created: number; readonly updated: number; readonly deleted: number };
}

export interface RunningCrawl {
  readonly crawlId: string;
  readonly startedAt: number;
  /** From here on GetCrawler answers STOPPING. */
  readonly stoppingAt: number;
  readonly endsAt: number;
  readonly stopRequested: boolean;
}

interface LastCrawl {
  readonly status: 'SUCCEEDED' | 'CANCELLED' | 'FAILED';
  readonly errorMessage?: string;
  readonly startedAt: number;
  readonly crawlId: string;
}

export interface CrawlRecord {
  readonly crawlId: string;
  readonly catalogId: string;
  readonly crawlerName: string;
  readonly state: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'STOPPED';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly summary?: string;
  readonly errorMessage?: string;
  readonly dpuHours: number;
}

const LOG_GROUP = '/aws-glue/crawlers';

/** READY, RUNNING or STOPPING, by the clock. */
export function stateOf({ running }: CrawlerRecord, now: number): 'READY' | 'RUNNING' | 'STOPPING' {
  if (running === undefined) return 'READY';
  return running.stopRequested || now >= running.stoppingAt ? 'STOPPING' : 'RUNNING';
}

export function describeCrawler(record: CrawlerRecord, now: number): Crawler {
  const { Schedule, SchemaChangePolicy, ...definition } = record.definition;
  return {
    ...definition,
    Name: record.name,
    Classifiers: definition.Classifiers ?? [],
    RecrawlPolicy: definition.RecrawlPolicy ?? { RecrawlBehavior: 'CRAWL_EVERYTHING' },
    SchemaChangePolicy: {
      UpdateBehavior: SchemaChangePolicy?.UpdateBehavior ?? 'UPDATE_IN_DATABASE',
      DeleteBehavior: SchemaChangePolicy?.DeleteBehavior ?? 'DEPRECATE_IN_DATABASE',
    },
    LineageConfiguration: { CrawlerLineageSettings: 'DISABLE' },
    LakeFormationConfiguration: definition.LakeFormationConfiguration ?? { UseLakeFormationCredentials: false },
    State: stateOf(record, now),
    Schedule: Schedule === undefined ? undefined : { ScheduleExpression: Schedule, State: 'SCHEDULED' },
    CrawlElapsedTime: record.running === undefined ? 0 : now - record.running.startedAt,
    CreationTime: new Date(record.createdAt),
    LastUpdated: new Date(record.updatedAt),
    LastCrawl: record.lastCrawl === undefined ? undefined : describeLastCrawl(record.name, record.lastCrawl),
    Version: record.version,
  };
}

const describeLastCrawl = (name: string, last: LastCrawl): LastCrawlInfo => ({
  Status: last.status,
  ErrorMessage: last.errorMessage,
  LogGroup: LOG_GROUP,
  LogStream: name,
  MessagePrefix: last.crawlId,
  StartTime: new Date(last.startedAt),
});

export const describeCrawl = (crawl: CrawlRecord): CrawlerHistory => ({
  CrawlId: crawl.crawlId,
  State: crawl.state,
  StartTime: new Date(crawl.startedAt),
  EndTime: crawl.endedAt === undefined ? undefined : new Date(crawl.endedAt),
  Summary: crawl.summary,
  ErrorMessage: crawl.errorMessage,
  LogGroup: LOG_GROUP,
  LogStream: crawl.crawlerName,
  MessagePrefix: crawl.crawlId,
  DPUHour: crawl.dpuHours,
});

/**
 * ListCrawls' Summary: JSON with JSON inside, as the service answers it. Kinds of change that did not occur are left
 * out.
 */
export function summaryOf({ tables, partitions }: CrawlChanges): string {
  const actions = (changes: CrawlChanges['tables']): Record<string, string> =>
    Object.fromEntries(
      [['ADD', changes.added] as const, ['UPDATE', changes.updated] as const, ['DELETE', changes.deleted] as const]
        .filter(([, names]) => names.length > 0)
        .map(([action, names]) => [action, JSON.stringify({ Details: { names }, Count: names.length })]),
    );
  return JSON.stringify({ TABLE: actions(tables), PARTITION: actions(partitions) });
}

const FASTEST_CRAWL_MS = 60_000;
const SLOWEST_CRAWL_MS = 90_000;

/** Between 60 and 90 seconds, the same for the same crawl: nothing here is random, so that runs can be repeated. */
export function crawlDurationMs(crawlId: string): number {
  const share = Number.parseInt(crawlId.slice(0, 8), 16) / 0xffffffff;
  return Math.round(FASTEST_CRAWL_MS + share * (SLOWEST_CRAWL_MS - FASTEST_CRAWL_MS));
}

/** Shaped like a UUID; derived, so that runs can be repeated. */
export function crawlIdOf(catalogId: string, name: string, startedAt: number): string {
  const hex = createHash('sha256').update(`${catalogId}/${name}/${startedAt}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
