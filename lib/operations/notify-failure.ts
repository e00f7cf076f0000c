import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { notifyFailureRights } from '../../core/operations/rights';
import { ENV } from '../../functions/shared/env';
import { readAslFile } from '../shared/asl-file';
import { namesIn } from '../shared/lakeferry-stack';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';
import { placeOf } from '../shared/rights/place-of';

export interface NotifyFailureProps {
  readonly settings: Settings;
  readonly key: IKey;
  readonly ledger: ITable;
  readonly topic: ITopic;
  /** Gets the events that it failed at. */
  readonly undelivered: IQueue;
  readonly monitoring: Monitoring;
}

/** Lambda calls it once more after a minute, and again after two. */
const RETRIES = 2;

/** Tells people how a run ended. */
export class NotifyFailure extends LambdaFunction {
  constructor(scope: Construct, id: string, { ledger, topic, undelivered, ...props }: NotifyFailureProps) {
    super(scope, id, {
      ...props,
      name: 'notify-failure',
      reads: ['environment', 'timeZone'],
      ...boundsOf('notify-failure'),
      tries: 1 + RETRIES,
      environment: { [ENV.ledgerTable]: ledger.tableName, [ENV.noticesTopicArn]: topic.topicArn },
      permissions: notifyFailureRights({
        place: placeOf(scope),
        names: namesIn(scope),
        mapLabels: (machine) => readAslFile(machine).mapLabels,
        replications: props.settings.replications,
        dynamodb: props.settings.dynamodb,
        ledger: ledger.tableArn,
        topic: topic.topicArn,
        undelivered: undelivered.queueArn,
        key: props.key.keyArn,
      }),
    });
    this.configureAsyncInvoke({ retryAttempts: RETRIES, onFailure: new SqsDestination(undelivered) });
  }
}
