import { allHold } from './conditions';
import { isKnownIn, type RequestContext } from './context';
import type { Policy, Statement } from './document';
import { isSpared, type Naming, namingOf, type Principal } from './principal';
import { isArnLike, isLike } from './variables';

/** A call as IAM judges it. */
export interface Call {
  readonly principal: Principal;
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN, or `*` for an action that takes none. */
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: RequestContext;
}

/** Policies that have a say. */
export interface Policies {
  /** The user's or role's; absent for an account's root, who may everything, and for services, who have none. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  /** Given to AssumeRole: what the session may is what both allow. */
  readonly session?: readonly Policy[];
  /** The resource's own: bucket, queue, key, trust. */
  readonly resource?: Policy;
  /** Keys and roles: without a word of the resource's policy nobody has access, not even its own account. */
  readonly isResourcePolicyNeeded?: boolean;
}

type Kind = 'identity-based policy' | 'permissions boundary' | 'session policy' | 'resource-based policy';
export type Decision =
  | { readonly allowed: true }
  /** `policy` denies it, or does not allow it. */
  | { readonly allowed: false; readonly by: 'explicit deny' | 'no allow'; readonly policy: Kind };

const ALLOWED: Decision = { allowed: true };
const denied = (policy: Kind): Decision => ({ allowed: false, by: 'explicit deny', policy });
const notAllowed = (policy: Kind): Decision => ({ allowed: false, by: 'no allow', policy });

/**
 * IAM User Guide, "Policy evaluation logic": a Deny anywhere ends it. In one account, the resource's policy or the
 * caller's own must allow; across accounts, both. A resource's policy that names the account leaves the decision to the
 * caller's own. Session policy and boundary limit what stands above them; they do not limit a resource's policy that
 * names the session itself, or the user.
 */
export function authorize(call: Call, policies: Policies): Decision {
  const { identity, boundary, session, resource = [] } = policies;
  const own: readonly (readonly [Kind, readonly Policy[] | undefined])[] = [
    ['identity-based policy', identity],
    ['permissions boundary', boundary && [boundary]],
    ['session policy', session],
  ];
  for (const [kind, list] of own) if (list?.some((policy) => denies(policy, call))) return denied(kind);
  if (denies(resource, call)) return denied('resource-based policy');

  const { principal, resourceAccount } = call;
  const naming = strongest(resource, call);
  if (principal.kind === 'service' || principal.kind === 'federated')
    return naming === undefined ? notAllowed('resource-based policy') : ALLOWED;
  const isForeign = principal.accountId !== resourceAccount;
  const isNeeded = isForeign || policies.isResourcePolicyNeeded === true;
  if (naming === undefined && isNeeded) return notAllowed('resource-based policy');
  const isEnough = !isForeign && naming !== undefined && naming !== 'ACCOUNT';
  if (isEnough && naming === 'ITSELF') return ALLOWED;
  const limits = isEnough ? own.slice(1) : own;
  const missing = limits.find(([, list]) => list !== undefined && !list.some((policy) => allows(policy, call)));
  return missing === undefined ? ALLOWED : notAllowed(missing[0]);
}

/** As AWS words it. */
export function describeDenial({ action, resource }: Call, who: string, decision: Decision): string {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const start = `User: ${who} is not authorized to perform: ${action}${on}`;
  if (decision.allowed) return start;
  const { by, policy } = decision;
  const article = policy.startsWith('i') ? 'an' : 'a';
  return by === 'explicit deny'
    ? `${start} with an explicit deny in ${article} ${policy}`
    : `${start} because no ${policy} allows the ${action} action`;
}

const STRENGTH: readonly Naming[] = ['ACCOUNT', 'EVERYBODY', 'ROLE', 'ITSELF'];

/** How the allowing statements name the caller, at best. */
function strongest(policy: Policy, call: Call): Naming | undefined {
  let best: Naming | undefined;
  for (const statement of policy) {
    if (statement.effect !== 'Allow' || !isAbout(statement, call)) continue;
    const naming = named(statement, call.principal);
    if (naming === undefined || allHold(statement.conditions, call.context) !== 'YES') continue;
    if (best === undefined || STRENGTH.indexOf(naming) > STRENGTH.indexOf(best)) best = naming;
  }
  return best;
}

function named({ principal, notPrincipal }: Statement, caller: Principal): Naming | undefined {
  if (principal !== undefined) return namingOf(principal, caller);
  return notPrincipal !== undefined && namingOf(notPrincipal, caller) === undefined ? 'EVERYBODY' : undefined;
}

const allows = (policy: Policy, call: Call): boolean =>
  policy.some(
    (each) => each.effect === 'Allow' && isAbout(each, call) && allHold(each.conditions, call.context) === 'YES',
  );

/** A condition that nobody here can judge denies. */
const denies = (policy: Policy, call: Call): boolean =>
  policy.some(
    (each) =>
      each.effect === 'Deny' &&
      isAbout(each, call, true) &&
      isMeant(each, call.principal) &&
      allHold(each.conditions, call.context) !== 'NO',
  );

function isMeant({ principal, notPrincipal }: Statement, caller: Principal): boolean {
  if (principal !== undefined) return namingOf(principal, caller) !== undefined;
  return notPrincipal === undefined || !isSpared(notPrincipal, caller);
}

/** `whenUnknown`: what to say without resources, and of a variable in them whose value nobody here knows. */
function isAbout(statement: Statement, { action, resource, context }: Call, whenUnknown = false): boolean {
  const { actions, isNotAction, resources, isNotResource, resourceKeys } = statement;
  if (actions.some((each) => isLike(each, action.toLowerCase(), context)) === isNotAction) return false;
  if (resources === undefined) return whenUnknown;
  if (!resourceKeys.every((key) => isKnownIn(context, key))) return whenUnknown;
  return (
    resources.some((each) => each === '*' || (resource !== '*' && isArnLike(each, resource, context))) !== isNotResource
  );
}
