import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { VISIBILITY_SECONDS } from '../../../core/replication/work-limits';
import { namesIn } from '../../shared/lakeferry-stack';
import type { Monitoring } from '../../shared/monitoring';
import { UndeliveredEvents } from '../undelivered-events';
import { FailedObjects } from './failed-objects';

/** Receives of a message before it counts as failed. */
const MAX_RECEIVES = 8;

export interface OutputQueueProps {
  readonly settings: Settings;
  readonly output: string;
  readonly topic: ITopic;
  /** Of the topic: a message moves between queues only under one key. */
  readonly key: IKey;
  readonly monitoring: Monitoring;
}

/** The queue of one output: what its topic tells, as S3 wrote it. With a queue for either way to fail. */
export class OutputQueue extends Construct {
  readonly queue: Queue;
  /** Messages that were received and never done. */
  readonly failed: Queue;
  /** Messages that never came. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { settings, output, topic, key, monitoring }: OutputQueueProps) {
    super(scope, id);
    const deadLetters = { settings, key, monitoring, which: output };
    this.failed = new FailedObjects(this, 'FailedObjects', deadLetters).queue;
    this.undelivered = new UndeliveredEvents(this, 'UndeliveredEvents', deadLetters).queue;
    this.queue = new Queue(this, 'Queue', {
      queueName: namesIn(this).deployed(`replication-${output}`),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      // shorter than the 14 days of the dead letters, which count from the first day too
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: MAX_RECEIVES },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Topic',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    const subscription = new Subscription(this, 'Subscription', {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
      deadLetterQueue: this.undelivered,
    });
    subscription.node.addDependency(this.queue);
  }
}
