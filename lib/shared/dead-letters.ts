import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { queuesLink } from '../../core/runs/console-links';
import { namesIn } from './lakeferry-stack';
import { type Monitoring, WATCH_PERIOD } from './monitoring';

export interface DeadLettersProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly monitoring: Monitoring;
  /** Of the queue, and of its alarm. */
  readonly name: string;
  /** Which one of several queues of the name; ends the names of queue and alarm. @default there is one */
  readonly which?: string;
  /** What a message in it means, for whoever is woken by the alarm. */
  readonly says: string;
  /** A queue names it in its redrive policy, by which cdk-nag knows it. @default false */
  readonly isOfQueue?: boolean;
}

/** What could not be delivered, kept for 14 days. One message is an alarm. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    const { settings, key, monitoring, name, which, says, isOfQueue = false } = props;
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: namesIn(this).deployed(which === undefined ? name : `${name}-${which}`),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    if (!isOfQueue)
      Validations.of(this.queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' });
    monitoring.watch(this, {
      name,
      which,
      says,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: WATCH_PERIOD }),
      console: queuesLink(settings.environment),
    });
  }
}
