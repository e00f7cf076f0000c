export { authorize, type Call, type Decision, describeDenial, type Policies } from './authorize';
export { type ContextValue, contextOf, type RequestContext } from './context';
export { MalformedPolicyError, type Policy, policyOf } from './document';
export type { Principal } from './principal';
