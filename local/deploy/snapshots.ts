import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { Settings } from '../../core/config/types';
import { deployedName } from '../../core/names';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import type { LocalResources } from './resources';

/** What starts the branch, as its stack makes it. */
export async function deploySnapshots(
  settings: Settings,
  resources: LocalResources,
  events: EventBridgeClient,
): Promise<void> {
  for (const [i, pattern] of snapshotEventPatterns(settings.sources).entries()) {
    const Rule = deployedName(`snapshot-created-${i + 1}`);
    await events.send(new PutRuleCommand({ Name: Rule, EventPattern: JSON.stringify(pattern) }));
    const target = {
      Id: 'export-snapshot',
      Arn: resources.machines['export-snapshot'],
      RoleArn: resources.functionRoleArn,
    };
    await events.send(new PutTargetsCommand({ Rule, Targets: [target] }));
  }
}
