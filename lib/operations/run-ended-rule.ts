import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { endingPattern } from '../../core/operations/status-change';
import { namesIn } from '../shared/lakeferry-stack';

export interface RunEndedRuleProps {
  readonly settings: Pick<Settings, 'replications' | 'dynamodb'>;
  readonly notifyFailure: IFunction;
  readonly undelivered: IQueue;
}

/**
 * The end of every run goes to `notify-failure`. Machines are named, not referred to: their stacks come after this one,
 * because their alarms tell its topic.
 */
export class RunEndedRule extends Rule {
  constructor(scope: Construct, id: string, { settings, notifyFailure, undelivered }: RunEndedRuleProps) {
    const { deployed } = namesIn(scope);
    const machineArn = (name: string): string =>
      Stack.of(scope).formatArn({
        service: 'states',
        resource: 'stateMachine',
        resourceName: deployed(name),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    const pattern = endingPattern(machineArn, settings);
    super(scope, id, {
      ruleName: deployed('run-ended'),
      description: 'lakeferry: a run has ended',
      eventPattern: { source: pattern.source, detailType: pattern['detail-type'], detail: pattern.detail },
      targets: [
        new FunctionTarget(notifyFailure, {
          deadLetterQueue: undelivered,
          maxEventAge: Duration.days(1),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
