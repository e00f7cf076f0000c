import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { BoundedRegExp } from '../../bounded-regexp';

/** An event pattern, parsed and found valid by {@link parseEventPattern}. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly Matcher[] | readonly EventPattern[];
}

type Json = unknown;
type Matcher = string | number | boolean | null | Readonly<Record<string, Json>>;

export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternError';
  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}

const invalid = (reason: string): never => {
  throw new InvalidEventPatternError(reason);
};

// ---- validation ----

/** Throws {@link InvalidEventPatternError}, as PutRule would refuse it. */
export function parseEventPattern(text: string): EventPattern {
  let pattern: Json;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(pattern)) return invalid('Filter is not an object');
  checkPattern(pattern, true);
  return pattern as EventPattern;
}

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkPattern(pattern: Readonly<Record<string, Json>>, atTop = false): void {
  const fields = Object.entries(pattern);
  if (fields.length === 0) invalid(atTop ? 'Empty patterns are not allowed' : 'Empty objects are not allowed');
  for (const [field, value] of fields) {
    if (field === '$or') checkAlternatives(value);
    else if (isObject(value)) checkPattern(value);
    else if (!Array.isArray(value)) invalid(`"${field}" must be an object or an array`);
    else if (value.length === 0) invalid('Empty arrays are not allowed');
    else for (const matcher of value) checkMatcher(field, matcher);
  }
}

function checkAlternatives(value: Json): void {
  if (!Array.isArray(value) || value.length < 2) invalid('There must have at least 2 Objects in $or relationship');
  for (const alternative of value as Json[]) {
    if (!isObject(alternative)) invalid('Only Object is allowed in array of $or relationship');
    else checkPattern(alternative);
  }
}

function checkMatcher(field: string, matcher: Json): void {
  if (Array.isArray(matcher)) invalid(`"${field}" holds an array where a match value belongs`);
  if (!isObject(matcher)) return;
  const [kind, ...others] = Object.keys(matcher);
  if (kind === undefined || others.length > 0) invalid('Only one key allowed in match expression');
  const check = Object.hasOwn(CHECKS, kind!) ? CHECKS[kind!] : undefined;
  if (check === undefined) invalid(`Unrecognized match type ${kind}`);
  check!(matcher[kind!]);
}

const isText = (value: Json): value is string => typeof value === 'string';

function checkText(kind: string, value: Json): void {
  const inner = isObject(value) ? value['equals-ignore-case'] : value;
  if (!isText(inner)) invalid(`${kind} match pattern must be a string`);
}

function checkWildcard(value: Json): void {
  if (!isText(value)) invalid('wildcard match pattern must be a string');
  else if (/(?<!\\)\*\*/.test(value)) invalid(`Consecutive wildcard characters in '${value}'`);
}

const CHECKS: Readonly<Record<string, (value: Json) => void>> = {
  prefix: (value) => checkText('prefix', value),
  suffix: (value) => checkText('suffix', value),
  'equals-ignore-case': (value) => {
    if (!isText(value)) invalid('equals-ignore-case match pattern must be a string');
  },
  wildcard: checkWildcard,
  exists: (value) => {
    if (typeof value !== 'boolean') invalid('exists match pattern must be either true or false.');
  },
  cidr: (value) => {
    if (!isText(value) || cidrBlock(value) === undefined) invalid(`Malformed CIDR, ${String(value)}`);
  },
  numeric: checkNumeric,
  'anything-but': checkAnythingBut,
};

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function checkNumeric(value: Json): void {
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 4)) {
    invalid('Value of numeric must be an array of operators and numbers.');
  }
  for (const [i, part] of (value as Json[]).entries()) {
    const fits = i % 2 === 0 ? isText(part) && Object.hasOwn(OPERATORS, part) : typeof part === 'number';
    if (!fits) invalid(`Bad numeric range: ${JSON.stringify(value)}`);
  }
}

function checkAnythingBut(value: Json): void {
  if (!isObject(value)) {
    const list = Array.isArray(value) ? value : [value];
    const uniform = list.every(isText) || list.every((v) => typeof v === 'number');
    if (list.length === 0 || !uniform) invalid('Inside anything-but list, either all values are number or string');
    return;
  }
  const [kind, ...others] = Object.keys(value);
  const allowed = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];
  if (others.length > 0 || !allowed.includes(kind ?? '')) invalid(`Unsupported anything-but pattern: ${kind}`);
  for (const text of [value[kind!]].flat()) {
    if (kind === 'wildcard') checkWildcard(text);
    else if (!isText(text)) invalid(`${kind} match pattern must be a string`);
  }
}

