import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { analystShares } from '../../core/governance/desired/analyst-shares';
import { LakeAdministrators } from '../shared/lake-administrators';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { AcceptShares } from './accept-shares';
import { AnalystGrants } from './analyst-grants';
import { AnalystPolicy } from './analyst-policy';
import { AnalystWorkgroup } from './analyst-workgroup';
import { ResourceLinks } from './resource-links';

export interface AnalyticsStackProps extends LakeferryStackProps {
  /** The account it is deployed to, twelve digits. */
  readonly analytics: string;
}

/**
 * The other side of the sharing, in the account of the analysts: share accepted, databases linked, permissions given on, a place to query.
 * It refers to nothing of the other stacks but by names, for CloudFormation's references end at the account.
 */
export class AnalyticsStack extends LakeferryStack {
  constructor(scope: Construct, id: string, { settings, analytics, ...props }: AnalyticsStackProps) {
    super(scope, id, { settings, description: 'lakeferry: what analysts see of the lake', ...props });
    const lakeAccount = settings.environment.account ?? this.askForLakeAccount();
    const shares = analystShares(settings, analytics);
    const databases = shares.databases.map(({ name }) => name);

    const { accepted } = new AcceptShares(this, 'AcceptShares', {
      environment: settings.environment,
      lakeAccount,
      shares,
    });
    const administrators = new LakeAdministrators(this, 'Administrators', { mode: settings.governance.administrators });
    const links = new ResourceLinks(this, 'Links', { lakeAccount, databases });
    links.node.addDependency(accepted, administrators);
    new AnalystGrants(this, 'Grants', {
      lakeAccount,
      shares,
      analysts: settings.accounts.analysts ?? [],
      after: [accepted, administrators, links],
    });
    const { key, results, workgroup } = new AnalystWorkgroup(this, 'Athena', {
      databases: shares.databases,
      partitionKey: settings.lake.partitionKey,
    });
    const policy = new AnalystPolicy(this, 'AnalystPolicy', {
      lakeAccount,
      databases,
      workgroup,
      results,
      key,
      catalogKeyArn: settings.lake.catalogKeyArn,
    });
    new CfnOutput(this, 'AnalystPolicyArn', { value: policy.managedPolicyArn });
  }

  /** Where the configuration leaves the account to the credentials at hand, those here are another account's. */
  private askForLakeAccount(): string {
    return new CfnParameter(this, 'LakeAccount', {
      description: 'The account that the lake is in. Not asked for where environment.account is configured.',
      allowedPattern: '^[0-9]{12}$',
    }).valueAsString;
  }
}
