import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AnalystShares } from '../../core/governance/desired/analyst-shares';
import type { NarrowReader } from '../../core/governance/desired/narrow-readers';
import { ALL_READERS } from '../../core/lake/analyst-workgroups';
import { LakeAdministrators } from '../shared/lake-administrators';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { AcceptShares } from './accept-shares';
import { AnalystGrants } from './analyst-grants';
import { AnalystPolicy } from './analyst-policy';
import { AnalystWorkgroup } from './analyst-workgroup';
import { SavedQueries, type SavedTable } from './saved-queries';

export interface AnalyticsStackProps extends LakeferryStackProps {
  readonly shares: AnalystShares;
  /** Those that have a saved query here. */
  readonly tables: readonly SavedTable[];
  /** Roles with rights, and so results, of their own. */
  readonly narrow: readonly NarrowReader[];
  /** Glue databases of views of current states. */
  readonly stateDatabases: readonly string[];
}

/**
 * The other side of the sharing, in the account of the analysts: share accepted, tag policies given on, a place to
 * query. Links to databases have stacks of their own. It refers to nothing of the lake's stacks but by names, for
 * CloudFormation's references end at the account.
 */
export class AnalyticsStack extends LakeferryStack {
  readonly lakeAccount: string;

  constructor(scope: Construct, id: string, props: AnalyticsStackProps) {
    const { settings, shares, tables, narrow, stateDatabases, ...stackProps } = props;
    super(scope, id, { settings, description: 'lakeferry: what analysts see of the lake', ...stackProps });
    const lakeAccount = settings.environment.account ?? this.askForLakeAccount();
    this.lakeAccount = lakeAccount;

    const { accepted } = new AcceptShares(this, 'AcceptShares', {
      environment: settings.environment,
      lakeAccount,
      shares,
    });
    const administrators = new LakeAdministrators(this, 'Administrators', { mode: settings.governance.administrators });
    new AnalystGrants(this, 'Grants', {
      lakeAccount,
      shares: { databases: [], tagPolicies: shares.tagPolicies },
      analysts: settings.accounts.analysts ?? [],
      after: [accepted, administrators],
    });
    const athena = new AnalystWorkgroup(this, 'Athena');
    const { key, results, workgroup } = athena;
    const { timeZone, lake } = settings;
    const { partitionKey } = lake;
    const queries = new SavedQueries(this, 'Queries', { tables, workgroup: workgroup.name, partitionKey, timeZone });
    queries.node.addDependency(workgroup);
    const shared = {
      lakeAccount,
      databases: [...shares.databases.map(({ name }) => name), ...stateDatabases],
      results,
      key,
      catalogKeyArn: settings.lake.catalogKeyArn,
    };
    const policy = new AnalystPolicy(this, 'AnalystPolicy', {
      ...shared,
      workgroup: workgroup.name,
      folder: ALL_READERS.folder,
    });
    new CfnOutput(this, 'AnalystPolicyArn', { value: policy.managedPolicyArn });
    for (const { name } of narrow) {
      new AnalystPolicy(this, `AnalystPolicy ${name}`, { ...shared, ...athena.addFor(name), suffix: name });
    }
  }

  /** Where the configuration leaves the account to the credentials at hand, those here are another account's. */
  private askForLakeAccount(): string {
    return new CfnParameter(this, 'LakeAccount', {
      description: 'The account that the lake is in. Not asked for where environment.account is configured.',
      allowedPattern: '^[0-9]{12}$',
    }).valueAsString;
  }
}
