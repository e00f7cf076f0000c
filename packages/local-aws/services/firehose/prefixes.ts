import { randomBytes } from 'node:crypto';
import { ServiceError } from '../../service';

/** What the expressions of a prefix are evaluated with. */
export interface Evaluation {
  /** Milliseconds since the epoch: when the oldest record of the object arrived. */
  readonly arrivedAt: number;
  readonly timeZone: string;
  readonly partitionKeys?: Readonly<Record<string, string>>;
  /** `processing-failed` */
  readonly errorType?: string;
}

const EXPRESSION = /!\{([^:}]*):?([^}]*)\}/g;
const MAX_PREFIX_CHARS = 512;
/** What follows a prefix without expressions. */
const BY_HOUR = '!{timestamp:yyyy/MM/dd/HH/}';
const OF_ERRORS = '!{firehose:error-output-type}/';
const LAMBDA = 'partitionKeyFromLambda';

const hasExpressions = (prefix: string): boolean => prefix.includes('!{');

/** Names of the partition keys that a prefix uses. */
export const partitionKeysIn = (prefix: string): string[] =>
  [...prefix.matchAll(EXPRESSION)].filter(([, namespace]) => namespace === LAMBDA).map(([, , name = '']) => name);

/** Where objects go. */
export function keyPrefix(prefix: string, evaluation: Evaluation): string {
  return evaluated(hasExpressions(prefix) ? prefix : prefix + BY_HOUR, evaluation);
}

/** Where records go that failed. */
export function errorPrefix(
  { Prefix = '', ErrorOutputPrefix: errors }: PrefixSettings,
  evaluation: Evaluation & { readonly errorType: string },
): string {
  const prefix = errors ?? Prefix;
  return evaluated(hasExpressions(prefix) ? prefix : prefix + OF_ERRORS + BY_HOUR, evaluation);
}

/** `2026-11-20-02-00-00`, in names of objects. */
export const nameTime = ({ arrivedAt, timeZone }: Evaluation): string =>
  formatted('yyyy-MM-dd-HH-mm-ss', arrivedAt, timeZone);

function evaluated(prefix: string, { arrivedAt, timeZone, partitionKeys = {}, errorType = '' }: Evaluation): string {
  return prefix.replace(EXPRESSION, (_match, namespace: string, name: string) => {
    if (namespace === 'timestamp') return formatted(name, arrivedAt, timeZone);
    if (namespace === LAMBDA) return partitionKeys[name] ?? '';
    return name === 'random-string' ? randomString() : errorType;
  });
}

/** 11 characters. */
const randomString = (): string => randomBytes(8).toString('base64url');

const PATTERN = /'([^']*)'|yyyy|MM|dd|HH|mm|ss/g;

/** Java's DateTimeFormatter, as far as years to seconds go. */
function formatted(pattern: string, time: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(new Date(time));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const values: Readonly<Record<string, string>> = {
    ...{ yyyy: part('year'), MM: part('month'), dd: part('day') },
    ...{ HH: part('hour'), mm: part('minute'), ss: part('second') },
  };
  return pattern.replace(PATTERN, (match, quoted?: string) => quoted ?? values[match] ?? match);
}

export interface PrefixSettings {
  readonly Prefix?: string;
  readonly ErrorOutputPrefix?: string;
}

/** Amazon Data Firehose Developer Guide, "Custom prefixes for Amazon S3 objects". Throws InvalidArgumentException. */
export function checkPrefixes({ Prefix = '', ErrorOutputPrefix }: PrefixSettings, isPartitioned: boolean): void {
  const names = ['random-string'];
  for (const each of expressionsOf(Prefix, 'Prefix')) {
    if (each.namespace === LAMBDA && isPartitioned) continue;
    checkExpression('Prefix', each, names);
  }
  for (const each of expressionsOf(ErrorOutputPrefix ?? '', 'ErrorOutputPrefix'))
    checkExpression('ErrorOutputPrefix', each, [...names, 'error-output-type']);
  if (hasExpressions(Prefix) && ErrorOutputPrefix === undefined)
    throw invalid('ErrorOutputPrefix', 'it cannot be null or empty when Prefix contains expressions');
  const isTold = ErrorOutputPrefix?.includes('!{firehose:error-output-type}');
  if (ErrorOutputPrefix !== undefined && (hasExpressions(Prefix) || hasExpressions(ErrorOutputPrefix)) && !isTold)
    throw invalid('ErrorOutputPrefix', 'it must contain !{firehose:error-output-type}');
  if (isPartitioned && partitionKeysIn(Prefix).length === 0)
    throw invalid('Prefix', `it must contain !{${LAMBDA}:…} when dynamic partitioning is enabled`);
}

interface Expression {
  readonly text: string;
  readonly namespace: string;
  readonly name: string;
}

function expressionsOf(prefix: string, member: string): Expression[] {
  if (prefix.length > MAX_PREFIX_CHARS) throw invalid(member, `it has more than ${MAX_PREFIX_CHARS} characters`);
  return [...prefix.matchAll(EXPRESSION)].map(([text, namespace = '', name = '']) => ({ text, namespace, name }));
}

function checkExpression(member: string, { text, namespace, name }: Expression, ofFirehose: readonly string[]): void {
  if (namespace === 'firehose' && ofFirehose.includes(name)) return;
  const rest = name.replace(PATTERN, '');
  if (namespace === 'timestamp' && name !== '' && !/[A-Za-z]/.test(rest)) return;
  throw invalid(member, `${text} is not valid there, or not served locally (timestamps of yyyy, MM, dd, HH, mm, ss)`);
}

const invalid = (member: string, why: string): ServiceError =>
  new ServiceError('InvalidArgumentException', `${member} is not valid: ${why}.`);
