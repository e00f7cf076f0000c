import type { Clock } from '../clock';
import {
  authorize,
  type Call,
  contextOf,
  describeDenial,
  type Policies,
  type Principal,
  policyOf,
  trustOf,
} from '../iam';
import type { Needed, Rights } from './rights';

/** Who asks, as STS knows the key. */
export interface Asking {
  readonly accountId: string;
  readonly principalArn: string;
  /** Of a role's session. */
  readonly roleArn?: string;
  /** Policies given to AssumeRole. */
  readonly sessionPolicies?: readonly string[];
}

/** What a role is to those who judge it. */
export interface JudgedRole {
  readonly arn: string;
  readonly trust: string;
  /** Of all policies, inline and attached. */
  readonly policies: readonly string[];
  /** Its permissions boundary. */
  readonly boundary?: string;
}

export interface AuthorityDependencies {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  /** Undefined for a role that IAM does not know. */
  readonly role: (arn: string) => JudgedRole | undefined;
  /** A role that IAM does not know may do everything in its account, and its account may assume it. @default false */
  readonly adHocRoles?: boolean;
}

/**
 * Judges calls by IAM. An account's key is its root's: it may do everything there that no resource's policy denies, and
 * elsewhere what such a policy allows. A role that IAM does not know is nobody.
 */
export class Authority {
  constructor(private readonly deps: AuthorityDependencies) {}

  /** Why the call is refused, in AWS's words; undefined when it may be made. */
  async refusal(
    asking: Asking,
    operation: { readonly service: string; readonly name: string; readonly input: unknown; readonly rights?: Rights },
  ): Promise<string | undefined> {
    const { service, name, input, rights } = operation;
    if (service === 'sts') return undefined;
    const caller = { accountId: asking.accountId, region: this.deps.region };
    const needed = (await rights?.(name, input, caller)) ?? [{ action: `${service}:${name}`, resource: '*' }];
    for (const each of needed) {
      const refused = this.refusalOf(asking, each);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  refusalOf(asking: Asking, needed: Needed): string | undefined {
    const principal = principalOf(asking);
    const call = this.#call(principal, needed);
    const isSpared =
      needed.policySparesRoot === true && principal.kind === 'root' && principal.accountId === call.resourceAccount;
    const decision = authorize(call, this.#policies(asking, isSpared ? { ...needed, policy: undefined } : needed));
    return decision.allowed ? undefined : describeDenial(call, asking.principalArn, decision);
  }

  /** What a service of AWS does as a role, in process: a state machine's Task, a rule's target. */
  refusalOfRole(roleArn: string, sessionName: string, needed: Needed): string | undefined {
    const [, partition, , , accountId = '', path = ''] = roleArn.split(':');
    const role = path.split('/').at(-1);
    const principalArn = `arn:${partition}:sts::${accountId}:assumed-role/${role}/${sessionName}`;
    return this.refusalOf({ accountId, principalArn, roleArn }, needed);
  }

  /** Whether a service of AWS may assume the role. */
  mayServiceAssume(roleArn: string, service: string, source: Readonly<Record<string, string | undefined>>): boolean {
    const role = this.deps.role(roleArn);
    if (role === undefined) return this.deps.adHocRoles === true;
    const context = { ...source, 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service };
    const needed = { action: 'sts:AssumeRole', resource: roleArn, context };
    const call = this.#call({ kind: 'service', service }, needed);
    return authorize(call, { resource: trustOf(role.trust), isResourcePolicyNeeded: true }).allowed;
  }

  /** Why AssumeRole is refused. A role that is not there is refused as one that trusts nobody. */
  refusalToAssume(asking: Asking, roleArn: string, context: Needed['context']): string | undefined {
    const [, partition, , , owner = ''] = roleArn.split(':');
    const ownAccount = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${owner}:root` },
        Action: 'sts:AssumeRole',
      },
    });
    const policy = this.deps.role(roleArn)?.trust ?? (this.deps.adHocRoles ? ownAccount : undefined);
    const needed = { action: 'sts:AssumeRole', resource: roleArn, owner, context, isPolicyNeeded: true };
    const call = this.#call(principalOf(asking), needed);
    const resource = policy === undefined ? undefined : trustOf(policy);
    const decision = authorize(call, { ...this.#policies(asking, needed), resource });
    return decision.allowed ? undefined : describeDenial(call, asking.principalArn, decision);
  }

  /** Why AssumeRoleWithWebIdentity is refused. Only a role that IAM knows can trust a provider. */
  refusalToFederate(roleArn: string, provider: string, context: Needed['context']): string | undefined {
    const refusal = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
    const role = this.deps.role(roleArn);
    if (role === undefined) return refusal;
    const needed = { action: 'sts:AssumeRoleWithWebIdentity', resource: roleArn, context };
    const call = this.#call({ kind: 'federated', provider }, needed);
    return authorize(call, { resource: trustOf(role.trust), isResourcePolicyNeeded: true }).allowed
      ? undefined
      : refusal;
  }

  #call(principal: Principal, { action, resource, owner, context }: Needed): Call {
    const account = principal.kind === 'service' || principal.kind === 'federated' ? undefined : principal;
    const resourceAccount = owner ?? (resource.split(':')[4] || account?.accountId) ?? '';
    const { clock, region } = this.deps;
    return {
      ...{ principal, action, resource, resourceAccount },
      context: contextOf({
        ...ABSENT,
        'aws:PrincipalAccount': account?.accountId,
        'aws:PrincipalArn': account?.kind === 'session' ? account.roleArn : account?.arn,
        'aws:PrincipalType': account && (account.kind === 'session' ? 'AssumedRole' : 'Account'),
        'aws:PrincipalIsAWSService': 'false',
        'aws:RequestedRegion': region,
        'aws:ResourceAccount': resourceAccount,
        'aws:SecureTransport': 'true',
        's3:TlsVersion': action.startsWith('s3:') ? '1.3' : undefined,
        'aws:CurrentTime': new Date(clock.now()).toISOString(),
        'aws:EpochTime': String(Math.floor(clock.now() / 1000)),
        'kms:CallerAccount': action.startsWith('kms:') ? account?.accountId : undefined,
        ...context,
      }),
    };
  }

  #policies({ roleArn, sessionPolicies }: Asking, { policy, isPolicyNeeded }: Needed): Policies {
    const role = roleArn === undefined ? undefined : this.deps.role(roleArn);
    const isNobody = roleArn !== undefined && role === undefined && this.deps.adHocRoles !== true;
    return {
      identity: isNobody ? [] : role?.policies.map(policyOf),
      boundary: role?.boundary === undefined ? undefined : policyOf(role.boundary),
      session:
        sessionPolicies === undefined || sessionPolicies.length === 0 ? undefined : sessionPolicies.map(policyOf),
      resource: policy === undefined ? undefined : policyOf(policy),
      isResourcePolicyNeeded: isPolicyNeeded,
    };
  }
}

/** Keys that AWS gives to services alone, and to users, who are not here. */
const ABSENT = {
  ...{ 'aws:SourceAccount': undefined, 'aws:SourceArn': undefined, 'aws:PrincipalServiceName': undefined },
  'aws:username': undefined,
};

const principalOf = ({ accountId, principalArn: arn, roleArn }: Asking): Principal =>
  roleArn === undefined ? { kind: 'root', accountId, arn } : { kind: 'session', accountId, arn, roleArn };
