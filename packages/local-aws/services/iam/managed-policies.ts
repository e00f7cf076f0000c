import type { CreatePolicyCommandInput, GetPolicyVersionCommandInput, Policy } from '@aws-sdk/client-iam';
import { type Operation, type RequestContext, type ServiceDependencies, ServiceError } from '../../service';
import { checkedPolicy, noSuchEntity, policyNamed } from './errors';
import type { ManagedPolicyRecord, Roles } from './roles';

type ByPolicy = { readonly PolicyArn?: string };

/** Characters of a managed policy, white space not counted. */
const POLICY_CHARS = 6144;

/** Managed policies of one version. */
export const managedPolicyOperations = (
  roles: Roles,
  { clock, partition }: Pick<ServiceDependencies, 'clock' | 'partition'>,
): Readonly<Record<string, Operation>> => ({
  CreatePolicy: async (input: CreatePolicyCommandInput, { accountId }: RequestContext) => {
    const { PolicyName: name = '', Path: path = '/', PolicyDocument } = input;
    const arn = `arn:${partition}:iam::${accountId}:policy${path}${name}`;
    if (roles.policies.has(arn))
      throw new ServiceError('EntityAlreadyExistsException', `A policy called ${name} already exists.`, {
        status: 409,
      });
    const document = checkedPolicy(PolicyDocument);
    if (document.replace(/\s/g, '').length > POLICY_CHARS)
      throw new ServiceError('LimitExceededException', `Cannot exceed quota for PolicySize: ${POLICY_CHARS}`, {
        status: 409,
      });
    const record = { arn, name, path, accountId, document, createdAt: clock.now() };
    await roles.putPolicy(record);
    return { Policy: asPolicy(record) };
  },
  GetPolicy: async ({ PolicyArn }: ByPolicy, { accountId }: RequestContext) => ({
    Policy: asPolicy(policyNamed(roles, accountId, PolicyArn)),
  }),
  GetPolicyVersion: async (
    { PolicyArn, VersionId = 'v1' }: GetPolicyVersionCommandInput,
    { accountId }: RequestContext,
  ) => {
    const { document } = policyNamed(roles, accountId, PolicyArn);
    if (VersionId !== 'v1') throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId}`);
    return { PolicyVersion: { VersionId, IsDefaultVersion: true, Document: encodeURIComponent(document) } };
  },
});

const asPolicy = ({ arn, name, path, createdAt }: ManagedPolicyRecord): Policy => ({
  Arn: arn,
  PolicyName: name,
  Path: path,
  DefaultVersionId: 'v1',
  IsAttachable: true,
  CreateDate: new Date(createdAt),
});
