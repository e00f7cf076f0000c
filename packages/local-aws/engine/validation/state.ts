import { isObject, type Json, type JsonObject } from '../json';
import { parseTimestamp } from '../states/wait';
import type { MachineType, Report } from './report';
import { transitionsOf } from './transitions';

interface Surroundings {
  readonly location: string;
  readonly type: MachineType;
  readonly report: Report;
  /** Labels of Distributed Maps so far. */
  readonly labels: Set<string>;
  readonly states: JsonObject;
  /** Looks at a branch or processor: it holds states again. */
  readonly checkScope: CheckScope;
}

type CheckScope = (scope: JsonObject, path: string, type: MachineType, report: Report, labels: Set<string>) => void;

const TYPES = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];
const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const FLOW = ['Next', 'End', 'Output', 'Assign'];
const GUARD = ['Retry', 'Catch'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: FLOW,
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: [...FLOW, 'Seconds', 'Timestamp'],
  Task: [...FLOW, ...GUARD, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Parallel: [...FLOW, ...GUARD, 'Branches', 'Arguments'],
  Map: [
    ...FLOW,
    ...GUARD,
    'ItemProcessor',
    'Items',
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
};
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource'],
  Parallel: ['Branches'],
  Map: ['ItemProcessor'],
  Choice: ['Choices'],
};
/** Fields that exist in JSONPath only. */
const JSONPATH_FIELDS = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Result',
  'ItemsPath',
  'MaxConcurrencyPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'Variable',
]);