// ---- matching ----

/** Whether an event matches: every field of the pattern, any of its values; `$or`: any alternative. */
export function matchesPattern(pattern: EventPattern, event: Json): boolean {
  return Object.entries(pattern).every(([field, value]) => {
    if (field === '$or') return (value as readonly EventPattern[]).some((p) => matchesPattern(p, event));
    const actual = isObject(event) && Object.hasOwn(event, field) ? event[field] : undefined;
    return Array.isArray(value) ? matchesAny(value as Matcher[], actual) : matchesNested(value as EventPattern, actual);
  });
}

/** A list of objects matches when one of them matches in all fields. */
const matchesNested = (pattern: EventPattern, actual: Json): boolean =>
  Array.isArray(actual) ? actual.some((element) => matchesPattern(pattern, element)) : matchesPattern(pattern, actual);

/** The values an event has at a leaf: a list counts as its elements, an object as nothing. */
function leaves(actual: Json): Json[] {
  if (actual === undefined || isObject(actual)) return [];
  return Array.isArray(actual) ? actual.flatMap(leaves) : [actual];
}

function matchesAny(matchers: readonly Matcher[], actual: Json): boolean {
  const values = leaves(actual);
  return matchers.some((matcher) => {
    if (isObject(matcher) && 'exists' in matcher) return matcher.exists === values.length > 0;
    return values.some((value) => matchesOne(matcher, value));
  });
}

function matchesOne(matcher: Matcher, value: Json): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [[kind, operand]] = Object.entries(matcher) as [[string, Json]];
  return TESTS[kind]!(operand, value);
}

const fold = (text: string): string => text.toLowerCase();

/** A plain operand, or one that ignores case. */
const textTest =
  (test: (value: string, operand: string) => boolean) =>
  (operand: Json, value: Json): boolean => {
    if (!isText(value)) return false;
    return isObject(operand)
      ? test(fold(value), fold(operand['equals-ignore-case'] as string))
      : test(value, operand as string);
  };

const TESTS: Readonly<Record<string, (operand: Json, value: Json) => boolean>> = {
  prefix: textTest((value, operand) => value.startsWith(operand)),
  suffix: textTest((value, operand) => value.endsWith(operand)),
  'equals-ignore-case': textTest((value, operand) => fold(value) === fold(operand)),
  wildcard: textTest((value, operand) => wildcardPattern(operand).test(value)),
  numeric: (operand, value) => typeof value === 'number' && inRange(operand as (string | number)[], value),
  cidr: (operand, value) => isText(value) && inBlock(operand as string, value),
  'anything-but': anythingBut,
};

function anythingBut(operand: Json, value: Json): boolean {
  if (!isObject(operand)) return ![operand].flat().includes(value);
  const [[kind, texts]] = Object.entries(operand) as [[string, Json]];
  return ![texts].flat().some((text) => TESTS[kind]!(text, value));
}

const inRange = (range: readonly (string | number)[], value: number): boolean =>
  range.every((part, i) => i % 2 === 1 || OPERATORS[part as string]!(value, range[i + 1] as number));

/** `*` is any run of characters; `\*` and `\\` stand for themselves. */
function wildcardPattern(wildcard: string): BoundedRegExp {
  const source = wildcard.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (token, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return token === '*' ? '.*' : `\\${token}`;
  });
  return new BoundedRegExp(new RegExp(`^${source}$`, 's'));
}

function cidrBlock(cidr: string): BlockList | undefined {
  const [address = '', bits = ''] = cidr.split('/');
  const family = familyOf(address);
  const list = new BlockList();
  if (family === undefined || !/^\d+$/.test(bits)) return undefined;
  try {
    list.addSubnet(address, Number(bits), family);
    return list;
  } catch {
    return undefined;
  }
}

function inBlock(cidr: string, address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && (cidrBlock(cidr)?.check(address, family) ?? false);
}

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined =>
  isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
