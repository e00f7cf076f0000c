import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import { namesIn } from '../shared/lakeferry-stack';

export interface SnapshotRulesProps {
  readonly sources: Settings['sources'];
  readonly machine: IStateMachine;
  readonly deadLetters: IQueue;
}

/** Snapshots that have come to exist start the machine with the event as it came. */
export class SnapshotRules extends Construct {
  constructor(scope: Construct, id: string, { sources, machine, deadLetters }: SnapshotRulesProps) {
    super(scope, id);
    const target = new SfnStateMachine(machine, {
      deadLetterQueue: deadLetters,
      maxEventAge: Duration.days(1),
      retryAttempts: 185,
    });
    for (const [i, { source, 'detail-type': detailType, detail }] of snapshotEventPatterns(sources).entries()) {
      new Rule(this, `Rule${i + 1}`, {
        ruleName: namesIn(this).deployed(`snapshot-created-${i + 1}`),
        description: 'lakeferry: a snapshot can be exported',
        eventPattern: { source: [...source], detailType: [...detailType], detail },
        targets: [target],
      });
    }
  }
}
