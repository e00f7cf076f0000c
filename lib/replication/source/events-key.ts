import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ReplicationSettings } from '../../../core/config/replication/types';
import { namesIn } from '../../shared/lakeferry-stack';

export interface EventsKeyProps {
  readonly replication: ReplicationSettings;
  /** ARNs. */
  readonly bucket: string;
  readonly topic: string;
}

/**
 * The key of a replication's topic and of all queues behind it. A service that the key refuses loses the event without
 * a trace, and AWS's own keys admit none: so the services stand in the policy.
 */
export class EventsKey extends Key {
  constructor(scope: Construct, id: string, { replication: { name, source }, bucket, topic }: EventsKeyProps) {
    super(scope, id, {
      alias: namesIn(scope).deployed(`replication-${name}`),
      description: `lakeferry: events of the replication ${name}`,
      enableKeyRotation: true,
      // nothing is under it but messages, and the queues go with it
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (source.events === 'notifications') this.admit('s3.amazonaws.com', bucket);
    // SNS documents that conditions on the source do not work in a key's policy for EventBridge
    else this.admit('events.amazonaws.com');
    this.admit('sns.amazonaws.com', topic);
  }

  private admit(service: string, from?: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: service.split('.')[0]!.toUpperCase(),
        principals: [new ServicePrincipal(service)],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
        conditions:
          from === undefined
            ? undefined
            : { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': from } },
      }),
    );
  }
}
