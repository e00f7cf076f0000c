import { Aws, type CfnResource } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';
import { CRAWLER_GRANTS } from '../../core/lake/crawler';
import { LakeGrant } from '../shared/lake-grant';
import type { CatalogDatabase } from './catalog-database';

/**
 * Grants made at once, at most: from about ten on they fail with ConcurrentModification, and CloudFormation has lost track of concurrent ones
 * (AlreadyExists). So a few databases take one lane, one grant after another, and only many take several.
 */
const MAX_LANES = 4;
const DATABASES_OF_A_LANE = 10;

export interface CrawlerGrantsProps {
  readonly role: IRole;
  /** ARN of the registered location. */
  readonly location: string;
  readonly databases: readonly CatalogDatabase[];
}

/** What Lake Formation must allow the crawlers: the place, new tables, and changing those there are. */
export class CrawlerGrants extends Construct {
  constructor(scope: Construct, id: string, { role, location, databases }: CrawlerGrantsProps) {
    super(scope, id);
    const catalogId = Aws.ACCOUNT_ID;
    const onLocation = { dataLocation: { catalogId, resourceArn: location } };
    const first = this.grant(role, 'Location', onLocation, ['DATA_LOCATION_ACCESS']);
    const count = Math.min(MAX_LANES, Math.ceil(databases.length / DATABASES_OF_A_LANE));
    const lanes: CfnResource[] = Array.from({ length: count }, () => first);
    for (const [i, { glueDatabase, database, crawler }] of databases.entries()) {
      const onDatabase = { database: { catalogId, name: glueDatabase } };
      const onTables = { table: { catalogId, databaseName: glueDatabase, tableWildcard: {} } };
      const before = lanes[i % count]!;
      const forDatabase = this.grant(role, `${glueDatabase}Database`, onDatabase, CRAWLER_GRANTS.database, before);
      forDatabase.addResourceDependency(database);
      const forTables = this.grant(role, `${glueDatabase}Tables`, onTables, CRAWLER_GRANTS.tables, forDatabase);
      crawler.addResourceDependency(forTables);
      lanes[i % count] = forTables;
    }
  }

  private grant(
    role: IRole,
    what: string,
    resource: CfnPrincipalPermissions.ResourceProperty,
    permissions: readonly string[],
    before?: CfnResource,
  ): LakeGrant {
    const grant = new LakeGrant(this, { what, principal: role.roleArn, resource, permissions });
    if (before !== undefined) grant.addResourceDependency(before);
    return grant;
  }
}
