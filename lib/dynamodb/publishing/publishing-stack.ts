import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { historyFolder } from '../../../core/dynamodb/publication/folders';
import { PUBLICATIONS_PREFIX } from '../../../core/dynamodb/publication/work-files';
import { readerRole } from '../../../core/lake/readers';
import { pascalCase } from '../../../core/names';
import type { LakeStack } from '../../lake/lake-stack';
import { DuckDbLayer } from '../../shared/duckdb/duckdb-layer';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import type { IMachine } from '../../shared/machine';
import type { Monitoring } from '../../shared/monitoring';
import { CommitPublication } from '../commit-publication';
import type { DynamoDbConsumerStack } from '../consumer/consumer-stack';
import { PlanPartitions } from '../plan-partitions';
import { PlanPublication } from '../plan-publication';
import { SortRows } from '../sort-rows';
import { WritePartition } from '../write-partition';
import { LatePublications } from './late-publications';
import { PublishPartitionMachine } from './publish-partition-machine';
import { PublishSchedules } from './publish-schedules';
import type { PublishingProps } from './publishing-props';
import { UndeliveredPublications } from './undelivered-publications';
import { UnreadableLandingLines } from './unreadable-landing-lines';

export interface DynamoDbPublishingStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
  readonly consumer: DynamoDbConsumerStack;
  /** Governs one database. */
  readonly catalogTables: IMachine;
  readonly monitoring: Monitoring;
}

/** From rows as they land to governed partitions, for all entries. It holds no data; it can be deployed anew. */
export class DynamoDbPublishingStack extends LakeferryStack {
  constructor(scope: Construct, props: DynamoDbPublishingStackProps) {
    const { settings, lake, consumer, catalogTables, monitoring, ...stack } = props;
    super(scope, 'dynamodb-publishing', {
      settings,
      description: 'lakeferry: from rows of DynamoDB to governed partitions',
      ...stack,
    });
    const { key, lakeBucket, workBucket, ledger, readers } = lake;
    const landing = { landingBucket: consumer.bucket, landingKey: consumer.key };
    const parts: PublishingProps = { settings, key, lakeBucket, workBucket, ledger, monitoring, ...landing };
    const lakeFolder = historyFolder(settings);
    const layer = new DuckDbLayer(this, 'DuckDb', settings.environment);
    const rows = { ...parts, layer, workFolder: PUBLICATIONS_PREFIX, lakeFolder };
    const roleName = (name: string): string => readerRole(this.names, name, this.region);
    const sortRows = new SortRows(this, 'SortRows', { ...rows, roleName: roleName('sort-rows') });
    const registrar = lake.registrar!;
    const commitPublication = new CommitPublication(this, 'CommitPublication', { ...parts, registrar, lakeFolder });
    const publishPartition = new PublishPartitionMachine(this, 'PublishPartitionMachine', {
      ...parts,
      functions: [
        new PlanPublication(this, 'PlanPublication', { ...parts, roleName: roleName('plan-publication') }),
        sortRows,
        new PlanPartitions(this, 'PlanPartitions', parts),
        new WritePartition(this, 'WritePartition', { ...rows, roleName: readers.add('write-partition') }),
        commitPublication,
      ],
      catalogTables,
    });
    const { queue: undelivered } = new UndeliveredPublications(this, 'Undelivered', { settings, key, monitoring });
    const entries = settings.dynamodb.filter(({ publish }) => publish.length > 0).map(({ name }) => name);
    new PublishSchedules(this, 'Schedules', { entries, publishPartition, undelivered, key });
    for (const entry of entries) {
      const late = { settings, entry, publishPartition, commitPublication, monitoring };
      new LatePublications(this, `LatePublications${pascalCase(entry)}`, late);
    }
    new UnreadableLandingLines(this, 'UnreadableLandingLines', { settings, sortRows, monitoring });
    new CfnOutput(this, 'PublishPartitionMachineArn', { value: publishPartition.stateMachine.stateMachineArn });
  }
}
