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
    this.letEventsReachEncryptedQueues();
    this.letAlarmsReachEncryptedTopics();
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

  private letEventsReachEncryptedQueues(): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventBridgeDeadLetters',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }

  /** Without a condition: that CloudWatch tells the key its source is documented nowhere, and the topic's policy asks for it. */
  private letAlarmsReachEncryptedTopics(): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
  }
}
