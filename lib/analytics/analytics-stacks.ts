import type { App } from 'aws-cdk-lib';
import type { Settings } from '../../core/config/types';
import { statesThere, stateViews, viewsByDatabase } from '../../core/dynamodb/state/state-views';
import { type AnalystShares, analystShares } from '../../core/governance/desired/analyst-shares';
import { narrowReaders } from '../../core/governance/desired/narrow-readers';
import { inChunks } from '../../core/in-chunks';
import { ANALYST_STACKS, databaseStacks } from '../../core/lake/database-stacks';
import { AnalystDatabasesStack } from './analyst-databases-stack';
import { AnalystStatesStack } from './analyst-states-stack';
import { AnalyticsStack } from './analytics-stack';
import { QueriesStack } from './queries-stack';
import type { SavedTable } from './saved-queries';

/** Saved queries in one stack: CloudFormation takes 500 resources. */
const QUERIES_IN_A_STACK = 400;
/** Its workgroup and its policy, in the stack of the first queries. */
const RESOURCES_OF_A_ROLE = 2;

export interface AnalyticsStacks {
  readonly main: AnalyticsStack;
  /** None where nothing is shared yet, 32 at most. */
  readonly databases: readonly AnalystDatabasesStack[];
  /** Only where more tables are shared than one stack has room for. */
  readonly queries: readonly QueriesStack[];
  /** For each entry of `dynamodb` of which a table has a view there. */
  readonly states: readonly AnalystStatesStack[];
}

/** The stacks of the analysts' account; none where the configuration has no such account. */
export function addAnalyticsStacks(app: App, settings: Settings): AnalyticsStacks | undefined {
  const { analytics: account } = settings.accounts;
  if (account === undefined) return undefined;
  const shares = analystShares(settings, account);
  const narrow = narrowReaders(settings, account);
  const all = [...tablesOf(shares), ...statesOf(settings)];
  const room = Math.max(0, QUERIES_IN_A_STACK - RESOURCES_OF_A_ROLE * narrow.length);
  const [tables, more] = [all.slice(0, room), inChunks(all.slice(room), QUERIES_IN_A_STACK)];
  const props = { settings, env: { account, region: settings.environment.region } };
  const views = viewsByDatabase(stateViews(settings));
  const stateDatabases = views.map(([database]) => database);
  const analytics = new AnalyticsStack(app, 'analytics', { ...props, shares, tables, narrow, stateDatabases });
  const databases = databaseStacks(shares.databases, ANALYST_STACKS).map(
    (part) => new AnalystDatabasesStack(app, { ...props, analytics, part }),
  );
  for (const [i, stack] of databases.entries()) {
    if (i > 0) stack.addStackDependency(databases[i - 1]!, 'Lake Formation fails under too many grants at once.');
  }
  const queries = more.map((each, i) => new QueriesStack(app, { ...props, analytics, number: i + 2, tables: each }));
  const states = views.map(([database, ofEntry]) => {
    const { entry } = ofEntry[0]!;
    return new AnalystStatesStack(app, { ...props, analytics, entry, database, views: ofEntry });
  });
  return { main: analytics, databases, queries, states };
}

const tablesOf = ({ databases }: AnalystShares): SavedTable[] =>
  databases.flatMap(({ name, tables }) => tables.map((table) => ({ database: name, table })));

const statesOf = (settings: Settings): SavedTable[] =>
  statesThere(settings).map(({ history, table }) => ({
    database: history,
    table: table.glueTable,
    stateBy: table.keys,
  }));
