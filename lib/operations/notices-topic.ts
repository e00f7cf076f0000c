import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { namesIn } from '../shared/lakeferry-stack';

export interface NoticesTopicProps {
  readonly key: IKey;
  /** Addresses; each must confirm its subscription. */
  readonly mail: readonly string[];
}

/** What people are told: notices of runs, and alarms. Encrypted, reached over TLS only. */
export class NoticesTopic extends Topic {
  constructor(scope: Construct, id: string, { key, mail }: NoticesTopicProps) {
    super(scope, id, { topicName: namesIn(scope).deployed('notices'), masterKey: key, enforceSSL: true });
    for (const address of mail) this.addSubscription(new EmailSubscription(address));
    this.letAlarmsPublish();
  }

  /** The function publishes by its own role; alarms have none. */
  private letAlarmsPublish(): void {
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': alarms },
        },
      }),
    );
  }
}
