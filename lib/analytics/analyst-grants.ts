import { Aws } from 'aws-cdk-lib';
import type { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type IConstruct } from 'constructs';
import type { AnalystShares } from '../../core/governance/desired/analyst-shares';
import { LakeGrant } from '../shared/lake-grant';
import { GrantLanes } from '../shared/rights/grant-lanes';

export interface AnalystGrantsProps {
  readonly lakeAccount: string;
  /** Of the databases and tag policies that are given on here. */
  readonly shares: AnalystShares;
  /** ARNs of roles that get all the account was given. */
  readonly analysts: readonly string[];
  /** Must be there before anything of the lake's can be given on. */
  readonly after: readonly IConstruct[];
}

interface Given {
  readonly what: string;
  readonly resource: CfnPrincipalPermissions.ResourceProperty;
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
}

/**
 * Gives on to roles what the account was given: DESCRIBE on links, and on what they point to the very policies and
 * filters that the account holds.
 */
export class AnalystGrants extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AnalystGrantsProps,
  ) {
    super(scope, id);
    const { after, lakeAccount: catalogId } = props;
    const all = [...this.links(), ...this.policies(), ...this.filters()];
    const grants = all.flatMap(({ what, resource, permissions, roles }) =>
      roles.map((principal) => {
        const to = principal.split(':').at(-1)!.replaceAll('/', '.');
        return new LakeGrant(this, { what: `${what} to ${to}`, principal, resource, permissions, catalogId });
      }),
    );
    const lanes = new GrantLanes(grants.length, after);
    for (const grant of grants) lanes.append(grant);
  }

  private links(): Given[] {
    const { analysts, shares } = this.props;
    return shares.databases.map(({ name, roles }) => ({
      what: `${name}Link`,
      resource: { database: { catalogId: Aws.ACCOUNT_ID, name } },
      permissions: ['DESCRIBE'],
      roles: [...analysts, ...roles],
    }));
  }

  private policies(): Given[] {
    const { analysts: roles, lakeAccount: catalogId, shares } = this.props;
    return shares.tagPolicies.map(({ resource: { type: resourceType, expression }, permissions }) => ({
      what: `${resourceType}Tags`,
      resource: {
        lfTagPolicy: {
          catalogId,
          resourceType,
          expression: Object.entries(expression).map(([tagKey, values]) => ({ tagKey, tagValues: [...values] })),
        },
      },
      permissions,
      roles,
    }));
  }

  private filters(): Given[] {
    const { analysts: roles, lakeAccount: tableCatalogId, shares } = this.props;
    return shares.databases.flatMap(({ name: databaseName, filters }) =>
      filters.map(({ table: tableName, name }) => ({
        what: `${databaseName}.${tableName}.${name}`,
        resource: { dataCellsFilter: { tableCatalogId, databaseName, tableName, name } },
        permissions: ['SELECT'],
        roles,
      })),
    );
  }
}
