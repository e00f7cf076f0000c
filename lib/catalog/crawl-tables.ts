import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { namesIn } from '../shared/lakeferry-stack';
import { LambdaFunction } from '../shared/lambda-function';
import type { CatalogProps } from './catalog-props';

/** Starts crawls and judges how they ended. */
export class CrawlTables extends LambdaFunction {
  constructor(scope: Construct, id: string, props: CatalogProps) {
    const crawlers = Stack.of(scope).formatArn({
      service: 'glue',
      resource: 'crawler',
      resourceName: namesIn(scope).crawler('*'),
    });
    super(scope, id, {
      ...props,
      name: 'crawl-tables',
      reads: ['environment'],
      timeout: Duration.seconds(85),
      memorySize: 256,
      permissions: [
        {
          actions: ['glue:StartCrawler', 'glue:GetCrawler'],
          resources: [crawlers],
          because: 'The pattern is of the crawlers of this installation alone; hundreds of names fit into no policy.',
        },
        {
          actions: ['glue:GetCrawlerMetrics'],
          resources: ['*'],
          because: 'The action takes no resource. It tells how long crawls took, nothing of what they found.',
        },
      ],
    });
  }
}
