import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { catalogDatabases } from '../../core/lake/catalog-databases';
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
    allow(
      role,
      {
        actions: ['glue:StartCrawler', 'glue:GetCrawler'],
        resources: catalogDatabases(settings).map(({ crawler }) =>
          Stack.of(scope).formatArn({ service: 'glue', resource: 'crawler', resourceName: crawler }),
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
