import { Aws } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { TagPolicyGrant } from '../../core/governance';
import { LakeGrant } from '../shared/lake-grant';

export interface TagPolicyGrantsProps {
  readonly grants: readonly TagPolicyGrant[];
  /** Must be there before: the tags that are named, and the grant made last. */
  readonly after: readonly IConstruct[];
}

/**
 * What the analytics account may read by tag, granted before there is any table. One after another, for concurrent
 * grants fail with AlreadyExists or ConcurrentModification. They end with the stack: then nothing is shared by tag any
 * more.
 */
export class TagPolicyGrants extends Construct {
  constructor(scope: Construct, id: string, { grants, after }: TagPolicyGrantsProps) {
    super(scope, id);
    let before = after;
    for (const { principal, resource, permissions, withGrantOption } of grants) {
      const expression = Object.entries(resource.expression).map(([tagKey, values]) => ({
        tagKey,
        tagValues: [...values],
      }));
      const grant = new LakeGrant(this, {
        what: resource.type === 'DATABASE' ? 'Databases' : 'Tables',
        principal,
        resource: { lfTagPolicy: { catalogId: Aws.ACCOUNT_ID, resourceType: resource.type, expression } },
        permissions,
        withGrantOption,
      });
      grant.node.addDependency(...before);
      before = [grant];
    }
  }
}
