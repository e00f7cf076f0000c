import type { ExecutionContext } from '../shared/execution';

/** What travels through the machine `catalog-tables`, which is nested in every branch. */

/** Input of the machine. */
export interface CatalogTablesInput {
  readonly glueDatabase: string;
  /** Fills the database. @default whoever brings the data registers it */
  readonly crawler?: string;
  /** With a crawler: a crawl that began earlier has not seen the data. */
  readonly dataReadyAt?: string;
}

export interface CrawlTablesInput extends Required<Pick<CatalogTablesInput, 'crawler' | 'dataReadyAt'>> {
  readonly execution: ExecutionContext;
}

/** What `crawl-tables` returns. A failed crawl of ours is thrown as `CrawlFailedError`. */
export type CrawlTablesResult =
  | { readonly outcome: 'CRAWLED'; readonly crawlStartedAt: string }
  | { readonly outcome: 'CRAWLING'; readonly waitSeconds: number }
  /** Somebody else's crawl runs: it may have listed before our files came, so ours follows. */
  | { readonly outcome: 'BUSY'; readonly waitSeconds: number };

export type ApplyGovernanceInput = Pick<CatalogTablesInput, 'glueDatabase'>;

export interface ApplyGovernanceResult {
  /** `UNFINISHED`: time was up, so far all is in order, and the function is to be called again. */
  readonly outcome: 'GOVERNED' | 'UNFINISHED';
  /** Tags, filters and grants that this call made, changed or took away; 0 when all was as it should be. */
  readonly changes: number;
  readonly tables: number;
  /** New and retyped columns that stay hidden until the policy says something about them; the log names them. */
  readonly toClassify: number;
  /** Rights of others, and other ways to the files, that the policy does not accept; absent where there are none. */
  readonly foreign?: number;
  /** The first of them, one line each; the log has them all. */
  readonly findings?: readonly string[];
  /** Set where tables shared whole are not readable by the tag of their columns: what is so, and the switch. */
  readonly notReadable?: string;
}
