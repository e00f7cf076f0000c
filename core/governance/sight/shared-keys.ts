import { ownValue } from '../../own-value';
import { accountGrants, formerAccountGrants, sameResource } from '../desired/desired-grants';
import { describeGrant } from '../model/changes';
import { OWN_TAG_KEYS, ownTags } from '../model/own-tags';
import { declaredTags, type GovernancePolicy, type PolicyContext, rulesOf } from '../model/policy';
import type { CatalogState, Grant } from '../model/state';

/** A key of the policy that others use as well. */
export interface SharedKey {
  readonly key: string;
  /** Databases and tables of others that carry one of its values. */
  readonly carriers: readonly string[];
  /** Policies of others that ask for it: they reach what lakeferry tags with the value. */
  readonly grants: readonly Grant[];
}

/** Keys of the policy that others may use too. lakeferry's own are not among them. */
export const keysToShare = (policy: GovernancePolicy): string[] => {
  const own = ownTags(policy.ownTagKeys ?? OWN_TAG_KEYS);
  return Object.keys(declaredTags(policy)).filter((key) => ownValue(own, key) === undefined);
};

/** Grants by tag of others that ask for the key, whatever they reach at the moment. */
export function policiesOfOthers(
  policy: GovernancePolicy,
  { grants, catalogId }: Pick<CatalogState, 'grants' | 'catalogId'>,
  context: PolicyContext,
  key: string,
): Grant[] {
  const rules = rulesOf(policy, context);
  const ours = [...accountGrants(rules), ...formerAccountGrants(rules)];
  return grants
    .filter(({ grantedIn = catalogId }) => grantedIn === catalogId)
    .filter(({ resource }) => resource.kind === 'policy' && ownValue(resource.expression, key) !== undefined)
    .filter(
      (grant) => !ours.some((own) => own.principal === grant.principal && sameResource(own.resource, grant.resource)),
    );
}

/** Names in one line, beyond which only their number is told. */
const NAMED = 10;

/** One line for people. */
export function describeSharedKey({ key, carriers, grants }: SharedKey): string {
  const more = carriers.length > NAMED ? ` and ${carriers.length - NAMED} more` : '';
  const carried = `carried by ${carriers.slice(0, NAMED).join(', ')}${more}`;
  const asked = `asked for by grants that reach what the policy tags so (${grants.map((grant) => describeGrant(grant)).join('; ')})`;
  return `${key} is ${[...(carriers.length > 0 ? [carried] : []), ...(grants.length > 0 ? [asked] : [])].join(', and ')}`;
}
