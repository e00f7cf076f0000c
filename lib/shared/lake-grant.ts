import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import type { Construct } from 'constructs';

export interface LakeGrantProps {
  /** For people: leads the logical id. */
  readonly what: string;
  /** ARN or account id. */
  readonly principal: string;
  readonly resource: CfnPrincipalPermissions.ResourceProperty;
  readonly permissions: readonly string[];
  /** @default none */
  readonly withGrantOption?: readonly string[];
  /**
   * The account of the resource, which a parameter may give today and the configuration tomorrow. @default this stack's
   */
  readonly catalogId?: string;
}

const HASH_CHARS = 10;

/**
 * A permission of Lake Formation under an id that follows from what it says. CloudFormation can only replace a grant:
 * it makes the new one and then revokes the old one, with whatever the two have in common. So a grant never changes
 * under its id, and of one principal on one resource the permissions must stay the same list from version to version;
 * what is added later is a grant of its own. docs/adr/0009.
 */
export class LakeGrant extends CfnPrincipalPermissions {
  constructor(scope: Construct, props: LakeGrantProps) {
    const { what, principal, resource, permissions, withGrantOption = [] } = props;
    super(scope, `${what} ${fingerprint(scope, props)}`, {
      principal: { dataLakePrincipalIdentifier: principal },
      resource,
      permissions: [...permissions],
      permissionsWithGrantOption: [...withGrantOption],
    });
  }
}

function fingerprint(scope: Construct, props: LakeGrantProps): string {
  const { catalogId, principal, resource, permissions, withGrantOption = [] } = props;
  const resolved = (value: unknown): string => JSON.stringify(Stack.of(scope).resolve(value));
  const said = resolved({ principal, resource, permissions, withGrantOption });
  const content = catalogId === undefined ? said : said.replaceAll(resolved(catalogId), '"catalog"');
  return createHash('sha256').update(content).digest('hex').slice(0, HASH_CHARS);
}
