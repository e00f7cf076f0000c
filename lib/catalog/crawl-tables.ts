import type { Construct } from 'constructs';
import { crawlTablesRights } from '../../core/catalog/rights';
import { namesIn } from '../shared/lakeferry-stack';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { placeOf } from '../shared/rights/place-of';
import type { CatalogProps } from './catalog-props';

/** Starts crawls and judges how they ended. */
export class CrawlTables extends LambdaFunction {
  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id, {
      ...props,
      name: 'crawl-tables',
      reads: ['environment'],
      ...boundsOf('crawl-tables'),
      permissions: crawlTablesRights(placeOf(scope), namesIn(scope)),
    });
  }
}
