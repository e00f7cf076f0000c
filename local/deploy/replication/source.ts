import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { ReplicationSettings } from '../../../core/config/replication/types';
import type { Settings } from '../../../core/config/types';
import { lakeSendsEvents } from '../../../core/lake/buckets';
import type { Place } from '../resources';
import { RetryPolicy } from '../retry-policy';
import { unlessThere } from '../unless-there';

export const RULE_TARGET = 'Target0';

export interface SourceClients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
}

/** The lake's bucket tells EventBridge of its objects while a replication follows it. */
export async function deployLakeEvents(settings: Settings, Bucket: string, s3: S3Client): Promise<void> {
  const NotificationConfiguration = lakeSendsEvents(settings) ? { EventBridgeConfiguration: {} } : {};
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

/**
 * What the source stack makes: a topic for the bucket's own notifications, or a rule for its events. The local
 * EventBridge publishes in its own name, where the stack gives the rule a role. A bucket that the configuration names
 * is made for its owner, who has it on AWS; its notifications stay the owner's to set.
 */
export async function deploySource(
  { name, source, outputs }: ReplicationSettings,
  bucket: string,
  { partition, region, accountId, names }: Place,
  { s3, sns, events }: SourceClients,
): Promise<void> {
  if (source.bucket !== undefined) await unlessThere(s3.send(new CreateBucketCommand({ Bucket: bucket })));
  const topicName = names.deployed(`replication-${name}`);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topicName }));
  const ruleArn = `arn:${partition}:events:${region}:${accountId}:rule/${topicName}`;
  const isOnBus = source.events === 'eventbridge';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: isOnBus ? 'events.amazonaws.com' : 's3.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: TopicArn,
    Condition: {
      StringEquals: { 'aws:SourceAccount': accountId },
      ArnLike: { 'aws:SourceArn': isOnBus ? ruleArn : `arn:${partition}:s3:::${bucket}` },
    },
  };
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  if (!isOnBus) return;
  const followsDeletes = outputs.some(({ deletes }) => deletes !== 'none');
  const EventPattern = JSON.stringify({
    source: ['aws.s3'],
    'detail-type': ['Object Created', ...(followsDeletes ? ['Object Deleted'] : [])],
    detail: {
      bucket: { name: [bucket] },
      ...(source.prefix === '' ? {} : { object: { key: [{ prefix: source.prefix }] } }),
    },
  });
  const Description = `lakeferry: objects for the replication ${name}`;
  await events.send(new PutRuleCommand({ Name: topicName, Description, EventPattern }));
  const target = { Id: RULE_TARGET, Arn: TopicArn, RetryPolicy };
  await events.send(new PutTargetsCommand({ Rule: topicName, Targets: [target] }));
}
