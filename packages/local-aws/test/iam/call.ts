import { type Call, type ContextValue, contextOf, type Decision, describeDenial, type Policies } from '../../iam';
import { authorize } from '../../iam/authorize';
import { type Policy, policyOf } from '../../iam/document';
import type { Principal } from '../../iam/principal';

export const OWN = '111111111111';
export const OTHER = '222222222222';

export const root = (accountId = OWN): Principal => ({
  kind: 'root',
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
});
export const user = (name: string, accountId = OWN): Principal => ({
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/${name}`,
});
export const session = (role: string, accountId = OWN): Principal => ({
  kind: 'session',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/s`,
  roleArn: `arn:aws:iam::${accountId}:role/${role}`,
});
export const service = (name: string): Principal => ({ kind: 'service', service: name });

export const policy = (...statements: readonly object[]): Policy =>
  policyOf(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*', more = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
export const deny = (Action: string | readonly string[], Resource: string | readonly string[] = '*', more = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

export interface Asked extends Partial<Omit<Call, 'context'>> {
  readonly context?: Readonly<Record<string, ContextValue | undefined>>;
}

export const READ = { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/orders/1' };

const callOf = ({ context = {}, ...asked }: Asked): Call => ({
  ...{ principal: session('analyst'), ...READ, resourceAccount: OWN },
  ...asked,
  context: contextOf(context),
});

export const decide = (policies: Policies, asked: Asked = {}): Decision => authorize(callOf(asked), policies);
export const allowed = (policies: Policies, asked: Asked = {}): boolean => decide(policies, asked).allowed;
export const denial = (policies: Policies, asked: Asked = {}): string =>
  describeDenial(callOf(asked), 'me', decide(policies, asked));

/** A policy variable, as it stands in a policy. */
export const variable = (key: string): string => `$\{${key}}`;
