import { Aws, type CfnResource } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';
import { CRAWLER_GRANTS } from '../../core/lake/crawler';
import { LakeGrant } from '../shared/lake-grant';
import type { CatalogDatabase } from './catalog-database';
import type { LakeLocation } from './lake-location';

export interface CrawlerGrantsProps {
  readonly role: IRole;
  readonly location: LakeLocation;
  readonly databases: readonly CatalogDatabase[];
}

/**
 * What Lake Formation must allow the crawlers: the place, new tables, and changing those there are. One after another, for concurrent
 * grants fail with AlreadyExists or ConcurrentModification.
 */
export class CrawlerGrants extends Construct {
  /** What is granted besides waits for it. */
  last: CfnResource;

  constructor(scope: Construct, id: string, { role, location, databases }: CrawlerGrantsProps) {
    super(scope, id);
    this.last = location.registration;
    const catalogId = Aws.ACCOUNT_ID;
    this.grant(role, 'Location', { dataLocation: { catalogId, resourceArn: location.arn } }, ['DATA_LOCATION_ACCESS']);
    for (const { glueDatabase, database, crawler } of databases) {
      const onDatabase = { database: { catalogId, name: glueDatabase } };
      const onTables = { table: { catalogId, databaseName: glueDatabase, tableWildcard: {} } };
      this.grant(role, `${glueDatabase}Database`, onDatabase, CRAWLER_GRANTS.database).addResourceDependency(database);
      this.grant(role, `${glueDatabase}Tables`, onTables, CRAWLER_GRANTS.tables);
      crawler.addResourceDependency(this.last);
    }
  }

  private grant(
    role: IRole,
    what: string,
    resource: CfnPrincipalPermissions.ResourceProperty,
    permissions: readonly string[],
  ): LakeGrant {
    const grant = new LakeGrant(this, { what, principal: role.roleArn, resource, permissions });
    grant.addResourceDependency(this.last);
    this.last = grant;
    return grant;
  }
}
