import { Aws } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { FILLING_GRANTS } from '../../../core/lake/crawler';
import { LakeGrant } from '../../shared/lake-grant';
import { GrantLanes } from '../../shared/rights/grant-lanes';
import type { CatalogDatabase } from './catalog-database';

export interface FillingGrantsProps {
  readonly role: IRole;
  readonly databases: readonly CatalogDatabase[];
  /** ARN of a location that the role may put tables over. @default granted elsewhere */
  readonly location?: string;
  /** Other grants of the stack: Lake Formation fails under too many at once. @default none */
  readonly after?: readonly IDependable[];
}

/** What Lake Formation must allow whoever fills databases: the place, new tables, and changing those there are. */
export class FillingGrants extends Construct {
  constructor(scope: Construct, id: string, { role, location, databases, after = [] }: FillingGrantsProps) {
    super(scope, id);
    const catalogId = Aws.ACCOUNT_ID;
    const grant = (
      what: string,
      resource: ConstructorParameters<typeof LakeGrant>[1]['resource'],
      permissions: readonly string[],
    ): LakeGrant => new LakeGrant(this, { what, principal: role.roleArn, resource, permissions });
    const onLocation = { dataLocation: { catalogId, resourceArn: location! } };
    const first = location === undefined ? after : [grant('Location', onLocation, ['DATA_LOCATION_ACCESS']), ...after];
    const lanes = new GrantLanes(2 * databases.length, first);
    for (const { glueDatabase, database, crawler } of databases) {
      const onDatabase = { database: { catalogId, name: glueDatabase } };
      const onTables = { table: { catalogId, databaseName: glueDatabase, tableWildcard: {} } };
      const forDatabase = grant(`${glueDatabase}Database`, onDatabase, FILLING_GRANTS.database);
      forDatabase.addResourceDependency(database);
      const forTables = grant(`${glueDatabase}Tables`, onTables, FILLING_GRANTS.tables);
      lanes.append(forDatabase, forTables);
      crawler?.addResourceDependency(forTables);
    }
  }
}
