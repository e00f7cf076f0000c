import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { namesIn } from '../shared/lakeferry-stack';
import { letLogsEncrypt } from '../shared/log-encryption';

export interface LakeKeyProps {
  /** A key that is there already; its policy is left alone. @default a key of the stack */
  readonly keyArn?: string;
}

/**
 * The customer-managed key of all data: the buckets, the ledger, logs, dead letters, notices. Roles get it by their own
 * policies; only services that act without a role of ours stand in the key's policy. No statement denies, for the
 * export service must never be denied.
 */
export class LakeKey extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, { keyArn }: LakeKeyProps) {
    super(scope, id);
    this.key = keyArn === undefined ? this.addKey() : Key.fromKeyArn(this, 'Key', keyArn);
  }

  private addKey(): Key {
    const key = new Key(this, 'Key', {
      alias: namesIn(this).prefix,
      description: 'lakeferry: exports, lake, ledger, logs',
      enableKeyRotation: true,
      // without the key the lake is gone
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    letLogsEncrypt(key);
    this.letReachEncryptedQueuesAndTopics(key, 'EventBridgeDeadLetters', 'events.amazonaws.com');
    this.letReachEncryptedQueuesAndTopics(key, 'CloudWatchAlarms', 'cloudwatch.amazonaws.com');
    return key;
  }

  /**
   * Without a condition. SNS documents that `aws:SourceAccount` and `aws:SourceArn` do not work in a key's policy for
   * EventBridge, and of CloudWatch nothing is documented: with one, alarms and dead letters might be lost. The policies
   * of queue and topic ask for the source.
   */
  private letReachEncryptedQueuesAndTopics(key: Key, sid: string, service: string): void {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
  }
}
