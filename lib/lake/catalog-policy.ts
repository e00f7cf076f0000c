import { join } from 'node:path';
import { type CustomResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { inlineResource } from '../shared/inline-resource';

const WHOLE_CATALOG = 'The policy is of the whole Data Catalog, and there is one in an account and Region.';

export interface CatalogPolicyProps {
  readonly environment: Settings['environment'];
}

/**
 * Lets AWS RAM share the Data Catalog where it has a resource policy of its own: then RAM needs `glue:ShareResource` in
 * it, or each grant to another account fails. One policy belongs to the whole account and Region, so one statement is
 * added to it and nothing else is touched.
 */
export class CatalogPolicy extends Construct {
  /** Grants to other accounts wait for it. */
  readonly extended: CustomResource;

  constructor(scope: Construct, id: string, { environment }: CatalogPolicyProps) {
    super(scope, id);
    const arn = (resource: string, resourceName?: string): string =>
      Stack.of(this).formatArn({ service: 'glue', resource, resourceName });
    this.extended = inlineResource(this, 'Extended', {
      name: 'extend-catalog-policy',
      description: 'lets AWS RAM share the Data Catalog',
      code: join(__dirname, 'catalog-policy.code.js'),
      environment,
      permissions: [
        {
          actions: ['glue:GetResourcePolicy', 'glue:PutResourcePolicy'],
          resources: ['*'],
          because: WHOLE_CATALOG,
          findings: {
            CKV_AWS_109: WHOLE_CATALOG,
            'RESOURCE_STAR[glue:GetResourcePolicy]': WHOLE_CATALOG,
            'RESOURCE_STAR[glue:PutResourcePolicy]': WHOLE_CATALOG,
          },
        },
      ],
      timeoutMinutes: 1,
      resourceType: 'Custom::LakeferryCatalogPolicy',
      properties: { Resources: [arn('catalog'), arn('database', '*'), arn('table', '*')] },
    });
  }
}
