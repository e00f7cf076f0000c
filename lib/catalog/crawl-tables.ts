import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { crawlerName, glueDatabaseName } from '../../core/names';
import { FunctionRole } from '../shared/function-role';
import { allow } from '../shared/permissions';
import type { PipelineProps } from '../shared/pipeline';
import { PipelineFunction } from '../shared/pipeline-function';
import { regionTraits } from '../shared/region-traits';

/** Starts crawls and judges how they ended. */
export class CrawlTables extends PipelineFunction {
  constructor(scope: Construct, id: string, { settings, key }: PipelineProps) {
    const { hasXRay } = regionTraits(settings.environment);
    const role = new FunctionRole(scope, `${id}Role`, { functionName: 'crawl-tables', hasXRay });
    const crawlers = settings.sources.flatMap((source) =>
      source.databases.map((database) => crawlerName(glueDatabaseName(source.id, database))),
    );
    allow(
      role,
      {
        actions: ['glue:StartCrawler', 'glue:GetCrawler'],
        resources: crawlers.map((name) =>
          Stack.of(scope).formatArn({ service: 'glue', resource: 'crawler', resourceName: name }),
        ),
      },
      {
        actions: ['glue:GetCrawlerMetrics'],
        resources: ['*'],
        because: 'The action takes no resource. It tells how long crawls took, nothing of what they found.',
      },
    );
    super(scope, id, {
      folder: 'crawl-tables',
      settings,
      key,
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(85),
      memorySize: 256,
    });
  }
}
