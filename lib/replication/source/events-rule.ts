import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ReplicationSettings } from '../../../core/config/replication/types';
import { namesIn } from '../../shared/lakeferry-stack';
import { allow } from '../../shared/permissions';

export interface EventsRuleProps {
  readonly replication: ReplicationSettings;
  /** Name of the bucket. */
  readonly bucket: string;
  readonly topic: ITopic;
  /** Of the topic. */
  readonly key: IKey;
  readonly undelivered: IQueue;
}

/** Events of a bucket that sends them to EventBridge go to the replication's topic. */
export class EventsRule extends Rule {
  constructor(scope: Construct, id: string, { replication, bucket, topic, key, undelivered }: EventsRuleProps) {
    const { name, source, outputs } = replication;
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: `lakeferry: sends events to the replication ${name}`,
    });
    allow(
      role,
      { actions: ['sns:Publish'], resources: [topic.topicArn] },
      { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] },
    );
    const followsDeletes = outputs.some(({ deletes }) => deletes !== 'none');
    super(scope, id, {
      ruleName: namesIn(scope).deployed(`replication-${name}`),
      description: `lakeferry: objects for the replication ${name}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created', ...(followsDeletes ? ['Object Deleted'] : [])],
        detail: {
          bucket: { name: [bucket] },
          ...(source.prefix === '' ? {} : { object: { key: [{ prefix: source.prefix }] } }),
        },
      },
      targets: [
        new SnsTopic(topic, {
          // the topic's policy would admit every rule of every account
          role: role.withoutPolicyUpdates(),
          authorizeUsingRole: true,
          deadLetterQueue: undelivered,
          maxEventAge: Duration.days(1),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
