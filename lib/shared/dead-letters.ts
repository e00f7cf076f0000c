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
}

const NAME = 'undelivered-triggers';

/** Triggers that could not be delivered in a day of retries: each is a snapshot that was not exported. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { settings, key, monitoring }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: namesIn(this).deployed(NAME),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' });
    monitoring.watch(this, {
      name: NAME,
      says: 'A trigger could not be delivered: a snapshot was not exported.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: WATCH_PERIOD }),
      console: queuesLink(settings.environment),
    });
  }
}
