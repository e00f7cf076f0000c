import { inBackground } from '../../background';
import type { Clock } from '../../clock';
import type { Faults } from '../../faults';
import type { EmitEvent, ObjectStore } from '../../service';
import { Changes, type DurableMap, type Store } from '../../store';
import type { Catalog } from './catalog';
import { parseCrawlerConfiguration } from './crawl/crawler-settings';
import { type CrawlEventDetail, type CrawlOutcome, endOfCrawl, startOfCrawl } from './crawl/events';
import { type ReconcileRules, reconcile } from './crawl/reconcile';
import { type CrawledTable, FooterReader, surveyTables } from './crawl/survey';
import { type CrawledFile, listTarget, parseS3Path } from './crawl/targets';
import { type CrawlerRecord, type CrawlRecord, crawlDurationMs, crawlIdOf, summaryOf } from './crawler-records';

export interface CrawlRunnerDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly faults: Faults;
  readonly objects: ObjectStore;
  readonly emit: EmitEvent;
  readonly catalog: Catalog;
  readonly crawlers: DurableMap<CrawlerRecord>;
  readonly crawls: DurableMap<CrawlRecord>;
  readonly partition: string;
}

interface Listing {
  readonly files: readonly CrawledFile[];
  /** Folders of the include path. */
  readonly includeDepth: number;
}

/** The last part of a crawl shows as STOPPING: logs are written, resources given back. */
const STOPPING_MS = 15_000;
const DPU_HOURS_PER_MS = 2 / 3_600_000;

export const crawlerKey = (catalogId: string, name: string): string => `${catalogId}/${name}`;
export const crawlKey = (crawl: Pick<CrawlRecord, 'catalogId' | 'crawlerName' | 'startedAt'>): string =>
  `${crawlerKey(crawl.catalogId, crawl.crawlerName)}/${String(crawl.startedAt).padStart(15, '0')}`;

/** Runs crawls: lists at the start, writes to the catalog at the end, as long as a small crawl takes on AWS. */
export class CrawlRunner {
  readonly #footers: FooterReader;
  #closed = false;

  constructor(private readonly deps: CrawlRunnerDependencies) {
    this.#footers = new FooterReader(deps.objects);
  }

  /** The listing is taken before this returns: files that come later are not seen. */
  async start(crawler: CrawlerRecord): Promise<void> {
    const startedAt = this.deps.clock.now();
    const crawlId = crawlIdOf(crawler.catalogId, crawler.name, startedAt);
    const endsAt = startedAt + crawlDurationMs(crawlId);
    const running = { crawlId, startedAt, stoppingAt: endsAt - STOPPING_MS, endsAt, stopRequested: false };
    const started: CrawlerRecord = { ...crawler, running };
    const findings = this.#survey(started);
    // Made before anything is awaited: of two calls at once the second finds it running.
    await Changes.together(this.deps.store, (changes) => {
      changes.set(this.deps.crawlers, crawlerKey(crawler.catalogId, crawler.name), started);
      changes.set(this.deps.crawls, crawlKey({ ...crawler, crawlerName: crawler.name, startedAt }), {
        crawlId,
        catalogId: crawler.catalogId,
        crawlerName: crawler.name,
        state: 'RUNNING',
        startedAt,
        dpuHours: 0,
      });
      this.#announce(crawler, startOfCrawl(startedAt), changes);
    });
    this.#finishAt(started, endsAt, findings);
  }

  /** A crawl that was under way when the process ended begins its listing again and ends when it was due. */
  resume(crawler: CrawlerRecord): void {
    if (crawler.running !== undefined) this.#finishAt(crawler, crawler.running.endsAt, this.#survey(crawler));
  }

