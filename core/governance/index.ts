export { applyChange, ownedAfter } from './apply-change';
export {
  type Change,
  describeChange,
  describeGrant,
  describeResource,
  type FilterChange,
  inOrder,
  PHASES,
  type Phase,
  phaseOf,
  type TagChange,
  tableOf,
} from './changes';
export type { UnclassifiedColumn } from './classify-columns';
export { accountGrants } from './desired-grants';
export { describeForeign } from './foreign';
export { grantThings, isAccountThing, NOTHING_OWNED, type Owned, ownershipOf } from './owned';
export { type GovernancePlan, planGovernance } from './plan';
export { type GovernancePolicy, type PolicyContext, rulesOf } from './policy';
export type { GovernanceProblem, ProblemCode, Severity } from './problems';
export * from './state';
export { sharesAcrossAccounts, type TagPolicyGrant, tagPolicyGrants } from './tag-policy-grants';
export { describeMismatch, type Mismatch, type Promised, promisesOf, verifyPromise } from './verify-promise';
export { grantsBehind, type Principal, principalOf, type Sight, visibleColumns, whyUnrestricted } from './who-can-see';
