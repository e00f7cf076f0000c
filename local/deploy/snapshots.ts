import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../core/config/types';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import { deployDeadLetters } from './dead-letters';
import type { LocalResources, Place } from './resources';

/** As the stack's rules retry: for a day. */
const RetryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** What starts the branch, as its stack makes it, but for schedules. */
export async function deploySnapshots(
  settings: Settings,
  place: Place,
  resources: LocalResources,
  { events, sqs }: { readonly events: EventBridgeClient; readonly sqs: SQSClient },
): Promise<void> {
  const { machines, roles } = resources;
  const patterns = snapshotEventPatterns(settings.sources);
  const rules = patterns.map((_pattern, i) => place.names.deployed(`snapshot-created-${i + 1}`));
  const deadLetters = await deployDeadLetters('undelivered-triggers', rules, place, { resources, sqs });
  const target = {
    Id: 'Target0',
    Arn: machines['export-snapshot'],
    RoleArn: roles.events,
    RetryPolicy,
    DeadLetterConfig: { Arn: deadLetters },
  };
  for (const [i, pattern] of patterns.entries()) {
    const Name = rules[i];
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
