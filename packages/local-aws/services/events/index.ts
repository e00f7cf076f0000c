import { randomUUID } from 'node:crypto';
import type {
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
  TestEventPatternCommandInput,
} from '@aws-sdk/client-eventbridge';
import type { BusEvent, EmitEvent, LocalService, ServiceDependencies } from '../../service';
import { type Changes, DurableMap } from '../../store';
import { Deliveries, type Delivery, deliveryId, type TargetPorts } from './deliveries';
import { type EventPattern, matchesPattern } from './event-pattern';
import { ruleKey, validation } from './names';
import type { RuleRecord } from './rule-record';
import { RuleSchedules } from './rule-schedules';
import { busName, checkedPattern, ruleOperations } from './rules';
import { targetInput } from './target-input';

export type { DeliverToTarget, TargetPorts } from './deliveries';
export { type EventPattern, matchesPattern, parseEventPattern } from './event-pattern';

export interface EventsDependencies extends ServiceDependencies, TargetPorts {
  /** @default random UUIDs */
  readonly newId?: () => string;
}

export interface Events {
  readonly service: LocalService;
  /** Puts an event of an AWS service on the default bus of its account. */
  readonly emit: EmitEvent;
  /** Delivers a rule's scheduled event now, as its schedule would. Throws a RangeError for a rule that is not there. */
  runSchedule(ruleName: string): Promise<void>;
  /**
   * Takes up the deliveries and the schedules of rules that an earlier process left. Call it when the targets can be
   * reached.
   */
  resume(): Promise<void>;
  /** Deliveries that no target has accepted yet. */
  pendingDeliveries(): number;
  close(): void;
}

const MAX_EVENTS_PER_CALL = 10;
/** The service's own default: a day, 185 attempts. */
const MAX_EVENT_AGE_SECONDS = 86_400;
const MAX_ATTEMPTS = 185;

/**
 * EventBridge: rules over a bus, delivery at least once and durable. `aws.*` sources may be put here, unlike on AWS.
 */
export async function createEvents(deps: EventsDependencies): Promise<Events> {
  const rules = await DurableMap.load<RuleRecord>(deps.store, 'events-rules');
  const deliveries = await Deliveries.load(deps.store, deps.clock, deps, 'events-deliveries');
  const newId = deps.newId ?? randomUUID;
  const parsed = new Map<string, EventPattern>();
  const patternOf = (text: string): EventPattern => {
    const pattern = parsed.get(text) ?? checkedPattern(text);
    parsed.set(text, pattern);
    return pattern;
  };

  const deliveriesTo = (rule: RuleRecord, event: BusEvent, copy: number): Delivery[] =>
    rule.targets.map((target) => ({
      id: deliveryId(event.id, rule.arn, target.Id ?? '', copy),
      eventId: event.id,
      ruleArn: rule.arn,
      targetArn: target.Arn ?? '',
      roleArn: target.RoleArn,
      input: targetInput(target, event, { ruleName: rule.name, ruleArn: rule.arn }),
      attempts: 0,
      firstTriedAt: deps.clock.now(),
      maxAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? MAX_ATTEMPTS,
      maxAgeMs: (target.RetryPolicy?.MaximumEventAgeInSeconds ?? MAX_EVENT_AGE_SECONDS) * 1000,
      deadLetterArn: target.DeadLetterConfig?.Arn,
    }));

  const dispatch = (event: BusEvent, bus: string, changes?: Changes): Promise<void> => {
    const copies = deps.faults.strikes('duplicate-event', event['detail-type']) ? [0, 1] : [0];
    const matching = rules
      .values()
      .filter((r) => r.enabled && r.bus === bus && r.account === event.account && r.pattern !== undefined)
      .filter((r) => matchesPattern(patternOf(r.pattern!), event));
    const due = copies.flatMap((copy) => matching.flatMap((rule) => deliveriesTo(rule, event, copy)));
    return deliveries.send(due, changes);
  };

  const eventOf = (given: Parameters<EmitEvent>[0], account: string, time: Date): BusEvent => ({
    version: '0',
    id: newId(),
    'detail-type': given['detail-type'],
    source: given.source,
    account,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: deps.region,
    resources: given.resources,
    detail: given.detail,
  });

  const put = async (entry: PutEventsRequestEntry, account: string): Promise<PutEventsResultEntry> => {
    const problem = entryProblem(entry);
    if (problem !== undefined) return problem;
    const event = eventOf(
      {
        source: entry.Source!,
        'detail-type': entry.DetailType!,
        resources: entry.Resources ?? [],
        detail: JSON.parse(entry.Detail!) as BusEvent['detail'],
      },
      account,
      entry.Time ?? new Date(deps.clock.now()),
    );
    await dispatch(event, busName(entry.EventBusName));
    return { EventId: event.id };
  };

  const runScheduled = async (key: string): Promise<void> => {
    const rule = rules.get(key);
    if (rule === undefined) return;
    const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [rule.arn], detail: {} };
    await deliveries.send(deliveriesTo(rule, eventOf(scheduled, rule.account, new Date(deps.clock.now())), 0));
  };
  const schedules = new RuleSchedules(deps.clock, runScheduled);

  const operations = {
    ...ruleOperations(rules, schedules, deps),
    PutEvents: async ({ Entries = [] }: PutEventsCommandInput, { accountId }: { accountId: string }) => {
      if (Entries.length === 0 || Entries.length > MAX_EVENTS_PER_CALL) {
        throw validation(
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_EVENTS_PER_CALL}`,
        );
      }
      const results: PutEventsResultEntry[] = [];
      for (const entry of Entries) results.push(await put(entry, accountId));
      return { FailedEntryCount: results.filter((r) => r.ErrorCode !== undefined).length, Entries: results };
    },
    TestEventPattern: async ({ EventPattern = '', Event = '' }: TestEventPatternCommandInput) => ({
      Result: matchesPattern(checkedPattern(EventPattern), parsedEvent(Event)),
    }),
  };

  return {
    service: { name: 'events', operations },
    emit: async (given, changes) =>
      dispatch(eventOf(given, given.account ?? deps.accountId, new Date(deps.clock.now())), 'default', changes),
    runSchedule: async (ruleName) => {
      const key = ruleKey(deps.accountId, 'default', ruleName);
      if (rules.get(key) === undefined) throw new RangeError(`There is no rule '${ruleName}' on the default bus.`);
      await runScheduled(key);
    },
    resume: async () => {
      for (const rule of rules.values()) schedules.arm(rule);
      await deliveries.resume();
    },
    pendingDeliveries: () => deliveries.size,
    close: () => {
      schedules.close();
      deliveries.close();
    },
  };
}

/** One bad entry does not hinder the others. */
function entryProblem({ Source, DetailType, Detail }: PutEventsRequestEntry): PutEventsResultEntry | undefined {
  for (const [field, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value === undefined || value === '') {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      };
    }
  }
  const detail = parsedOrUndefined(Detail!);
  if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

const EVENT_FIELDS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

function parsedEvent(text: string): object {
  const event = parsedOrUndefined(text);
  if (typeof event !== 'object' || event === null) throw validation('Parameter Event is not valid JSON.');
  const missing = EVENT_FIELDS.filter((field) => !Object.hasOwn(event, field));
  if (missing.length > 0)
    throw validation(`Parameter Event is not valid. Reason: ${missing.join(', ')} must be given.`);
  return event;
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