  /** The crawl ends soon, CANCELLED; nothing is written to the catalog. */
  async stop(crawler: CrawlerRecord): Promise<void> {
    const endsAt = this.deps.clock.now() + STOPPING_MS;
    const stopping: CrawlerRecord = { ...crawler, running: { ...crawler.running!, stopRequested: true, endsAt } };
    await this.deps.crawlers.set(crawlerKey(crawler.catalogId, crawler.name), stopping);
    this.#finishAt(stopping, endsAt, Promise.resolve([]));
  }

  /** Crawls under way stay as they are in the store. */
  close(): void {
    this.#closed = true;
  }

  #finishAt(crawler: CrawlerRecord, endsAt: number, findings: Promise<readonly CrawledTable[] | Error>): void {
    const finish = () =>
      this.deps.clock.hold(async () => {
        const found = await findings;
        const current = this.deps.crawlers.get(crawlerKey(crawler.catalogId, crawler.name));
        const isCurrent = current?.running?.crawlId === crawler.running?.crawlId && current?.running?.endsAt === endsAt;
        if (this.#closed || !isCurrent) return;
        await this.#finish(current!, found);
      });
    this.deps.clock.at(endsAt, () => inBackground('glue', finish));
  }

  /** Never rejects: what goes wrong is how the crawl fails. */
  #survey(crawler: CrawlerRecord): Promise<readonly CrawledTable[] | Error> {
    try {
      const configuration = parseCrawlerConfiguration(crawler.definition.Configuration);
      const listings = this.#list(crawler);
      return this.deps.clock
        .hold(async () => {
          const tables: CrawledTable[] = [];
          for (const { files, includeDepth } of listings) {
            const rules = { includeDepth, level: configuration.tableLevel, combine: configuration.combineSchemas };
            tables.push(...surveyTables(await this.#footers.read(files), rules));
          }
          return tables;
        })
        .catch(toError);
    } catch (error) {
      return Promise.resolve(toError(error));
    }
  }

  #list({ definition }: CrawlerRecord): Listing[] {
    return (definition.Targets?.S3Targets ?? []).map(({ Path = '', Exclusions = [] }) => ({
      files: listTarget(this.deps.objects, Path, Exclusions),
      includeDepth: parseS3Path(Path).prefix.split('/').length - 1,
    }));
  }

  async #finish(crawler: CrawlerRecord, found: readonly CrawledTable[] | Error): Promise<void> {
    try {
      await Changes.together(this.deps.store, (changes) => {
        this.#end(crawler, this.#judge(crawler, found, changes), changes);
      });
    } catch (error) {
      // What goes wrong while it writes, such as a location that it may not use, is how the crawl fails.
      const outcome = { status: 'FAILED', message: toError(error).message } as const;
      await Changes.together(this.deps.store, (changes) => this.#end(crawler, outcome, changes));
    }
  }

