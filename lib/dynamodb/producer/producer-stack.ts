import { CfnOutput, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { changeStreamName } from '../../../core/dynamodb/deployed';
import type { Landing } from '../../../core/dynamodb/landing';
import { IsolatedNetwork } from '../../shared/isolated-network';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import type { Monitoring } from '../../shared/monitoring';
import { regionTraits } from '../../shared/region-traits';
import { FlattenItems } from '../flatten-items';
import { TellProgress } from '../tell-progress';
import { ChangeStream } from './change-stream';
import { Delivery } from './delivery';
import { LateDelivery } from './late-delivery';
import { ExportsBucket } from './load/exports-bucket';
import type { LoadProps } from './load/load-props';
import { LoadTableMachine } from './load/load-table-machine';
import { WindowSchedules } from './load/window-schedules';
import { OversizedRecords } from './oversized-records';
import { ProducerDashboard } from './producer-dashboard';
import { RefusedRecords } from './refused-records';
import { SkippedChanges } from './skipped-changes';
import { StreamingTables } from './streaming-tables';
import { UnreadChanges } from './unread-changes';

export interface DynamoDbProducerStackProps extends LakeferryStackProps {
  readonly producer: ProducerSettings;
  readonly landing: Landing;
  readonly monitoring: Monitoring;
}

/** Changes of tables of this account on their way to a landing bucket. Of the other stacks it needs none. */
export class DynamoDbProducerStack extends LakeferryStack {
  constructor(scope: Construct, { settings, producer, landing, monitoring, ...props }: DynamoDbProducerStackProps) {
    super(scope, `dynamodb-producer-${producer.name}`, {
      settings,
      description: `lakeferry: changes of the tables of ${producer.name}`,
      ...props,
    });
    const { environment } = settings;
    const { stream, key } = new ChangeStream(this, 'Changes', producer);
    const network =
      producer.network === 'none'
        ? undefined
        : // the transform calls nothing, so nothing is reached from there
          new IsolatedNetwork(this, 'Network', { name: `dynamodb-${producer.name}`, of: 'one stream of changes', key });
    const transform = new FlattenItems(this, 'FlattenItems', { settings, producer, key, network, monitoring });
    const delivery = new Delivery(this, 'Delivery', { environment, producer, stream, key, transform, landing });
    const streaming = new StreamingTables(this, 'Streaming', {
      ...{ environment, producer },
      ...{ stream: stream.streamArn, key: key.keyArn },
    });
    // Firehose begins with what arrives after it is active
    streaming.node.addDependency(delivery.resource);
    new TellProgress(this, 'TellProgress', { settings, producer, key, landing, monitoring });
    this.addLoads({ settings, producer, stream: stream.streamArn, key, landing, monitoring });
    this.watch(producer, { settings, monitoring });
    new CfnOutput(this, 'StreamName', { value: changeStreamName(this.names, producer.name) });
    new CfnOutput(this, 'DeliveryRoleArn', { value: delivery.role.roleArn });
    new CfnOutput(this, 'LeftAt', {
      description:
        'When a stack of this stream was deleted that was not caught up since: nobody has read what arrived from then on.',
      value: streaming.resource.getAttString('LeftAt'),
    });
  }

  /** What brings whole tables, and by choice what the stream skipped. */
  private addLoads(props: Omit<LoadProps, 'exportsBucket'>): void {
    const { settings, producer, key, monitoring } = props;
    const exportsBucket = new ExportsBucket(this, 'Exports', { entry: producer.name, key });
    const loadTable = new LoadTableMachine(this, 'LoadTableMachine', { ...props, exportsBucket });
    const { repairHours: hours } = producer;
    if (hours !== undefined)
      new WindowSchedules(this, 'Windows', { settings, producer, hours, loadTable, key, monitoring });
    new CfnOutput(this, 'ExportsBucketName', { value: exportsBucket.bucketName });
  }

  /** A lookup of the account's zones would ask AWS while the template is made. */
  override get availabilityZones(): string[] {
    return [0, 1].map((i) => Fn.select(i, Fn.getAzs()));
  }

  private watch(
    producer: ProducerSettings,
    { settings, monitoring }: Pick<DynamoDbProducerStackProps, 'settings' | 'monitoring'>,
  ): void {
    const streamName = changeStreamName(this.names, producer.name);
    const props = { settings, producer, streamName, monitoring };
    new UnreadChanges(this, 'UnreadChanges', props);
    new LateDelivery(this, 'LateDelivery', props);
    new RefusedRecords(this, 'RefusedRecords', props);
    new OversizedRecords(this, 'OversizedRecords', props);
    if (regionTraits(settings.environment).hasMetricQueries) {
      for (const table of producer.tables) new SkippedChanges(this, `SkippedChanges|${table}`, { ...props, table });
    }
    new ProducerDashboard(this, 'Dashboard', { entry: producer.name, streamName });
  }
}
