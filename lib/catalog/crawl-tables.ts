import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { LambdaFunction } from '../shared/lambda-function';
import type { CatalogProps } from './catalog-props';

/** Starts crawls and judges how they ended. */
export class CrawlTables extends LambdaFunction {
  constructor(scope: Construct, id: string, props: CatalogProps) {
    const crawlers = catalogDatabases(props.settings).map(({ crawler }) =>
      Stack.of(scope).formatArn({ service: 'glue', resource: 'crawler', resourceName: crawler }),
    );
    super(scope, id, {
      ...props,
      name: 'crawl-tables',
      reads: ['environment'],
      timeout: Duration.seconds(85),
      memorySize: 256,
      permissions: [
        { actions: ['glue:StartCrawler', 'glue:GetCrawler'], resources: crawlers },
        {
          actions: ['glue:GetCrawlerMetrics'],
          resources: ['*'],
          because: 'The action takes no resource. It tells how long crawls took, nothing of what they found.',
        },
      ],
    });
  }
}