  /** What was found, the crawl's record, the crawler's and the event are one change. */
  #end(crawler: CrawlerRecord, outcome: CrawlOutcome, writes: Changes): void {
    const { crawlId, startedAt } = crawler.running!;
    const now = this.deps.clock.now();
    const errorMessage = outcome.status === 'FAILED' ? outcome.message : undefined;
    const changes = outcome.status === 'SUCCEEDED' ? outcome.changes : undefined;
    writes.set(this.deps.crawls, crawlKey({ ...crawler, crawlerName: crawler.name, startedAt }), {
      crawlId,
      catalogId: crawler.catalogId,
      crawlerName: crawler.name,
      state: ({ SUCCEEDED: 'COMPLETED', FAILED: 'FAILED', CANCELLED: 'STOPPED' } as const)[outcome.status],
      startedAt,
      endedAt: now,
      summary: changes === undefined ? undefined : summaryOf(changes),
      errorMessage,
      dpuHours: (now - startedAt) * DPU_HOURS_PER_MS,
    });
    writes.set(this.deps.crawlers, crawlerKey(crawler.catalogId, crawler.name), {
      ...crawler,
      running: undefined,
      lastCrawl: { status: outcome.status, errorMessage, startedAt, crawlId },
      lastRuntimeSeconds: (now - startedAt) / 1000,
      lastChanges:
        changes === undefined
          ? crawler.lastChanges
          : {
              created: changes.tables.added.length,
              updated: changes.tables.updated.length,
              deleted: changes.tables.deleted.length,
            },
    });
    const end = endOfCrawl(crawler.name, outcome, startedAt, now);
    if (end !== undefined) this.#announce(crawler, end, writes);
  }

  #judge(crawler: CrawlerRecord, found: readonly CrawledTable[] | Error, writes: Changes): CrawlOutcome {
    if (crawler.running!.stopRequested) return { status: 'CANCELLED' };
    if (this.deps.faults.strikes('crawl-cancelled', crawler.name)) return { status: 'CANCELLED' };
    if (this.deps.faults.strikes('crawl-failed', crawler.name)) {
      return { status: 'FAILED', message: 'Internal Service Exception' };
    }
    if (found instanceof Error) return { status: 'FAILED', message: found.message };
    const { definition, catalogId } = crawler;
    const configuration = parseCrawlerConfiguration(definition.Configuration);
    const target = this.#forbiddenTarget(crawler);
    if (target !== undefined) {
      return { status: 'FAILED', message: `Insufficient Lake Formation permission(s) on ${target}` };
    }
    const { tableThreshold } = configuration;
    if (tableThreshold !== undefined && found.length > tableThreshold) {
      const message = `The number of tables detected by crawler: ${found.length} is greater than the table threshold value provided: ${tableThreshold}. Total number of tables detected: ${found.length}.`;
      return { status: 'FAILED', message };
    }
    if (this.deps.catalog.database(catalogId, definition.DatabaseName ?? '') === undefined) {
      return { status: 'FAILED', message: `Database ${definition.DatabaseName} not found.` };
    }
    const newFoldersOnly = definition.RecrawlPolicy?.RecrawlBehavior === 'CRAWL_NEW_FOLDERS_ONLY';
    const rules: ReconcileRules = {
      ...configuration,
      catalogId,
      databaseName: definition.DatabaseName!.toLowerCase(),
      crawlerName: crawler.name,
      roleArn: this.#roleArn(crawler),
      tablePrefix: definition.TablePrefix ?? '',
      updateBehavior: newFoldersOnly ? 'LOG' : (definition.SchemaChangePolicy?.UpdateBehavior ?? 'UPDATE_IN_DATABASE'),
      deleteBehavior: newFoldersOnly
        ? 'LOG'
        : (definition.SchemaChangePolicy?.DeleteBehavior ?? 'DEPRECATE_IN_DATABASE'),
      now: this.deps.clock.now(),
    };
    return { status: 'SUCCEEDED', changes: reconcile(this.deps.catalog, found, rules, writes) };
  }

  /** A target that is registered with Lake Formation, and on which the crawler's role has no DATA_LOCATION_ACCESS. */
  #forbiddenTarget(crawler: CrawlerRecord): string | undefined {
    const { governance } = this.deps.catalog;
    return (crawler.definition.Targets?.S3Targets ?? [])
      .map(({ Path }) => Path)
      .find((path) => !governance.mayCrawlInto(this.#roleArn(crawler), crawler.catalogId, path));
  }

  /** `Role` may be a bare name. */
  #roleArn({ definition, catalogId }: CrawlerRecord): string {
    const role = definition.Role ?? '';
    return role.startsWith('arn:') ? role : `arn:${this.deps.partition}:iam::${catalogId}:role/${role}`;
  }

  /** Nobody waits for it, and a failed delivery is the bus's to repeat. */
  #announce(crawler: CrawlerRecord, detail: CrawlEventDetail, writes: Changes): void {
    const told = this.deps.emit(
      {
        source: 'aws.glue',
        'detail-type': 'Glue Crawler State Change',
        resources: [],
        detail: { accountId: crawler.catalogId, crawlerName: crawler.name, ...detail },
      },
      writes,
    );
    inBackground('glue', () => this.deps.clock.hold(() => told));
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
