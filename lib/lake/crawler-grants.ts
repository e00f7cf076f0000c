import { Aws } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';
import { CRAWLER_GRANTS } from '../../core/lake/crawler';
import { LakeGrant } from '../shared/lake-grant';
import { GrantLanes } from '../shared/rights/grant-lanes';
import type { CatalogDatabase } from './catalog-database';

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
    const grant = (
      what: string,
      resource: CfnPrincipalPermissions.ResourceProperty,
      permissions: readonly string[],
    ): LakeGrant => new LakeGrant(this, { what, principal: role.roleArn, resource, permissions });
    const onLocation = { dataLocation: { catalogId, resourceArn: location } };
    const first = grant('Location', onLocation, ['DATA_LOCATION_ACCESS']);
    const lanes = new GrantLanes(2 * databases.length, [first]);
    for (const { glueDatabase, database, crawler } of databases) {
      const onDatabase = { database: { catalogId, name: glueDatabase } };
      const onTables = { table: { catalogId, databaseName: glueDatabase, tableWildcard: {} } };
      const forDatabase = grant(`${glueDatabase}Database`, onDatabase, CRAWLER_GRANTS.database);
      forDatabase.addResourceDependency(database);
      const forTables = grant(`${glueDatabase}Tables`, onTables, CRAWLER_GRANTS.tables);
      lanes.append(forDatabase, forTables);
      crawler.addResourceDependency(forTables);
    }
  }
}
