import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { namesIn } from '../shared/lakeferry-stack';

/**
 * The customer-managed key of all data: the buckets, the ledger, logs, dead letters, notices. Roles get it by their own policies; only services that
 * act without a role of ours stand in the key's policy. No statement denies, for the export service must never be denied.
 */
export class LakeKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      alias: namesIn(this).prefix,
      description: 'lakeferry: exports, lake, ledger, logs',
      enableKeyRotation: true,
      // without the key the lake is gone
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.letLogsEncrypt();
    this.letReachEncryptedQueuesAndTopics('EventBridgeDeadLetters', 'events.amazonaws.com');
    this.letReachEncryptedQueuesAndTopics('CloudWatchAlarms', 'cloudwatch.amazonaws.com');
  }

  /** The principal of CloudWatch Logs carries Region and DNS suffix: `logs.cn-north-1.amazonaws.com.cn`. */
  private letLogsEncrypt(): void {
    const { region } = Stack.of(this);
    const logGroups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchLogs',
        principals: [new ServicePrincipal(`logs.${region}.${Aws.URL_SUFFIX}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
      }),
    );
  }

  /**
   * Without a condition. SNS documents that `aws:SourceAccount` and `aws:SourceArn` do not work in a key's policy for EventBridge, and of
   * CloudWatch nothing is documented: with one, alarms and dead letters might be lost. The policies of queue and topic ask for the source.
   */
  private letReachEncryptedQueuesAndTopics(sid: string, service: string): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
  }
}
