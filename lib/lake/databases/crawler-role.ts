import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { decryptWith, writeCatalogUnder, writeLogsWith } from '../../../core/rights/key-use';
import { allow } from '../../shared/permissions';
import { fillDatabases } from './fill-databases';

export interface CrawlerRoleProps {
  readonly lakeBucket: IBucket;
  readonly key: IKey;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
  /** Glue databases that the crawlers fill. */
  readonly glueDatabases: readonly string[];
}

/**
 * What the crawlers of one stack run as. They read the lake with credentials of Lake Formation, not by S3 permissions
 * of their own. It may write to the databases of that stack and to no others.
 */
export class CrawlerRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { lakeBucket, key, catalogKeyArn, glueDatabases }: CrawlerRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('glue.amazonaws.com'),
      description: 'lakeferry: crawlers',
    });
    const stack = Stack.of(this);
    const logGroup = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    allow(
      this.role,
      { actions: ['s3:GetBucketLocation'], resources: [lakeBucket.bucketArn] },
      decryptWith(key.keyArn),
      ...writeCatalogUnder(catalogKeyArn),
      writeLogsWith(key.keyArn),
      {
        actions: ['lakeformation:GetDataAccess', 'glue:GetSecurityConfiguration', 'cloudwatch:PutMetricData'],
        resources: ['*'],
        because: 'These actions take no resource. Lake Formation decides on the data by its grants.',
      },
      {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:AssociateKmsKey'],
        resources: [
          stack.formatArn({ ...logGroup, resourceName: '/aws-glue/crawlers*' }),
          stack.formatArn({ ...logGroup, resourceName: '/aws-glue/crawlers*:log-stream:*' }),
        ],
        because: 'Glue names the log group after role and security configuration, the streams after crawlers.',
      },
    );
    fillDatabases(this, this.role, glueDatabases, 'the crawlers fill');
  }
}
