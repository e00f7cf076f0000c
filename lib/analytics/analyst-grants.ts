import { Aws, type CfnResource } from 'aws-cdk-lib';
import type { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type IConstruct } from 'constructs';
import type { AnalystShares } from '../../core/governance/desired/analyst-shares';
import { LakeGrant } from '../shared/lake-grant';

export interface AnalystGrantsProps {
  readonly lakeAccount: string;
  readonly shares: AnalystShares;
  /** ARNs of roles that get all the account was given. */
  readonly analysts: readonly string[];
  /** Must be there before anything of the lake's can be given on. */
  readonly after: readonly IConstruct[];
}

type Resource = CfnPrincipalPermissions.ResourceProperty;

/**
 * Gives on to roles what the account was given: DESCRIBE on links, and on what they point to the very policies and filters (and databases that
 * no policy finds) that the account holds. One grant after another, for concurrent ones fail with AlreadyExists or ConcurrentModification.
 */
export class AnalystGrants extends Construct {
  private last: CfnResource | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AnalystGrantsProps,
  ) {
    super(scope, id);
    const { shares, analysts } = props;
    for (const { name, roles } of shares.databases) {
      const link = { database: { catalogId: Aws.ACCOUNT_ID, name } };
      this.grantEach([...analysts, ...roles], `${name}Link`, link, ['DESCRIBE']);
    }
    this.giveOnDatabases();
    this.giveOnPolicies();
    this.giveOnFilters();
  }

  private giveOnDatabases(): void {
    const { lakeAccount, shares, analysts } = this.props;
    for (const { name } of shares.databases.filter(({ isFoundByName }) => isFoundByName)) {
      const database = { catalogId: lakeAccount, name };
      this.grantEach(analysts, `${name}Database`, { database }, ['DESCRIBE']);
    }
  }

  private giveOnPolicies(): void {
    const { lakeAccount, shares, analysts } = this.props;
    for (const { resource, permissions } of shares.tagPolicies) {
      const expression = Object.entries(resource.expression).map(([tagKey, values]) => ({
        tagKey,
        tagValues: [...values],
      }));
      const lfTagPolicy = { catalogId: lakeAccount, resourceType: resource.type, expression };
      this.grantEach(analysts, `${resource.type}Tags`, { lfTagPolicy }, permissions);
    }
  }

  private giveOnFilters(): void {
    const { lakeAccount, shares, analysts } = this.props;
    for (const { name: databaseName, filters } of shares.databases) {
      for (const { table: tableName, name } of filters) {
        const dataCellsFilter = { tableCatalogId: lakeAccount, databaseName, tableName, name };
        this.grantEach(analysts, `${databaseName}.${tableName}.${name}`, { dataCellsFilter }, ['SELECT']);
      }
    }
  }

  private grantEach(roles: readonly string[], what: string, resource: Resource, permissions: readonly string[]): void {
    for (const role of roles) {
      const to = role.split(':').at(-1)!.replaceAll('/', '.');
      const catalogId = this.props.lakeAccount;
      const grant = new LakeGrant(this, {
        what: `${what} to ${to}`,
        principal: role,
        resource,
        permissions,
        catalogId,
      });
      if (this.last === undefined) grant.node.addDependency(...this.props.after);
      else grant.addResourceDependency(this.last);
      this.last = grant;
    }
  }
}