export function checkState(state: JsonObject, around: Surroundings): void {
  const { location, report } = around;
  const { Type } = state;
  checkQueryLanguage(state.QueryLanguage, location, report);
  if (state.QueryLanguage === 'JSONPath') {
    report(location, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  if (Type === undefined) {
    report(location, "The field 'Type' is required but was missing");
    return;
  }
  if (typeof Type !== 'string' || !TYPES.includes(Type)) {
    report(`${location}/Type`, `The field 'Type' should have one of these values: [${TYPES.join(', ')}]`);
    return;
  }
  checkFields(state, Type, around);
  checkNext(state, Type, around);
  if (Type === 'Task') checkTask(state, around);
  if (Type === 'Wait') checkWait(state, around);
  if (Type === 'Choice') checkChoice(state, around);
  if (Type === 'Parallel') checkParallel(state, around);
  if (Type === 'Map') checkMap(state, around);
  checkGuards(state, around);
}

export function checkQueryLanguage(language: Json | undefined, location: string, report: Report): void {
  if (language === undefined) return;
  if (typeof language !== 'string') report(`${location}/QueryLanguage`, 'Expected value of type [STRING]');
  else if (language !== 'JSONata' && language !== 'JSONPath')
    report(`${location}/QueryLanguage`, 'Value should be one of the following: [JSONPath, JSONata]');
}

function checkFields(state: JsonObject, type: string, { location, report }: Surroundings): void {
  for (const field of REQUIRED[type] ?? []) {
    if (state[field] === undefined) report(location, `The field '${field}' is required but was missing`);
  }
  for (const field of Object.keys(state)) {
    if (JSONPATH_FIELDS.has(field)) {
      report(
        location,
        `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
      );
    } else if (!COMMON.includes(field) && !FIELDS[type]!.includes(field)) {
      report(location, `Field '${field}' is not supported`);
    }
  }
}

function checkNext(state: JsonObject, type: string, { location, report, states }: Surroundings): void {
  for (const [at, target] of transitionsOf(state)) {
    if (states[target] === undefined)
      report(`${location}/${at}`, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
  }
  if (type === 'Choice' || type === 'Succeed' || type === 'Fail') return;
  const { Next, End } = state;
  if (Next === undefined && End !== true) report(location, 'One of these fields is required: [Next, End]');
  if (Next !== undefined && End === true) report(location, 'These fields are mutually exclusive: [Next, End]');
}

function checkTask(state: JsonObject, { location, type, report }: Surroundings): void {
  const { Resource, Credentials } = state;
  if (Resource !== undefined && (typeof Resource !== 'string' || !Resource.startsWith('arn:')))
    report(`${location}/Resource`, 'Value is not a valid resource ARN');
  if (isObject(Credentials) && Credentials.RoleArn === undefined)
    report(`${location}/Credentials`, "The field 'RoleArn' is required but was missing");
  const suffix = /\.(waitForTaskToken|sync)(:2)?$/.exec(String(Resource ?? ''));
  if (type === 'EXPRESS' && suffix !== null)
    report(`${location}/Resource`, `Express state machine does not support '${suffix[0]}' service integration `);
  const { TimeoutSeconds, HeartbeatSeconds } = state;
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    report(`${location}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
}

function checkWait(state: JsonObject, { location, report }: Surroundings): void {
  const { Seconds, Timestamp } = state;
  const given = [Seconds, Timestamp].filter((value) => value !== undefined).length;
  if (given !== 1) report(location, 'Exactly one of these fields is required: [Seconds, Timestamp]');
  const literal = typeof Timestamp === 'string' && !Timestamp.startsWith('{%');
  if (literal && parseTimestamp(Timestamp) === undefined)
    report(`${location}/Timestamp`, 'String does not match RFC3339 timestamp');
  if (typeof Seconds === 'number' && (!Number.isInteger(Seconds) || Seconds < 0 || Seconds > 99_999_999))
    report(`${location}/Seconds`, 'Value is not between 0 and 99999999');
}

function checkChoice(state: JsonObject, { location, report }: Surroundings): void {
  const { Choices } = state;
  if (Choices === undefined) return;
  if (!Array.isArray(Choices)) {
    report(`${location}/Choices`, 'Expected value of type [ARRAY]');
    return;
  }
  if (Choices.length === 0) report(`${location}/Choices`, 'Value cannot be empty');
  for (const [i, rule] of Choices.entries()) {
    const at = `${location}/Choices[${i}]`;
    if (!isObject(rule)) report(at, 'Expected value of type [OBJECT]');
    else {
      const missing = ['Condition', 'Next'].filter((field) => rule[field] === undefined);
      if (missing.length > 0) report(at, `These fields are required: [${missing.join(', ')}]`);
    }
  }
}

function checkParallel(state: JsonObject, { location, type, report, labels, checkScope }: Surroundings): void {
  const { Branches } = state;
  if (Branches === undefined) return;
  if (!Array.isArray(Branches)) {
    report(`${location}/Branches`, 'Expected value of type [ARRAY]');
    return;
  }
  if (Branches.length === 0) report(`${location}/Branches`, 'Value cannot be empty');
  for (const [i, branch] of Branches.entries())
    checkInner(checkScope, branch, `${location}/Branches[${i}]`, type, report, labels);
}

function checkInner(
  checkScope: CheckScope,
  scope: Json,
  path: string,
  type: MachineType,
  report: Report,
  labels: Set<string>,
): void {
  if (!isObject(scope)) {
    report(path, 'Expected value of type [OBJECT]');
    return;
  }
  if (scope.QueryLanguage !== undefined) report(path, "Field 'QueryLanguage' is not supported");
  checkScope(scope, path, type, report, labels);
}

/**
 * Refused in Labels (developer guide, "Distributed Map state fields"): white space, wildcards, brackets, special and
 * control characters.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const BAD_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/;

function checkMap(state: JsonObject, { location, type, report, labels, checkScope }: Surroundings): void {
  const { ItemProcessor, Label } = state;
  if (!isObject(ItemProcessor)) return;
  const path = `${location}/ItemProcessor`;
  const config = isObject(ItemProcessor.ProcessorConfig) ? ItemProcessor.ProcessorConfig : {};
  const distributed = config.Mode === 'DISTRIBUTED';
  if (distributed && type === 'EXPRESS')
    report(`${path}/ProcessorConfig/Mode`, 'Express state machine does not support DISTRIBUTED mode');
  if (distributed && config.ExecutionType === undefined)
    report(`${path}/ProcessorConfig`, "The field 'ExecutionType' is required but was missing");
  if (!distributed) {
    for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']) {
      if (state[field] !== undefined)
        report(`${location}/${field}`, `Field is only supported in a Map of mode DISTRIBUTED`);
    }
  }
  if (state.ItemReader !== undefined && state.Items !== undefined)
    report(location, 'These fields are mutually exclusive: [ItemReader, Items]');
  if (Label !== undefined) checkLabel(Label, `${location}/Label`, report, labels);
  checkInner(checkScope, ItemProcessor, path, config.ExecutionType === 'EXPRESS' ? 'EXPRESS' : type, report, labels);
}

function checkLabel(label: Json, at: string, report: Report, labels: Set<string>): void {
  if (typeof label !== 'string' || label === '') {
    report(at, 'Label must not be empty');
    return;
  }
  if (label.length > 40) report(at, 'Label must not exceed 40 characters');
  if (BAD_LABEL.test(label)) report(at, `Label contains invalid characters: ${label}`);
  if (labels.has(label)) report(at, `Label is not unique: ${label}`);
  labels.add(label);
}

function checkGuards(state: JsonObject, { location, report }: Surroundings): void {
  for (const field of ['Retry', 'Catch']) {
    const rules = state[field];
    if (rules === undefined) continue;
    if (!Array.isArray(rules)) {
      report(`${location}/${field}`, 'Expected value of type [ARRAY]');
      continue;
    }
    for (const [i, rule] of rules.entries())
      checkRule(rule, `${location}/${field}[${i}]`, field, i === rules.length - 1, report);
  }
}

function checkRule(rule: Json, at: string, field: string, last: boolean, report: Report): void {
  if (!isObject(rule)) {
    report(at, 'Expected value of type [OBJECT]');
    return;
  }
  const names = rule.ErrorEquals;
  if (!Array.isArray(names)) {
    report(at, "The field 'ErrorEquals' is required but was missing");
    return;
  }
  if (names.length === 0) report(`${at}/ErrorEquals`, 'Value cannot be empty');
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    report(`${at}/ErrorEquals[${names.indexOf('States.ALL')}]`, 'States.ALL must appear alone and at end of list');
  }
  if (field === 'Catch' && rule.Next === undefined) report(at, "The field 'Next' is required but was missing");
}
