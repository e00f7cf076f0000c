import type {
  AttachRolePolicyCommandInput,
  DeleteRolePolicyCommandInput,
  DetachRolePolicyCommandInput,
  GetRolePolicyCommandInput,
  PutRolePolicyCommandInput,
} from '@aws-sdk/client-iam';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { checkedPolicy, noSuchEntity, policyNamed, roleNamed } from './errors';
import type { Roles } from './roles';

type ByRole = { readonly RoleName?: string };

/** Characters of all inline policies of a role, white space not counted. */
const INLINE_CHARS = 10_240;
const ATTACHED_POLICIES = 10;

export const rolePolicyOperations = (roles: Roles): Readonly<Record<string, Operation>> => ({
  PutRolePolicy: async (input: PutRolePolicyCommandInput, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, input.RoleName);
    const inline = { ...role.inline, [input.PolicyName ?? '']: checkedPolicy(input.PolicyDocument) };
    if (Object.values(inline).join('').replace(/\s/g, '').length > INLINE_CHARS)
      throw new ServiceError(
        'LimitExceededException',
        `Maximum policy size of ${INLINE_CHARS} bytes exceeded for role ${role.name}`,
        { status: 409 },
      );
    await roles.put({ ...role, inline });
    return {};
  },
  GetRolePolicy: async ({ RoleName, PolicyName = '' }: GetRolePolicyCommandInput, { accountId }: RequestContext) => {
    const document = roleNamed(roles, accountId, RoleName).inline[PolicyName];
    if (document === undefined) throw noSuchEntity(`The role policy with name ${PolicyName}`);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
  },
  ListRolePolicies: async ({ RoleName }: ByRole, { accountId }: RequestContext) => ({
    PolicyNames: Object.keys(roleNamed(roles, accountId, RoleName).inline).sort(),
    IsTruncated: false,
  }),
  DeleteRolePolicy: async (
    { RoleName, PolicyName = '' }: DeleteRolePolicyCommandInput,
    { accountId }: RequestContext,
  ) => {
    const role = roleNamed(roles, accountId, RoleName);
    const { [PolicyName]: found, ...inline } = role.inline;
    if (found === undefined) throw noSuchEntity(`The role policy with name ${PolicyName}`);
    await roles.put({ ...role, inline });
    return {};
  },
  AttachRolePolicy: async ({ RoleName, PolicyArn }: AttachRolePolicyCommandInput, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, RoleName);
    const attached = [...new Set([...role.attached, policyNamed(roles, accountId, PolicyArn).arn])];
    if (attached.length > ATTACHED_POLICIES)
      throw new ServiceError(
        'LimitExceededException',
        `Cannot exceed quota for PoliciesPerRole: ${ATTACHED_POLICIES}`,
        {
          status: 409,
        },
      );
    await roles.put({ ...role, attached });
    return {};
  },
  DetachRolePolicy: async (
    { RoleName, PolicyArn = '' }: DetachRolePolicyCommandInput,
    { accountId }: RequestContext,
  ) => {
    const role = roleNamed(roles, accountId, RoleName);
    if (!role.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn}`);
    await roles.put({ ...role, attached: role.attached.filter((each) => each !== PolicyArn) });
    return {};
  },
  ListAttachedRolePolicies: async ({ RoleName }: ByRole, { accountId }: RequestContext) => ({
    AttachedPolicies: roleNamed(roles, accountId, RoleName).attached.map((PolicyArn) => ({
      PolicyArn,
      PolicyName: PolicyArn.split('/').at(-1),
    })),
    IsTruncated: false,
  }),
});
