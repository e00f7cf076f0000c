import { randomUUID } from 'node:crypto';
import type { FilterRule, NotificationConfiguration } from '@aws-sdk/client-s3';
import { invalidArgument } from '../errors';
import { encodedKey } from './key-encoding';

/** What a bucket tells one destination. */
export interface Rule {
  readonly id: string;
  readonly destinationArn: string;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  /** As encoded keys begin and end. */
  readonly prefix: string;
  readonly suffix: string;
}

type Destination = Readonly<Record<string, unknown>> & {
  readonly Id?: string;
  readonly Events?: readonly string[];
  readonly Filter?: { readonly Key?: { readonly FilterRules?: readonly FilterRule[] } };
};

/** Lists of the configuration, and the member that names the destination in each. */
const DESTINATIONS = {
  TopicConfigurations: 'TopicArn',
  QueueConfigurations: 'QueueArn',
  LambdaFunctionConfigurations: 'LambdaFunctionArn',
} as const;

const EVENTS = [
  's3:TestEvent',
  's3:ReducedRedundancyLostObject',
  ...['*', 'Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map((name) => `s3:ObjectCreated:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:ObjectRemoved:${name}`),
  ...['*', 'Post', 'Completed', 'Delete'].map((name) => `s3:ObjectRestore:${name}`),
  ...['*', 'OperationFailedReplication', 'OperationMissedThreshold'].map((name) => `s3:Replication:${name}`),
  ...['OperationReplicatedAfterThreshold', 'OperationNotTracked'].map((name) => `s3:Replication:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:LifecycleExpiration:${name}`),
  ...['*', 'Put', 'Delete'].map((name) => `s3:ObjectTagging:${name}`),
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectAcl:Put',
];

/**
 * The configuration as S3 keeps and shows it: each rule with an id, filters named `Prefix` and `Suffix`. Throws
 * InvalidArgument for what S3 refuses by itself; whether destinations are there is asked elsewhere.
 */
export function checkedConfiguration(given: NotificationConfiguration, region: string): NotificationConfiguration {
  const kept: Record<string, unknown> = {};
  if (given.EventBridgeConfiguration !== undefined) kept.EventBridgeConfiguration = {};
  for (const [list, member] of Object.entries(DESTINATIONS)) {
    const destinations = (given[list as keyof NotificationConfiguration] ?? []) as readonly Destination[];
    if (destinations.length > 0) kept[list] = destinations.map((each) => checkedDestination(each, member, region));
  }
  refuseOverlaps(rulesOf(kept));
  return kept;
}

function checkedDestination(given: Destination, member: string, region: string): Destination {
  const arn = String(given[member] ?? '');
  if (arn.split(':').length < 6) throw invalidArgument('The ARN could not be parsed', member, arn);
  if (arn.split(':')[3] !== region)
    throw invalidArgument(
      'The notification destination service region is not valid for the bucket location constraint',
      member,
      arn,
    );
  const { Events = [], Filter } = given;
  const unknown = Events.find((event) => !EVENTS.includes(event));
  if (Events.length === 0 || unknown !== undefined)
    throw invalidArgument('A specified event is not supported for notifications.', 'Event', unknown ?? '');
  const rules = (Filter?.Key?.FilterRules ?? []).map(checkedFilter);
  const names = rules.map(({ Name }) => Name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw invalidArgument(
      `Cannot specify more than one ${String(twice).toLowerCase()} rule in a filter.`,
      'filter',
      '',
    );
  return {
    ...given,
    Id: given.Id ?? randomUUID(),
    ...(Filter === undefined ? {} : { Filter: { Key: { FilterRules: rules } } }),
  };
}

function checkedFilter({ Name = '' as never, Value = '' }: FilterRule): FilterRule {
  const name = { prefix: 'Prefix', suffix: 'Suffix' }[String(Name).toLowerCase()];
  if (name === undefined)
    throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', Name);
  return { Name: name as FilterRule['Name'], Value };
}

/** What the configuration means. */
export const rulesOf = (configuration: NotificationConfiguration): Rule[] =>
  Object.entries(DESTINATIONS).flatMap(([list, member]) =>
    ((configuration[list as keyof NotificationConfiguration] ?? []) as readonly Destination[]).map((each) => {
      const filters = each.Filter?.Key?.FilterRules ?? [];
      const filter = (name: string): string => filters.find(({ Name }) => Name === name)?.Value ?? '';
      return {
        id: each.Id ?? '',
        destinationArn: String(each[member]),
        events: each.Events ?? [],
        prefix: filter('Prefix'),
        suffix: filter('Suffix'),
      };
    }),
  );

/** `name` without `s3:`, as events have it. */
export const concerns = (rule: Rule, name: string, key: string): boolean => {
  const encoded = encodedKey(key);
  return (
    rule.events.some((event) => isSame(event, `s3:${name}`)) &&
    encoded.startsWith(rule.prefix) &&
    encoded.endsWith(rule.suffix)
  );
};

const isSame = (event: string, other: string): boolean =>
  event.endsWith('*') ? other.startsWith(event.slice(0, -1)) : event === other;

/** One event of one key goes to one destination: S3 refuses rules that could both want it. */
function refuseOverlaps(rules: readonly Rule[]): void {
  const begins = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
  const ends = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);
  for (const [i, a] of rules.entries())
    for (const b of rules.slice(i + 1)) {
      const event = a.events.find((one) => b.events.some((other) => isSame(one, other) || isSame(other, one)));
      if (event !== undefined && begins(a.prefix, b.prefix) && ends(a.suffix, b.suffix))
        throw invalidArgument(
          'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
          'Event',
          event,
        );
    }
}
