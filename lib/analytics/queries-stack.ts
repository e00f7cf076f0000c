import type { Construct } from 'constructs';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import type { AnalyticsStack } from './analytics-stack';
import { SavedQueries, type SavedTable } from './saved-queries';

export interface QueriesStackProps extends LakeferryStackProps {
  readonly analytics: AnalyticsStack;
  /** From 2 on: the first queries stand in the analytics stack itself. */
  readonly number: number;
  readonly tables: readonly SavedTable[];
}

/**
 * Saved queries that have no room in the analytics stack. They have no name that must be free, so they may move when
 * tables come and go.
 */
export class QueriesStack extends LakeferryStack {
  constructor(scope: Construct, { settings, analytics, number, tables, ...props }: QueriesStackProps) {
    super(scope, `analytics-queries-${number}`, { settings, description: 'lakeferry: saved queries', ...props });
    const { timeZone, lake } = settings;
    const { partitionKey } = lake;
    new SavedQueries(this, 'Queries', { tables, workgroup: this.names.deployed('analysts'), partitionKey, timeZone });
    this.addStackDependency(analytics, 'The workgroup is there.');
  }
}
