import {
  type Crawler,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  type GlueClient,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import type { Settings } from '../../../core/config/types';
import { logLink } from '../../../core/runs/console-links';
import type { Log, RecordMetric } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { CrawlTablesInput, CrawlTablesResult } from '../payloads';
import { CrawlerNotFoundError, CrawlFailedError } from './errors';
import { type CrawlerLook, judgeCrawl } from './judge-crawl';
import { waitForCrawl } from './wait';

export interface CrawlTablesEffects {
  readonly glue: Pick<GlueClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly settings: Pick<Settings, 'environment'>;
}

/**
 * Looks at the crawler and, where nothing runs and the data was not crawled yet, starts it. Throws {@link
 * CrawlFailedError} for a crawl that failed since the execution began or was redriven, `CrawlerNotFoundError`, and what
 * the machine retries (`ServiceThrottledError`, `ServiceUnavailableError`). Calling it again is harmless: what runs is
 * waited for, what has seen the data is not repeated.
 */
export function createHandler(given: CrawlTablesEffects) {
  const effects = { ...given, glue: classifying(given.glue) };
  return async (input: CrawlTablesInput): Promise<CrawlTablesResult> => {
    const result = await crawlTables(effects, input);
    const { crawler, execution } = input;
    effects.log.info('crawl judged', {
      event: CATALOG_EVENT.crawlJudged,
      crawler,
      executionArn: execution.executionArn,
      ...result,
    });
    return result;
  };
}

async function crawlTables(effects: CrawlTablesEffects, input: CrawlTablesInput): Promise<CrawlTablesResult> {
  const crawler = await readCrawler(effects, input.crawler);
  const verdict = judgeCrawl(lookAt(crawler), {
    dataReadyAt: Date.parse(input.dataReadyAt),
    since: Date.parse(input.execution.redrivenAt ?? input.execution.startedAt),
    now: effects.now(),
  });
  switch (verdict.verdict) {
    case 'CRAWLED':
      return { outcome: 'CRAWLED', crawlStartedAt: crawler.LastCrawl!.StartTime!.toISOString() };
    case 'FAILED':
      throw failure(effects, crawler);
    case 'TOO_EARLY':
      return { outcome: 'BUSY', waitSeconds: verdict.waitSeconds };
    case 'START':
      return start(effects, crawler);
    case 'RUNNING':
      return { outcome: 'CRAWLING', waitSeconds: await readWait(effects, crawler) };
    case 'OTHERS_RUNNING':
      return { outcome: 'BUSY', waitSeconds: await readWait(effects, crawler) };
  }
}

async function readCrawler({ glue }: CrawlTablesEffects, name: string): Promise<Crawler> {
  try {
    const { Crawler = {} } = await glue.send(new GetCrawlerCommand({ Name: name }));
    return { Name: name, ...Crawler };
  } catch (error) {
    if (isNamed(error, 'EntityNotFoundException')) throw new CrawlerNotFoundError(name, { cause: error });
    throw error;
  }
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

function lookAt({ State, CrawlElapsedTime, LastCrawl }: Crawler): CrawlerLook {
  const { Status, StartTime } = LastCrawl ?? {};
  return {
    state: State ?? 'READY',
    elapsedMs: CrawlElapsedTime,
    lastCrawl: Status && StartTime && { status: Status, startedAt: StartTime.getTime() },
  };
}

/** Whether an answer that was lost had started it is seen at the next look. */
async function start(effects: CrawlTablesEffects, crawler: Crawler): Promise<CrawlTablesResult> {
  try {
    await effects.glue.send(new StartCrawlerCommand({ Name: crawler.Name }));
  } catch (error) {
    if (!isNamed(error, 'CrawlerRunningException')) throw error;
    return { outcome: 'BUSY', waitSeconds: await readWait(effects, crawler) };
  }
  effects.metric(CATALOG_METRIC.crawlsStarted, 'Count', 1);
  return { outcome: 'CRAWLING', waitSeconds: await readWait(effects, { ...crawler, CrawlElapsedTime: 0 }) };
}

async function readWait({ glue }: CrawlTablesEffects, { Name, CrawlElapsedTime = 0 }: Crawler): Promise<number> {
  const { CrawlerMetricsList = [] } = await glue.send(new GetCrawlerMetricsCommand({ CrawlerNameList: [Name!] }));
  const [metrics = {}] = CrawlerMetricsList;
  return waitForCrawl({
    elapsedSeconds: CrawlElapsedTime / 1000,
    medianSeconds: metrics.MedianRuntimeSeconds ?? 0,
    lastSeconds: metrics.LastRuntimeSeconds ?? 0,
  });
}

const DEFAULT_LOG_GROUP = '/aws-glue/crawlers';

function failure({ metric, settings }: CrawlTablesEffects, { Name = '', LastCrawl = {} }: Crawler): CrawlFailedError {
  metric(CATALOG_METRIC.crawlsFailed, 'Count', 1);
  const { LogGroup = DEFAULT_LOG_GROUP, LogStream = Name, MessagePrefix } = LastCrawl;
  const { partition, region } = settings.environment;
  const link = logLink({ partition, region, group: LogGroup, stream: LogStream, prefix: MessagePrefix });
  return new CrawlFailedError(Name, LastCrawl, link);
}
