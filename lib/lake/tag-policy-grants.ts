import { Aws, type CfnResource } from 'aws-cdk-lib';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';
import type { TagPolicyGrant } from '../../core/governance';

export interface TagPolicyGrantsProps {
  readonly grants: readonly TagPolicyGrant[];
  /** Must be there before: the tags that are named, the settings of the account, and the grant made last. */
  readonly after: readonly CfnResource[];
}

/**
 * What the analytics account may read by tag, granted before there is any table. One after another, for concurrent grants fail with
 * AlreadyExists or ConcurrentModification. They end with the stack: then nothing is shared by tag any more.
 */
export class TagPolicyGrants extends Construct {
  constructor(scope: Construct, id: string, { grants, after }: TagPolicyGrantsProps) {
    super(scope, id);
    let before = after;
    for (const { principal, resource, permissions, withGrantOption } of grants) {
      const grant = new CfnPrincipalPermissions(this, resource.type === 'DATABASE' ? 'Databases' : 'Tables', {
        principal: { dataLakePrincipalIdentifier: principal },
        resource: {
          lfTagPolicy: {
            catalogId: Aws.ACCOUNT_ID,
            resourceType: resource.type,
            expression: Object.entries(resource.expression).map(([tagKey, values]) => ({
              tagKey,
              tagValues: [...values],
            })),
          },
        },
        permissions: [...permissions],
        permissionsWithGrantOption: [...withGrantOption],
      });
      for (const each of before) grant.addResourceDependency(each);
      before = [grant];
    }
  }
}
