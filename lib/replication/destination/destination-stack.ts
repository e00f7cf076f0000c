import { Aws, BootstraplessSynthesizer, CfnOutput, CfnParameter } from 'aws-cdk-lib';
import { AccountPrincipal, type CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { OutputSettings, ReplicationSettings } from '../../../core/config/replication/types';
import { federatedTrust, outputRoles, pivotRights, pivotTrust } from '../../../core/replication/pivot';
import { copiedFrom } from '../../../core/replication/rights/server-side';
import type { RightsPlace } from '../../../core/rights/permission';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import { allow } from '../../shared/permissions';
import { issuerArn, TokenIssuer } from './token-issuer';

export interface ReplicationDestinationStackProps extends LakeferryStackProps {
  readonly replication: ReplicationSettings;
  /** With a role: keys are the owner's own affair. */
  readonly output: OutputSettings;
  /** Of the tokens; only the first stack of an account makes their issuer known there. @default it is known already */
  readonly audiences?: readonly string[];
}

/**
 * The pivot role of one output, in the account that owns the bucket. Its template needs nothing of CDK there: the owner
 * may read it, and deploy it by any means.
 */
export class ReplicationDestinationStack extends LakeferryStack {
  constructor(
    scope: Construct,
    { settings, replication, output, audiences, ...props }: ReplicationDestinationStackProps,
  ) {
    const { name, destination, credentials } = output;
    super(scope, `replication-destination-${name}`, {
      settings,
      description: `lakeferry: role by which the output ${name} writes to ${destination.bucket}`,
      synthesizer: new BootstraplessSynthesizer(),
      ...props,
    });
    if (credentials.mode === 'keys') throw new Error(`The output ${name} has keys, so it assumes no role.`);
    const { roleName } = credentials;
    const role = new Role(this, 'Pivot', {
      roleName,
      description: `lakeferry: the output ${name} writes here`,
      assumedBy: new AccountPrincipal(Aws.ACCOUNT_ID),
    });
    const resource = role.node.defaultChild as CfnRole;
    const { partition, region, account: accountId = this.askForSourceAccount() } = settings.environment;
    const place = { partition, region, accountId };
    resource.assumeRolePolicyDocument = this.trust(place, output, audiences);
    const source = copiedFrom(replication.source, settings.lake, place, this.names);
    allow(role, ...pivotRights(output, `arn:${Aws.PARTITION}:s3:::${destination.bucket}`, source));
    new CfnOutput(this, 'PivotRoleArn', { value: role.roleArn });
  }

  private trust(place: RightsPlace, { name, credentials }: OutputSettings, audiences?: readonly string[]) {
    const roles = outputRoles(place, this.names, name);
    if (credentials.mode === 'role') return pivotTrust(place, roles, credentials);
    const { issuer, audience } = credentials as { readonly issuer: string; readonly audience: string };
    if (audiences !== undefined) new TokenIssuer(this, 'Issuer', { issuer, audiences });
    return federatedTrust(issuerArn(issuer), roles, { issuer, audience });
  }

  /** Only where the configuration does not name it. */
  private askForSourceAccount(): string {
    return new CfnParameter(this, 'SourceAccount', {
      description: 'The account that the objects come from: twelve digits.',
      allowedPattern: '\\d{12}',
    }).valueAsString;
  }
}
