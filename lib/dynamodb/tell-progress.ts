import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { progressRoleName } from '../../core/config/dynamodb/defaults';
import type { ProducerSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import { changeStreamName } from '../../core/dynamodb/deployed';
import { type Landing, landingBucketName } from '../../core/dynamodb/landing';
import { PROGRESS_MINUTES } from '../../core/dynamodb/names';
import { progressRights } from '../../core/dynamodb/rights/progress';
import { ENV } from '../../functions/shared/env';
import { namesIn } from '../shared/lakeferry-stack';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';
import { placeOf } from '../shared/rights/place-of';

/** Lambda tries once, and the next time is in five minutes: twelve failures are an hour without a word. */
const TIMES_AN_HOUR = 60 / PROGRESS_MINUTES;

export interface TellProgressProps {
  readonly settings: Settings;
  readonly producer: ProducerSettings;
  readonly key: IKey;
  readonly landing: Landing;
  readonly monitoring: Monitoring;
}

/** Tells every five minutes how far the delivery of one stream is. It calls AWS, so it is in no VPC. */
export class TellProgress extends LambdaFunction {
  constructor(scope: Construct, id: string, { settings, producer, key, landing, monitoring }: TellProgressProps) {
    const names = namesIn(scope);
    const { name } = producer;
    const { account, region } = Stack.of(scope);
    super(scope, id, {
      name: 'tell-progress',
      which: name,
      settings,
      reads: ['dynamodb', 'environment'],
      key,
      ...boundsOf('tell-progress'),
      environment: {
        [ENV.tableStream]: name,
        [ENV.landingBucket]: producer.to?.bucket ?? landingBucketName(names, { accountId: account, region }),
      },
      roleName: progressRoleName(names, name, settings.environment.region),
      permissions: progressRights({
        ...{ place: placeOf(scope), entry: name, streamName: changeStreamName(names, name) },
        ...{ bucket: landing.bucket, key: landing.key },
      }),
      monitoring,
      tries: TIMES_AN_HOUR,
    });
    this.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(scope, `${id}Rule`, {
      ruleName: names.deployed(`tell-progress-${name}`),
      description: `lakeferry: how far the delivery of ${name} is`,
      schedule: Schedule.rate(Duration.minutes(PROGRESS_MINUTES)),
      targets: [new FunctionTarget(this, { retryAttempts: 0 })],
    });
  }
}
