export type { UnclassifiedColumn } from './desired/classify-columns';
export { accountGrants, formerAmong } from './desired/desired-grants';
export {
  deployedTagGrants,
  formerGrants,
  sharesAcrossAccounts,
  sharesWithOrganizations,
  type TagPolicyGrant,
  tagPolicyGrants,
} from './desired/tag-policy-grants';
export { withoutAbsent, withoutVersions } from './model/absences';
export {
  type Change,
  describeChange,
  describeGrant,
  type FilterChange,
  isClosing,
  opensNothing,
  PHASES,
  phaseOf,
  type TagChange,
  tableOf,
  tableOfResource,
} from './model/changes';
export { describeTogether } from './model/describe-together';
export { ASPECTS, type Aspect, assignedOf, disagreements, type ListedTags, type TableFacts } from './model/facts';
export {
  isAccountThing,
  isThing,
  NOTHING_OWNED,
  type Owned,
  ownershipOf,
  tagKeysOf,
  type UnreadableItem,
} from './model/owned';
export {
  declaredTags,
  type GovernancePolicy,
  isMeantOpen,
  rulesOf,
  rulesOfTable,
} from './model/policy';
export { type PolicySettings, policyHash } from './model/policy-hash';
export { shellQuoted } from './model/revoke-command';
export { FEW_TABLES, spotChecks } from './model/spot-checks';
export * from './model/state';
export {
  type BucketPolicy,
  type DefinerView,
  type ExternalEngines,
  type FilePolicies,
  type KeyGrant,
  type KeyPolicy,
  type Neighbour,
  overlapWith,
  type Reached,
  type Surroundings,
} from './model/surroundings';
export { isSharedStill, NOT_CLEAN } from './model/withdrawn';
export { applyChange, ownedAfter } from './plan/apply-change';
export { isByHand } from './plan/by-hand';
export { type GovernancePlan, planGovernance } from './plan/plan';
export type { GovernanceProblem, ProblemCode } from './problems/problem';
export { accepts, unaccepted, withoutAccepted } from './sight/accepted';
export { concernsAccount } from './sight/account-wide';
export { beyondKnown, withAnalysts } from './sight/at-least';
export { doorsTo } from './sight/doors';
export { notesOn } from './sight/doors-of-account';
export { describeForeign, type ForeignThing, foreignThings } from './sight/foreign';
export { type FormerReader, formerReaders, missingTagGrants } from './sight/former-use';
export { openByTag } from './sight/open-by-tag';
export { describeSharedKey, keysToShare, policiesOfOthers, type SharedKey } from './sight/shared-keys';
export { closes, describeSightChange, opens, type SightChange, sightChanges } from './sight/sight-changes';
export { undoForeign } from './sight/undo-foreign';
export { describeMismatch, type Mismatch, verifyPromise } from './sight/verify-promise';
export {
  grantsBehind,
  type Memberships,
  memberOf,
  type Principal,
  principalOf,
  type Sight,
  visibleColumns,
} from './sight/who-can-see';
