import { isKnownIn, type RequestContext, valueIn } from './context';
import { isInNetwork } from './network';
import { ANY_TEXT, type Piece } from './pattern';
import { arnTemplateOf, isArnLike, isLike, keysOf, templateOf } from './variables';

/** `UNKNOWN`: this runtime cannot say; it fails closed. */
export type Holds = 'YES' | 'NO' | 'UNKNOWN';
export type Condition = (context: RequestContext) => Holds;

type Comparison = (value: string, context: RequestContext) => boolean;
/** Prepares what stands in the policy; undefined for a text that is not a value of the operator. */
type Prepare = (wanted: string, hasVariables: boolean) => Comparison | undefined;

/** Wildcards stand for themselves here. */
const literal = (wanted: string, hasVariables: boolean, same: (a: string, b: string) => boolean): Comparison => {
  const template = templateOf(wanted, hasVariables);
  return (value, context) => {
    const pieces = template.pieces(context);
    return pieces !== undefined && same(value, pieces.map(textOf).join(''));
  };
};
const textOf = (piece: Piece): string => (typeof piece === 'string' ? piece : piece === ANY_TEXT ? '*' : '?');

const equals: Prepare = (wanted, hasVariables) => literal(wanted, hasVariables, (a, b) => a === b);
const equalsIgnoringCase: Prepare = (wanted, hasVariables) =>
  literal(wanted, hasVariables, (a, b) => a.toLowerCase() === b.toLowerCase());
const like: Prepare = (wanted, hasVariables) => {
  const template = templateOf(wanted, hasVariables);
  return (value, context) => isLike(template, value, context);
};
const arnLike: Prepare = (wanted, hasVariables) => {
  const template = arnTemplateOf(wanted, hasVariables);
  return (value, context) => isArnLike(template, value, context);
};
const bool: Prepare = (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase();

const ordered =
  (read: (text: string) => number, holds: (value: number, wanted: number) => boolean): Prepare =>
  (wanted) => {
    const right = read(wanted);
    if (Number.isNaN(right)) return undefined;
    return (value) => !Number.isNaN(read(value)) && holds(read(value), right);
  };
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
/** ISO 8601, or seconds since the epoch. */
const dateOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const ORDERS = {
  Equals: (a: number, b: number) => a === b,
  LessThan: (a: number, b: number) => a < b,
  LessThanEquals: (a: number, b: number) => a <= b,
  GreaterThan: (a: number, b: number) => a > b,
  GreaterThanEquals: (a: number, b: number) => a >= b,
};
const orders = (kind: string, read: (text: string) => number): Record<string, Prepare> =>
  Object.fromEntries(Object.entries(ORDERS).map(([name, holds]) => [`${kind}${name}`, ordered(read, holds)]));

const POSITIVE: Readonly<Record<string, Prepare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  ...orders('Numeric', numberOf),
  ...orders('Date', dateOf),
  Bool: bool,
  BinaryEquals: equals,
  IpAddress: (wanted) => (value) => isInNetwork(value, wanted),
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

/** Hold for what the positive operator does not hold for, and for an absent key. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

const unknown: Condition = () => 'UNKNOWN';
const answer = (holds: boolean): Holds => (holds ? 'YES' : 'NO');

/** One line of a Condition block: operator, key, and the values of which one is enough. */
export function conditionOf(
  operator: string,
  key: string,
  values: readonly string[],
  hasVariables: boolean,
): Condition {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  const keys = [key, ...values.flatMap((wanted) => keysOf(wanted, hasVariables))];
  if (base === 'Null')
    return set === undefined && ifExists === undefined
      ? whenKnown(keys, (context) => answer(values.includes(String(valueIn(context, key) === undefined))))
      : unknown;
  const isNegated = Object.hasOwn(NEGATED, base);
  const name = NEGATED[base] ?? base;
  const prepare = Object.hasOwn(POSITIVE, name) ? POSITIVE[name] : undefined;
  const comparisons = prepare === undefined ? [] : values.map((wanted) => prepare(wanted, hasVariables));
  if (prepare === undefined || comparisons.includes(undefined)) return unknown;
  const one = (value: string, context: RequestContext): boolean =>
    comparisons.some((compare) => compare?.(value, context)) !== isNegated;
  const whenAbsent = set === 'ForAnyValue' ? false : set === 'ForAllValues' || ifExists !== undefined || isNegated;
  return whenKnown(keys, (context) => {
    const found = valueIn(context, key);
    const all = found === undefined ? [] : [found].flat();
    if (all.length === 0) return answer(whenAbsent);
    const every = set === 'ForAllValues' || (set === undefined && isNegated);
    return answer(every ? all.every((each) => one(each, context)) : all.some((each) => one(each, context)));
  });
}

const whenKnown =
  (keys: readonly string[], condition: Condition): Condition =>
  (context) =>
    keys.every((key) => isKnownIn(context, key)) ? condition(context) : 'UNKNOWN';

/** All lines together: `NO` as soon as one does not hold. */
export const allHold = (conditions: readonly Condition[], context: RequestContext): Holds => {
  let all: Holds = 'YES';
  for (const condition of conditions) {
    const holds = condition(context);
    if (holds === 'NO') return 'NO';
    if (holds === 'UNKNOWN') all = 'UNKNOWN';
  }
  return all;
};
