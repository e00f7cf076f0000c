import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import type { LocalResources, Place } from './resources';

/** As the stack's rules retry: for a day. What is not delivered by then is gone, because there is no dead-letter queue here. */
const RetryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** What starts the branch, as its stack makes it, but for schedules. */
export async function deploySnapshots(
  settings: Settings,
  { machines, roles }: LocalResources,
  events: EventBridgeClient,
): Promise<void> {
  const target = { Id: 'Target0', Arn: machines['export-snapshot'], RoleArn: roles.events, RetryPolicy };
  for (const [i, pattern] of snapshotEventPatterns(settings.sources).entries()) {
    const Name = namesOf(settings.environment).deployed(`snapshot-created-${i + 1}`);
    const Description = 'lakeferry: a snapshot can be exported';
    await events.send(new PutRuleCommand({ Name, Description, EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [target] }));
  }
}

/** What a person must know of the triggers that are not deployed here; undefined when all are. */
export function describeMissingSchedules(
  { sources }: Pick<Settings, 'sources'>,
  { partition, region, accountId, names }: Place,
): string | undefined {
  const scheduled = sources.flatMap(({ id, trigger }) => ('schedule' in trigger ? [{ id, ...trigger }] : []));
  const [first] = scheduled;
  if (first === undefined) return undefined;
  const sourceArn = `arn:${partition}:rds:${region}:${accountId}:cluster:${first.id}`;
  return (
    'Schedules do not run here, because the local runtime has no EventBridge Scheduler: ' +
    `${scheduled.map(({ id, schedule }) => `${id} (${schedule})`).join(', ')}. ` +
    `To export now, start ${names.deployed('export-snapshot')} with ${JSON.stringify({ source: 'lakeferry', sourceArn })}.`
  );
}
