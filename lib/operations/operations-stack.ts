import { CfnOutput } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { LakeStack } from '../lake/lake-stack';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { Monitoring } from '../shared/monitoring';
import { NoticesTopic } from './notices-topic';
import { NotifyFailure } from './notify-failure';
import { RunEndedRule } from './run-ended-rule';
import { UndeliveredNotices } from './undelivered-notices';

export interface OperationsStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
}

/** Who is told, and of what. It stands before the stacks that are watched, and holds no data. */
export class OperationsStack extends LakeferryStack {
  /** Alarms made with it tell the topic. */
  readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, { settings, lake, ...props }: OperationsStackProps) {
    super(scope, id, { settings, description: 'lakeferry: tells people of failures', ...props });
    const { key, ledger } = lake;
    const topic = new NoticesTopic(this, 'Notices', { key, mail: settings.notifications.mail });
    const monitoring = new Monitoring(new SnsAction(topic));
    this.monitoring = monitoring;
    const { queue: undelivered } = new UndeliveredNotices(this, 'UndeliveredNotices', { settings, key, monitoring });
    const notifyFailure = new NotifyFailure(this, 'NotifyFailure', {
      ...{ settings, key, ledger, topic, undelivered, monitoring },
    });
    new RunEndedRule(this, 'RunEnded', { settings, notifyFailure, undelivered });
    new CfnOutput(this, 'NoticesTopicArn', { value: topic.topicArn });
  }
}
