import type { Construct } from 'constructs';
import type { SharedDatabase } from '../../core/governance/desired/analyst-shares';
import type { DatabaseStack } from '../../core/lake/database-stacks';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { AnalystGrants } from './analyst-grants';
import type { AnalyticsStack } from './analytics-stack';
import { ResourceLinks } from './resource-links';

export interface AnalystDatabasesStackProps extends LakeferryStackProps {
  readonly analytics: AnalyticsStack;
  /** Those whose names belong to this stack. A link has the name of its database, so it cannot move either. */
  readonly part: DatabaseStack<SharedDatabase>;
}

/** Links to some of the databases, and what of them is given on. */
export class AnalystDatabasesStack extends LakeferryStack {
  constructor(scope: Construct, { settings, analytics, part, ...props }: AnalystDatabasesStackProps) {
    super(scope, `analytics-databases-${part.number}`, {
      settings,
      description: 'lakeferry: databases that analysts see',
      ...props,
    });
    const { lakeAccount } = analytics;
    const links = new ResourceLinks(this, 'Links', { lakeAccount, databases: part.databases.map(({ name }) => name) });
    new AnalystGrants(this, 'Grants', {
      lakeAccount,
      shares: { databases: part.databases, tagPolicies: [] },
      analysts: settings.accounts.analysts ?? [],
      after: [links],
    });
    this.addStackDependency(analytics, 'The share is accepted there, and the administrator is made who grants.');
  }
}
