export { authorize, type Call, type Decision, describeDenial, type Policies } from './authorize';
export { type ContextValue, contextOf, type RequestContext } from './context';
export { checkPolicy, MalformedPolicyError, type Policy, policyOf, trustOf } from './document';
export type { Principal } from './principal';
