import { Annotations, App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { context as cdkContext } from '../cdk.json';
import { describeProblem } from '../core/config/problems';
import type { Settings } from '../core/config/types';
import { configWarnings } from '../core/config/warnings';
import { namesOf } from '../core/deployed-names';
import { isDeclared } from '../core/lake/catalog-database';
import { catalogDatabases } from '../core/lake/catalog-databases';
import { databaseStacks } from '../core/lake/database-stacks';
import type { AnalystDatabasesStack } from './analytics/analyst-databases-stack';
import type { AnalystStatesStack } from './analytics/analyst-states-stack';
import type { AnalyticsStack } from './analytics/analytics-stack';
import { addAnalyticsStacks } from './analytics/analytics-stacks';
import { CatalogStack } from './catalog/catalog-stack';
import { addConsumerStack, addDynamoDbStacks, type DynamoDbStacks } from './dynamodb/dynamodb-stacks';
import { DatabasesStack } from './lake/databases/databases-stack';
import { LakeStack } from './lake/lake-stack';
import { OperationsStack } from './operations/operations-stack';
import { addReplicationStacks, type ReplicationStacks } from './replication/replication-stacks';
import { Monitoring } from './shared/monitoring';
import { SnapshotsStack } from './snapshots/snapshots-stack';

export interface LakeferryStacks {
  readonly lake: LakeStack;
  /** At least one; eight at most. */
  readonly databases: readonly DatabasesStack[];
  readonly catalog: CatalogStack;
  readonly snapshots: SnapshotsStack;
  /** Only where somebody is told. */
  readonly operations?: OperationsStack;
  /** Only where an analytics account is configured. */
  readonly analytics?: AnalyticsStack;
  /** Links of the analysts' account to databases. */
  readonly links: readonly AnalystDatabasesStack[];
  /** Views of the current state of DynamoDB tables, in the analysts' account. */
  readonly states: readonly AnalystStatesStack[];
  readonly replication: ReplicationStacks;
  readonly dynamodb: DynamoDbStacks;
}

/**
 * All stacks of one configuration, in one Region and account (and the analytics account), checked by cdk-nag when they
 * are synthesized.
 */
export function addStacks(app: App, settings: Settings): LakeferryStacks {
  const { account, region } = settings.environment;
  const env = { account, region };
  const lake = new LakeStack(app, 'lake', { env, settings });
  const consumer = addConsumerStack(app, { settings, lake });
  const databases = databaseStacks(catalogDatabases(settings)).map(
    (part) => new DatabasesStack(app, { env, settings, lake, part, landing: consumer?.bucket }),
  );
  for (const each of databases) {
    if (consumer !== undefined && each.part.databases.some(isDeclared))
      each.addStackDependency(consumer, 'The location of its tables is registered there.');
  }
  for (const [i, stack] of databases.entries()) {
    if (i > 0) stack.addStackDependency(databases[i - 1]!, 'Lake Formation fails under too many grants at once.');
  }
  const isTold = settings.notifications.mail.length > 0;
  const operations = isTold ? new OperationsStack(app, 'operations', { env, settings, lake }) : undefined;
  const monitoring = operations?.monitoring ?? new Monitoring();
  const catalog = new CatalogStack(app, 'catalog', { env, settings, lake, monitoring });
  for (const each of databases) catalog.addStackDependency(each, 'It starts the crawlers.');
  const { catalogTables } = catalog;
  const snapshots = new SnapshotsStack(app, 'snapshots', {
    env,
    settings,
    lake,
    catalogTables,
    monitoring,
  });
  const analytics = addAnalyticsStacks(app, settings);
  const dynamodb = addDynamoDbStacks(app, { settings, monitoring, consumer, lake, catalogTables });
  const replication = addReplicationStacks(app, { settings, lake, monitoring });
  for (const warning of configWarnings(settings)) {
    Annotations.of(lake).addWarningV2(`lakeferry:${warning.path}`, describeProblem(warning));
  }
  Tags.of(app).add('project', 'lakeferry');
  Tags.of(app).add('installation', namesOf(settings.environment).installation);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return {
    lake,
    databases,
    catalog,
    snapshots,
    operations,
    analytics: analytics?.main,
    links: analytics?.databases ?? [],
    states: analytics?.states ?? [],
    replication,
    dynamodb,
  };
}

/**
 * An app with the feature flags of cdk.json, so that tests have what `cdk synth` has: CDK's recommendations, but for
 * two. Partition literals are off: `arn:aws-cn:` would be written out for a known Region, the intrinsic is right in
 * every partition. References between stacks are strong: what the pipeline uses cannot be taken out of the lake's
 * stack.
 */
export const createApp = (props: AppProps = {}): App => new App({ ...props, context: cdkContext });
