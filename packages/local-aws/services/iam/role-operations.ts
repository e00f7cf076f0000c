import { createHash } from 'node:crypto';
import type {
  CreateRoleCommandInput,
  ListRolesCommandInput,
  PutRolePermissionsBoundaryCommandInput,
  Role,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
} from '@aws-sdk/client-iam';
import { type Operation, type RequestContext, type ServiceDependencies, ServiceError } from '../../service';
import { pageOf } from '../page';
import { checkedPolicy, noSuchEntity, policyNamed, roleNamed } from './errors';
import type { RoleRecord, Roles } from './roles';

const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const SESSION_SECONDS = { least: 3600, most: 43_200 };
const MAX_ITEMS = 100;

type ByRole = { readonly RoleName?: string };

export const roleOperations = (
  roles: Roles,
  { clock, partition }: Pick<ServiceDependencies, 'clock' | 'partition'>,
): Readonly<Record<string, Operation>> => ({
  CreateRole: async (input: CreateRoleCommandInput, { accountId }: RequestContext) => {
    const { RoleName: name = '', Path: path = '/', AssumeRolePolicyDocument, Description: description } = input;
    if (!ROLE_NAME.test(name))
      throw new ServiceError('ValidationError', `The specified value for roleName is invalid: '${name}'`);
    if (roles.find(accountId, name) !== undefined) {
      throw new ServiceError('EntityAlreadyExistsException', `Role with name ${name} already exists.`, { status: 409 });
    }
    const boundary = input.PermissionsBoundary;
    if (boundary !== undefined) policyNamed(roles, accountId, boundary);
    const record: RoleRecord = {
      ...{ name, path, accountId, description, boundary },
      arn: `arn:${partition}:iam::${accountId}:role${path}${name}`,
      id: `AROA${createHash('sha256').update(`${accountId}/${name}`).digest('hex').slice(0, 17).toUpperCase()}`,
      trust: checkedPolicy(AssumeRolePolicyDocument, 'trust'),
      createdAt: clock.now(),
      maxSessionSeconds: checkedSeconds(input.MaxSessionDuration),
      inline: {},
      attached: [],
    };
    await roles.put(record);
    return { Role: asRole(record) };
  },
  GetRole: async ({ RoleName }: ByRole, { accountId }: RequestContext) => ({
    Role: asRole(roleNamed(roles, accountId, RoleName)),
  }),
  ListRoles: async ({ PathPrefix = '/', Marker, MaxItems = MAX_ITEMS }: ListRolesCommandInput, { accountId }) => {
    const own = roles.records.values().filter((r) => r.accountId === accountId && r.path.startsWith(PathPrefix));
    const { items, next } = pageOf(own, Marker, MaxItems, 'ValidationError');
    return { Roles: items.map(asRole), IsTruncated: next !== undefined, Marker: next };
  },
  UpdateRole: async (input: UpdateRoleCommandInput, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, input.RoleName);
    const { Description: description = role.description, MaxSessionDuration = role.maxSessionSeconds } = input;
    await roles.put({ ...role, description, maxSessionSeconds: checkedSeconds(MaxSessionDuration) });
    return {};
  },
  UpdateAssumeRolePolicy: async (input: UpdateAssumeRolePolicyCommandInput, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, input.RoleName);
    await roles.put({ ...role, trust: checkedPolicy(input.PolicyDocument, 'trust') });
    return {};
  },
  PutRolePermissionsBoundary: async (input: PutRolePermissionsBoundaryCommandInput, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, input.RoleName);
    await roles.put({ ...role, boundary: policyNamed(roles, accountId, input.PermissionsBoundary).arn });
    return {};
  },
  DeleteRolePermissionsBoundary: async ({ RoleName }: ByRole, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, RoleName);
    if (role.boundary === undefined) throw noSuchEntity(`The permissions boundary of role ${role.name}`);
    await roles.put({ ...role, boundary: undefined });
    return {};
  },
  DeleteRole: async ({ RoleName }: ByRole, { accountId }: RequestContext) => {
    const role = roleNamed(roles, accountId, RoleName);
    if (Object.keys(role.inline).length + role.attached.length > 0)
      throw new ServiceError('DeleteConflictException', 'Cannot delete entity, must delete policies first.', {
        status: 409,
      });
    await roles.delete(role);
    return {};
  },
});

function checkedSeconds(seconds = SESSION_SECONDS.least): number {
  if (seconds >= SESSION_SECONDS.least && seconds <= SESSION_SECONDS.most) return seconds;
  throw new ServiceError(
    'ValidationError',
    `MaxSessionDuration ${seconds} is not valid. Use ${SESSION_SECONDS.least} to ${SESSION_SECONDS.most} seconds.`,
  );
}

const asRole = (record: RoleRecord): Role => ({
  Arn: record.arn,
  RoleName: record.name,
  RoleId: record.id,
  Path: record.path,
  Description: record.description,
  CreateDate: new Date(record.createdAt),
  AssumeRolePolicyDocument: encodeURIComponent(record.trust),
  MaxSessionDuration: record.maxSessionSeconds,
  PermissionsBoundary:
    record.boundary === undefined
      ? undefined
      : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: record.boundary },
});
