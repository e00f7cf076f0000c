import { BoundedRegExp } from '../bounded-regexp';

/** A call that an AWS service makes in its own name, and what it says of itself. */
export interface ServiceCall {
  /** `cloudwatch.amazonaws.com` */
  readonly principal: string;
  /** `sns:Publish` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys with their values, for example `aws:SourceAccount`. */
  readonly context: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether a resource policy lets a service make a call. A condition that is not known here, or whose key the call does
 * not have, holds for a Deny and not for an Allow: a policy is never read as wider than it may be.
 */
export function allowsService(policy: string, call: ServiceCall): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  const concerned = [statements].flat().filter((each) => isAbout(each, call));
  const denied = concerned.some((each) => each.Effect === 'Deny' && conditionsHold(each, call, true));
  return !denied && concerned.some((each) => each.Effect === 'Allow' && conditionsHold(each, call, false));
}

const isAbout = (
  { Principal, Action = [], Resource = [] }: Statement,
  { principal, action, resource }: ServiceCall,
): boolean =>
  principalsOf(Principal).some((each) => each === '*' || each === principal) &&
  [Action].flat().some((each) => isLike(action.toLowerCase(), each.toLowerCase())) &&
  [Resource].flat().some((each) => isLike(resource, each));

/** `{"AWS": "*"}` is everybody, services included: key policies written so let CloudWatch publish. */
function principalsOf(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  const { AWS, Service = [] } = (principal ?? {}) as { AWS?: unknown; Service?: string | readonly string[] };
  return [...(AWS === '*' ? ['*'] : []), ...[Service].flat()];
}

function conditionsHold({ Condition = {} }: Statement, { context }: ServiceCall, whenUnknown: boolean): boolean {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const compare = OPERATORS[operator];
      const value = known.get(key.toLowerCase());
      if (compare === undefined || value === undefined) return whenUnknown;
      return [wanted].flat().some((each) => compare(value, each));
    }),
  );
}

const isEqual = (value: string, wanted: string): boolean => value === wanted;

/** `*` is any text, `?` any character. */
const isLike = (value: string, pattern: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new BoundedRegExp(new RegExp(`^${source}$`, 's')).test(value);
};

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  StringEquals: isEqual,
  Bool: isEqual,
  StringLike: isLike,
  ArnEquals: isLike,
  ArnLike: isLike,
};
