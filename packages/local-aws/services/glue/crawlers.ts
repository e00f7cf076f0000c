import type {
  BatchGetCrawlersCommandInput,
  CrawlsFilter,
  CreateCrawlerCommandInput,
  DeleteCrawlerCommandInput,
  GetCrawlerCommandInput,
  GetCrawlerMetricsCommandInput,
  GetCrawlersCommandInput,
  ListCrawlersCommandInput,
  ListCrawlsCommandInput,
  StartCrawlerCommandInput,
  StopCrawlerCommandInput,
  UpdateCrawlerCommandInput,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { DurableMap } from '../../store';
import { pageOf } from '../page';
import { parseCrawlerConfiguration } from './crawl/crawler-settings';
import { parseS3Path } from './crawl/targets';
import { type CrawlRunner, crawlerKey } from './crawl-runner';
import {
  type CrawlerDefinition,
  type CrawlerRecord,
  type CrawlRecord,
  describeCrawl,
  describeCrawler,
  stateOf,
} from './crawler-records';
import { type SecurityConfigurationRecord, securityConfigurationKey } from './security-configurations';

export interface CrawlerDependencies {
  readonly crawlers: DurableMap<CrawlerRecord>;
  readonly crawls: DurableMap<CrawlRecord>;
  readonly security: DurableMap<SecurityConfigurationRecord>;
  readonly runner: CrawlRunner;
  readonly clock: Clock;
}

/** CreateCrawler to ListCrawls. */
export function crawlerOperations(deps: CrawlerDependencies): Record<string, Operation> {
  const { crawlers, crawls, runner, clock } = deps;
  const requireCrawler = (name: string | undefined, { accountId }: RequestContext): CrawlerRecord => {
    const found = crawlers.get(crawlerKey(accountId, name ?? ''));
    if (found === undefined) {
      throw new ServiceError('EntityNotFoundException', `Crawler entry with name ${name} does not exist`);
    }
    return found;
  };
  const requireReady = (crawler: CrawlerRecord): CrawlerRecord => {
    if (crawler.running === undefined) return crawler;
    throw new ServiceError('CrawlerRunningException', `Crawler with name ${crawler.name} has already started`);
  };
  /** Refused, so that nothing here is kinder than AWS. What AWS answers is not known. */
  const requireSecurity = (
    { CrawlerSecurityConfiguration: name }: CrawlerDefinition,
    context: RequestContext,
  ): void => {
    if (name === undefined || deps.security.has(securityConfigurationKey(context.accountId, name))) return;
    throw new ServiceError('InvalidInputException', `Security configuration ${name} does not exist.`);
  };
  const ofAccount = ({ accountId }: RequestContext): CrawlerRecord[] =>
    crawlers
      .values()
      .filter((c) => c.catalogId === accountId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));

  return {
    CreateCrawler: async ({ Tags: _, ...definition }: CreateCrawlerCommandInput, context) => {
      const name = definition.Name ?? '';
      validate(definition);
      requireSecurity(definition, context);
      if (crawlers.has(crawlerKey(context.accountId, name))) {
        throw new ServiceError('AlreadyExistsException', `${name} already exists`);
      }
      const now = clock.now();
      const record = { catalogId: context.accountId, name, definition, createdAt: now, updatedAt: now, version: 1 };
      await crawlers.set(crawlerKey(context.accountId, name), record);
      return {};
    },
    UpdateCrawler: async (input: UpdateCrawlerCommandInput, context) => {
      const old = requireReady(requireCrawler(input.Name, context));
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const definition = { ...old.definition, ...given };
      validate(definition);
      requireSecurity(definition, context);
      await crawlers.set(crawlerKey(context.accountId, old.name), {
        ...old,
        definition,
        updatedAt: clock.now(),
        version: old.version + 1,
      });
      return {};
    },
    GetCrawler: async ({ Name }: GetCrawlerCommandInput, context) => ({
      Crawler: describeCrawler(requireCrawler(Name, context), clock.now()),
    }),
    GetCrawlers: async ({ NextToken, MaxResults }: GetCrawlersCommandInput, context) => {
      const { items, next } = pageOf(ofAccount(context), NextToken, MaxResults ?? 100);
      return { Crawlers: items.map((c) => describeCrawler(c, clock.now())), NextToken: next };
    },
    BatchGetCrawlers: async ({ CrawlerNames }: BatchGetCrawlersCommandInput, context) => {
      const names = CrawlerNames ?? [];
      const found = names.flatMap((name) => crawlers.get(crawlerKey(context.accountId, name)) ?? []);
      return {
        Crawlers: found.map((c) => describeCrawler(c, clock.now())),
        CrawlersNotFound: names.filter((name) => !found.some((c) => c.name === name)),
      };
    },
    ListCrawlers: async ({ NextToken, MaxResults }: ListCrawlersCommandInput, context) => {
      const { items, next } = pageOf(ofAccount(context), NextToken, MaxResults ?? 100);
      return { CrawlerNames: items.map((c) => c.name), NextToken: next };
    },
    StartCrawler: async ({ Name }: StartCrawlerCommandInput, context) => {
      await runner.start(requireReady(requireCrawler(Name, context)));
      return {};
    },
    StopCrawler: async ({ Name }: StopCrawlerCommandInput, context) => {
      const crawler = requireCrawler(Name, context);
      const state = stateOf(crawler, clock.now());
      if (state === 'READY') {
        throw new ServiceError('CrawlerNotRunningException', `Crawler with name ${Name} is not running`);
      }
      if (state === 'STOPPING') {
        throw new ServiceError('CrawlerStoppingException', `Crawler with name ${Name} is already stopping`);
      }
      await runner.stop(crawler);
      return {};
    },
    DeleteCrawler: async ({ Name }: DeleteCrawlerCommandInput, context) => {
      const crawler = requireReady(requireCrawler(Name, context));
      await crawlers.delete(crawlerKey(context.accountId, crawler.name));
      return {};
    },
    GetCrawlerMetrics: async (input: GetCrawlerMetricsCommandInput, context) => {
      const named = input.CrawlerNameList?.map((name) => requireCrawler(name, context)) ?? ofAccount(context);
      const { items, next } = pageOf(named, input.NextToken, input.MaxResults ?? 100);
      return { CrawlerMetricsList: items.map((c) => metricsOf(c, clock.now())), NextToken: next };
    },
    ListCrawls: async (input: ListCrawlsCommandInput, context) => {
      const crawler = requireCrawler(input.CrawlerName, context);
      const matching = crawls
        .values()
        .filter((c) => c.catalogId === crawler.catalogId && c.crawlerName === crawler.name)
        .filter((c) => (input.Filters ?? []).every((filter) => crawlMatches(c, filter)))
        .sort((a, b) => b.startedAt - a.startedAt);
      const { items, next } = pageOf(matching, input.NextToken, input.MaxResults ?? 20);
      return { Crawls: items.map(describeCrawl), NextToken: next };
    },
  };
}

