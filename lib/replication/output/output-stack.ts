import { CfnOutput, Fn } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { OutputSettings, ReplicationSettings } from '../../../core/config/replication/types';
import { outputRolePath } from '../../../core/replication/pivot';
import type { LakeStack } from '../../lake/lake-stack';
import { DuckDbLayer } from '../../shared/duckdb/duckdb-layer';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import type { Monitoring } from '../../shared/monitoring';
import { ConvertObjectMachine } from '../machines/convert-object-machine';
import type { ObjectMachines } from '../machines/object-machines';
import { ReplicateLargeObjectMachine } from '../machines/replicate-large-object-machine';
import { ReplicateMissingMachine } from '../machines/replicate-missing-machine';
import type { OutputProps } from '../output-props';
import { ReplicateObject } from '../replicate-object';
import type { ReplicationSourceStack } from '../source/source-stack';
import { admitToLake } from './admit-to-lake';
import { ComparisonSchedule } from './comparison-schedule';
import { DestinationPlace } from './destination-place';
import { ObjectsMissing } from './objects-missing';
import { OutputDashboard } from './output-dashboard';
import { OutputNetwork } from './output-network';
import { OutputQueue } from './output-queue';
import { ReplicationLag } from './replication-lag';
import { SetAsideObjects } from './set-aside-objects';

export interface ReplicationOutputStackProps extends LakeferryStackProps {
  readonly replication: ReplicationSettings;
  readonly output: OutputSettings;
  readonly source: ReplicationSourceStack;
  readonly lake: LakeStack;
  readonly monitoring: Monitoring;
}

/** One destination of a replication: its queue, functions, machines, and what watches them. It holds no data. */
export class ReplicationOutputStack extends LakeferryStack {
  constructor(scope: Construct, props: ReplicationOutputStackProps) {
    const { settings, replication, output, source, lake, monitoring, ...stack } = props;
    super(scope, `replication-output-${output.name}`, {
      settings,
      description: `lakeferry: output ${output.name} of the replication ${replication.name}`,
      ...stack,
    });
    const { eventsKey, topic } = source;
    const queues = new OutputQueue(this, 'Events', {
      ...{ settings, topic, monitoring },
      output: output.name,
      key: eventsKey,
    });
    const parts: OutputProps = {
      ...{ settings, replication, output, source, monitoring },
      key: lake.key,
      workBucket: lake.workBucket,
      replicationTable: lake.replicationTable,
      queue: queues.queue,
      network: this.addNetwork(output, lake),
      ...(output.convert && { duckdb: new DuckDbLayer(this, 'DuckDb', settings.environment) }),
    };
    if (source.bucketName === lake.lakeBucket.bucketName) {
      lake.readers.addPath(outputRolePath(this.names, this.region, output.name));
      admitToLake(output, replication.source, lake);
    }
    new DestinationPlace(this, 'Destination', output);
    const { replicateObject, replicateMissing } = this.addWork(parts, queues);
    new ReplicationLag(this, 'Lag', { settings, output, queue: queues.queue, monitoring });
    new SetAsideObjects(this, 'SetAside', { settings, output: output.name, replicateObject, monitoring });
    new ObjectsMissing(this, 'Missing', { settings, output: output.name, replicateMissing, monitoring });
    new OutputDashboard(this, 'Dashboard', { output: output.name, queues });
    new CfnOutput(this, 'QueueUrl', { value: queues.queue.queueUrl });
  }

  /** A lookup of the account's zones would ask AWS while the template is made. */
  override get availabilityZones(): string[] {
    return [0, 1].map((i) => Fn.select(i, Fn.getAzs()));
  }

  private addNetwork(output: OutputSettings, { key }: LakeStack): OutputNetwork | undefined {
    return output.network === 'none' ? undefined : new OutputNetwork(this, 'Network', { output, key });
  }

  private addWork(props: OutputProps, { queue, undelivered }: OutputQueue) {
    const { output, settings, source } = props;
    const machines: ObjectMachines = {
      replicateLargeObject: new ReplicateLargeObjectMachine(this, 'ReplicateLargeObjectMachine', props),
      ...(props.duckdb && { convertObject: new ConvertObjectMachine(this, 'ConvertObjectMachine', props) }),
    };
    const replicateObject = new ReplicateObject(this, 'ReplicateObject', { ...props, ...machines });
    this.addMapping(replicateObject, queue, output);
    const replicateMissing = new ReplicateMissingMachine(this, 'ReplicateMissingMachine', { ...props, ...machines });
    if (output.backfill !== 'off') {
      const eventsKey = source.eventsKey.keyArn;
      const { timeZone } = settings;
      new ComparisonSchedule(this, 'Comparison', { output, timeZone, replicateMissing, undelivered, eventsKey });
    }
    return { replicateObject, replicateMissing };
  }

  private addMapping(target: ReplicateObject, queue: IQueue, { maxConcurrency }: OutputSettings): void {
    new EventSourceMapping(this, 'Mapping', {
      target,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // a reservation would count refused deliveries as receives, and fail messages that nobody tried
      maxConcurrency,
    });
  }
}
