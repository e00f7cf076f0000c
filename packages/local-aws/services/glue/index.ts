import type { EmitEvent, LocalService, ObjectStore, ServiceDependencies } from '../../service';
import { DurableMap } from '../../store';
import { Catalog } from './catalog';
import { CrawlRunner } from './crawl-runner';
import type { CrawlerRecord, CrawlRecord } from './crawler-records';
import { crawlerOperations } from './crawlers';
import { databaseOperations } from './databases';
import { partitionOperations } from './partitions';
import { type SecurityConfigurationRecord, securityConfigurationOperations } from './security-configurations';
import { tableOperations } from './tables';

export {
  Catalog,
  type CatalogDatabase,
  type CatalogGovernance,
  type CatalogPartition,
  type CatalogTable,
  columnsOf,
  partitionKeysOf,
} from './catalog';

export interface GlueDependencies extends ServiceDependencies {
  /** Where crawlers look. */
  readonly objects: ObjectStore;
  /** Receives `Glue Crawler State Change`. */
  readonly emit: EmitEvent;
}

export interface Glue {
  readonly service: LocalService;
  /** In process, for Lake Formation (which sets `catalog.governance`) and Athena. */
  readonly catalog: Catalog;
  /**
   * Takes up the crawls that an earlier process left. Call it when everything is wired: from then on time may leap to
   * their end.
   */
  resume(): void;
  /** Ends quietly; crawls under way go on at the next start. */
  close(): void;
}

/** The Glue Data Catalog and its crawlers. */
export async function createGlue(deps: GlueDependencies): Promise<Glue> {
  const catalog = await Catalog.load(deps.store);
  const crawlers = await DurableMap.load<CrawlerRecord>(deps.store, 'glue-crawlers');
  const crawls = await DurableMap.load<CrawlRecord>(deps.store, 'glue-crawls');
  const security = await DurableMap.load<SecurityConfigurationRecord>(deps.store, 'glue-security-configurations');
  const runner = new CrawlRunner({ ...deps, catalog, crawlers, crawls });
  return {
    service: {
      name: 'glue',
      operations: {
        ...databaseOperations(catalog, deps.clock),
        ...tableOperations(catalog, deps.clock),
        ...partitionOperations(catalog, deps.clock),
        ...crawlerOperations({ crawlers, crawls, security, runner, clock: deps.clock }),
        ...securityConfigurationOperations(security, deps.clock),
      },
    },
    catalog,
    resume: () => {
      for (const crawler of crawlers.values()) runner.resume(crawler);
    },
    close: () => runner.close(),
  };
}