/** Throws InvalidInputException. */
function validate(definition: CrawlerDefinition): void {
  const targets = Object.values(definition.Targets ?? {}).flat();
  if (targets.length === 0) throw new ServiceError('InvalidInputException', 'At least one target must be specified.');
  for (const { Path } of definition.Targets?.S3Targets ?? []) parseS3Path(Path ?? '');
  parseCrawlerConfiguration(definition.Configuration);
  const newFoldersOnly = definition.RecrawlPolicy?.RecrawlBehavior === 'CRAWL_NEW_FOLDERS_ONLY';
  const policy = definition.SchemaChangePolicy;
  if (newFoldersOnly && (policy?.UpdateBehavior !== 'LOG' || policy?.DeleteBehavior !== 'LOG')) {
    throw new ServiceError(
      'InvalidInputException',
      'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.',
    );
  }
}

function metricsOf(crawler: CrawlerRecord, now: number): object {
  const seconds = crawler.lastRuntimeSeconds ?? 0;
  return {
    CrawlerName: crawler.name,
    TimeLeftSeconds: crawler.running === undefined ? 0 : Math.max(0, (crawler.running.endsAt - now) / 1000),
    StillEstimating: crawler.running !== undefined && crawler.lastCrawl === undefined,
    LastRuntimeSeconds: seconds,
    MedianRuntimeSeconds: seconds,
    TablesCreated: crawler.lastChanges?.created ?? 0,
    TablesUpdated: crawler.lastChanges?.updated ?? 0,
    TablesDeleted: crawler.lastChanges?.deleted ?? 0,
  };
}

/** START_TIME and END_TIME are epoch milliseconds. */
function crawlMatches(crawl: CrawlRecord, { FieldName, FilterOperator, FieldValue = '' }: CrawlsFilter): boolean {
  if (FieldName === 'STATE' || FieldName === 'CRAWL_ID') {
    const equal = (FieldName === 'STATE' ? crawl.state : crawl.crawlId) === FieldValue;
    return FilterOperator === 'NE' ? !equal : equal;
  }
  const fields: Record<string, number | undefined> = {
    START_TIME: crawl.startedAt,
    END_TIME: crawl.endedAt,
    DPU_HOUR: crawl.dpuHours,
  };
  const actual = fields[FieldName ?? ''];
  if (actual === undefined) return false;
  const difference = actual - Number(FieldValue);
  const passes = {
    GT: difference > 0,
    GE: difference >= 0,
    LT: difference < 0,
    LE: difference <= 0,
    EQ: difference === 0,
    NE: difference !== 0,
  };
  return passes[FilterOperator ?? 'EQ'];
}
