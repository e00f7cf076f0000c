import { Aws, CfnOutput } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ReplicationSettings } from '../../../core/config/replication/types';
import type { LakeStack } from '../../lake/lake-stack';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import type { Monitoring } from '../../shared/monitoring';
import { UndeliveredEvents } from '../undelivered-events';
import { EventsKey } from './events-key';
import { EventsRule } from './events-rule';

export interface ReplicationSourceStackProps extends LakeferryStackProps {
  readonly replication: ReplicationSettings;
  readonly lake: LakeStack;
  readonly monitoring: Monitoring;
}

/**
 * Where the events of one bucket come in: a topic that only this bucket of this account publishes to, or a rule for it.
 * The bucket's own notifications are never touched, because one call replaces them all.
 */
export class ReplicationSourceStack extends LakeferryStack {
  readonly topic: Topic;
  /** Of topic and queues. */
  readonly eventsKey: EventsKey;
  readonly bucketName: string;
  readonly bucketArn: string;

  constructor(scope: Construct, { settings, replication, lake, monitoring, ...props }: ReplicationSourceStackProps) {
    const { name, source } = replication;
    super(scope, `replication-source-${name}`, {
      settings,
      description: `lakeferry: events of the replication ${name}`,
      ...props,
    });
    this.bucketName = source.bucket ?? lake.lakeBucket.bucketName;
    this.bucketArn = `arn:${Aws.PARTITION}:s3:::${this.bucketName}`;
    const topicName = this.names.deployed(`replication-${name}`);
    const topicArn = this.formatArn({ service: 'sns', resource: topicName });
    this.eventsKey = new EventsKey(this, 'EventsKey', { replication, bucket: this.bucketArn, topic: topicArn });
    this.topic = new Topic(this, 'Topic', { topicName, masterKey: this.eventsKey, enforceSSL: true });
    if (source.events === 'notifications') this.letBucketPublish();
    else {
      // an underscore, which no output has in its name
      const deadLetters = { key: this.eventsKey, monitoring, settings, which: `${name}_source` };
      const { queue: undelivered } = new UndeliveredEvents(this, 'UndeliveredEvents', deadLetters);
      new EventsRule(this, 'Events', {
        replication,
        bucket: this.bucketName,
        topic: this.topic,
        key: this.eventsKey,
        undelivered,
      });
    }
    new CfnOutput(this, 'TopicArn', { value: this.topic.topicArn });
  }

  private letBucketPublish(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Bucket',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': this.bucketArn },
        },
      }),
    );
  }
}
