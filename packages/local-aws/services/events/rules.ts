import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  ListRuleNamesByTargetCommandInput,
  ListRulesCommandInput,
  ListTargetsByRuleCommandInput,
  PutRuleCommandInput,
  PutTargetsCommandInput,
  RemoveTargetsCommandInput,
  Rule,
  Target,
} from '@aws-sdk/client-eventbridge';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { DurableMap } from '../../store';
import { pageOf } from '../page';
import { type EventPattern, InvalidEventPatternError, parseEventPattern } from './event-pattern';
import { ruleKey, validation } from './names';
import type { RuleRecord } from './rule-record';
import { checkSchedule, type RuleSchedules } from './rule-schedules';

const DEFAULT_BUS = 'default';
const MAX_TARGETS_PER_RULE = 5;

/** Rules and their targets. */
export function ruleOperations(
  rules: DurableMap<RuleRecord>,
  schedules: RuleSchedules,
  { partition, region }: { readonly partition: string; readonly region: string },
): Record<string, Operation> {
  const find = (name: string | undefined, bus: string | undefined, context: RequestContext): RuleRecord => {
    const found = rules.get(ruleKey(context.accountId, busName(bus), name ?? ''));
    if (found === undefined) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName(bus)}.`);
    }
    return found;
  };
  const save = async (rule: RuleRecord): Promise<void> => {
    await rules.set(ruleKey(rule.account, rule.bus, rule.name), rule);
    schedules.arm(rule);
  };
  const ofBus = (bus: string | undefined, { accountId }: RequestContext): RuleRecord[] =>
    rules
      .values()
      .filter((r) => r.account === accountId && r.bus === busName(bus))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const switchTo =
    (enabled: boolean): Operation =>
    async ({ Name, EventBusName }: DescribeRuleCommandInput, context) => {
      await save({ ...find(Name, EventBusName, context), enabled });
      return {};
    };

  return {
    PutRule: async (input: PutRuleCommandInput, context) => {
      const { Name = '', EventBusName, EventPattern, ScheduleExpression } = input;
      if (EventPattern === undefined && ScheduleExpression === undefined) {
        throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
      }
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name)) throw validation(`Rule name '${Name}' is not valid.`);
      if (EventPattern !== undefined) checkedPattern(EventPattern);
      if (ScheduleExpression !== undefined) checkSchedule(ScheduleExpression);
      const bus = busName(EventBusName);
      if (ScheduleExpression !== undefined && bus !== DEFAULT_BUS)
        throw validation('ScheduleExpression is supported only on the default event bus.');
      const path = bus === DEFAULT_BUS ? Name : `${bus}/${Name}`;
      const arn = `arn:${partition}:events:${region}:${context.accountId}:rule/${path}`;
      await save({
        account: context.accountId,
        bus,
        name: Name,
        arn,
        pattern: EventPattern,
        schedule: ScheduleExpression,
        description: input.Description,
        roleArn: input.RoleArn,
        enabled: input.State !== 'DISABLED',
        targets: rules.get(ruleKey(context.accountId, bus, Name))?.targets ?? [],
      });
      return { RuleArn: arn };
    },
    DescribeRule: async ({ Name, EventBusName }: DescribeRuleCommandInput, context) => ({
      ...describeRule(find(Name, EventBusName, context)),
      CreatedBy: context.accountId,
    }),
    ListRules: async ({ NamePrefix = '', EventBusName, NextToken, Limit }: ListRulesCommandInput, context) => {
      const matching = ofBus(EventBusName, context).filter((r) => r.name.startsWith(NamePrefix));
      const { items, next } = pageOf(matching, NextToken, Limit ?? 100, 'ValidationException');
      return { Rules: items.map(describeRule), NextToken: next };
    },
    EnableRule: switchTo(true),
    DisableRule: switchTo(false),
    DeleteRule: async ({ Name, EventBusName }: DeleteRuleCommandInput, context) => {
      const found = rules.get(ruleKey(context.accountId, busName(EventBusName), Name ?? ''));
      if (found === undefined) return {};
      if (found.targets.length > 0) throw validation("Rule can't be deleted since it has targets.");
      const key = ruleKey(found.account, found.bus, found.name);
      schedules.disarm(key);
      await rules.delete(key);
      return {};
    },
    PutTargets: async ({ Rule, EventBusName, Targets = [] }: PutTargetsCommandInput, context) => {
      const rule = find(Rule, EventBusName, context);
      for (const target of Targets) checkTarget(target);
      const kept = rule.targets.filter((t) => !Targets.some((n) => n.Id === t.Id));
      if (kept.length + Targets.length > MAX_TARGETS_PER_RULE) {
        throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      await save({ ...rule, targets: [...kept, ...Targets] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: async ({ Rule, EventBusName, Ids = [] }: RemoveTargetsCommandInput, context) => {
      const rule = find(Rule, EventBusName, context);
      const missing = Ids.filter((id) => !rule.targets.some((t) => t.Id === id));
      await save({ ...rule, targets: rule.targets.filter((t) => !Ids.includes(t.Id ?? '')) });
      return {
        FailedEntryCount: missing.length,
        FailedEntries: missing.map((TargetId) => ({
          TargetId,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Target ${TargetId} does not exist.`,
        })),
      };
    },
    ListTargetsByRule: async ({ Rule, EventBusName, NextToken, Limit }: ListTargetsByRuleCommandInput, context) => {
      const { targets } = find(Rule, EventBusName, context);
      const { items, next } = pageOf(targets, NextToken, Limit ?? 100, 'ValidationException');
      return { Targets: items, NextToken: next };
    },
    ListRuleNamesByTarget: async ({ TargetArn, EventBusName }: ListRuleNamesByTargetCommandInput, context) => ({
      RuleNames: ofBus(EventBusName, context)
        .filter((r) => r.targets.some((t) => t.Arn === TargetArn))
        .map((r) => r.name),
    }),
  };
}

/** A bus may be named by its ARN. */
export const busName = (nameOrArn: string | undefined): string => nameOrArn?.split('/').at(-1) ?? DEFAULT_BUS;

/** Throws InvalidEventPatternException. */
export function checkedPattern(text: string): EventPattern {
  try {
    return parseEventPattern(text);
  } catch (error) {
    if (!(error instanceof InvalidEventPatternError)) throw error;
    throw new ServiceError('InvalidEventPatternException', error.message);
  }
}

function checkTarget({ Id, Arn, Input, InputPath, InputTransformer }: Target): void {
  if (!Id || !Arn) throw validation('Every target must have an Id and an Arn.');
  if (!/^arn:[\w-]+:[\w-]+:/.test(Arn)) throw validation(`Provided Arn is not in correct format: ${Arn}`);
  if ([Input, InputPath, InputTransformer].filter((i) => i !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input === undefined) return;
  try {
    JSON.parse(Input);
  } catch {
    throw validation(`JSON syntax error in input for target ${Id}.`);
  }
}

const describeRule = (rule: RuleRecord): Rule => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.pattern,
  ScheduleExpression: rule.schedule,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  Description: rule.description,
  RoleArn: rule.roleArn,
  EventBusName: rule.bus,
});
