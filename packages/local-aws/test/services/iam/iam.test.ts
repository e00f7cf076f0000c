import { IAM } from '@aws-sdk/client-iam';
import { type Aws, startAws } from '../../../start-aws';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:*' },
});
const RIGHTS = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });

let aws: Aws;
let iam: IAM;
beforeEach(async () => {
  aws = await startAws({ services: ['iam'] });
  iam = new IAM(aws.clientConfig());
});
afterEach(() => aws.close());
const create = (name = 'reader', more = {}) =>
  iam.createRole({ RoleName: name, AssumeRolePolicyDocument: TRUST, ...more });

it('creates, reads, lists and deletes roles of an account', async () => {
  const { Role } = await create('reader', { Path: '/teams/', MaxSessionDuration: 7200, Description: 'reads' });
  expect(Role).toMatchObject({ Arn: 'arn:aws:iam::111111111111:role/teams/reader', MaxSessionDuration: 7200 });
  const found = (await iam.getRole({ RoleName: 'reader' })).Role;
  expect(decodeURIComponent(found?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
  await create('writer');
  expect((await iam.listRoles({ PathPrefix: '/teams/' })).Roles?.map((role) => role.RoleName)).toEqual(['reader']);
  expect((await new IAM(aws.clientConfig('222222222222')).listRoles({})).Roles).toEqual([]);
  await iam.deleteRole({ RoleName: 'reader' });
  await expect(iam.getRole({ RoleName: 'reader' })).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

it('keeps inline and managed policies, and no role with policies is deleted', async () => {
  await create();
  await iam.putRolePolicy({ RoleName: 'reader', PolicyName: 'own', PolicyDocument: RIGHTS });
  const { Policy } = await iam.createPolicy({ PolicyName: 'shared', PolicyDocument: RIGHTS });
  const PolicyArn = Policy?.Arn ?? '';
  await iam.attachRolePolicy({ RoleName: 'reader', PolicyArn });
  expect((await iam.listRolePolicies({ RoleName: 'reader' })).PolicyNames).toEqual(['own']);
  expect((await iam.listAttachedRolePolicies({ RoleName: 'reader' })).AttachedPolicies).toEqual([
    { PolicyArn: 'arn:aws:iam::111111111111:policy/shared', PolicyName: 'shared' },
  ]);
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' });
  const { PolicyDocument } = await iam.getRolePolicy({ RoleName: 'reader', PolicyName: 'own' });
  expect([PolicyVersion?.Document, PolicyDocument].map((text = '') => decodeURIComponent(text))).toEqual([
    RIGHTS,
    RIGHTS,
  ]);
  await expect(iam.deleteRole({ RoleName: 'reader' })).rejects.toMatchObject({ name: 'DeleteConflictException' });
  await iam.detachRolePolicy({ RoleName: 'reader', PolicyArn });
  await iam.deleteRolePolicy({ RoleName: 'reader', PolicyName: 'own' });
  await iam.deleteRole({ RoleName: 'reader' });
});

it('a permissions boundary is shown, changed and taken away', async () => {
  const { Policy } = await iam.createPolicy({ PolicyName: 'limit', PolicyDocument: RIGHTS });
  const boundary = { PermissionsBoundary: Policy?.Arn ?? '' };
  const shown = async () => (await iam.getRole({ RoleName: 'reader' })).Role?.PermissionsBoundary;
  await create('reader', boundary);
  expect(await shown()).toEqual({
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: Policy?.Arn,
  });
  await iam.deleteRolePermissionsBoundary({ RoleName: 'reader' });
  expect(await shown()).toBeUndefined();
  await iam.putRolePermissionsBoundary({ RoleName: 'reader', ...boundary });
  expect(await shown()).toMatchObject({ PermissionsBoundaryArn: Policy?.Arn });
});

it("another account's managed policies and OIDC providers are neither read, used nor changed", async () => {
  const { Policy: { Arn: PolicyArn = '' } = {} } = await iam.createPolicy({ PolicyName: 'a', PolicyDocument: RIGHTS });
  const Url = 'https://issuer.example.com';
  const { OpenIDConnectProviderArn = '' } = await iam.createOpenIDConnectProvider({ Url });
  const theirs = new IAM(aws.clientConfig('222222222222'));
  await theirs.createRole({ RoleName: 'r', AssumeRolePolicyDocument: TRUST });
  for (const refused of [
    () => theirs.getPolicy({ PolicyArn }),
    () => theirs.getPolicyVersion({ PolicyArn, VersionId: 'v1' }),
    () => theirs.attachRolePolicy({ RoleName: 'r', PolicyArn }),
    () => theirs.putRolePermissionsBoundary({ RoleName: 'r', PermissionsBoundary: PolicyArn }),
    () => theirs.getOpenIDConnectProvider({ OpenIDConnectProviderArn }),
    () => theirs.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'mine' }),
    () => theirs.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn }),
  ])
    await expect(refused()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  expect(await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).toMatchObject({ ClientIDList: [] });
});

it.each<[string, () => Promise<unknown>, string]>([
  [
    'rights without a Resource',
    () =>
      create().then(() =>
        iam.putRolePolicy({ RoleName: 'reader', PolicyName: 'a', PolicyDocument: RIGHTS.replace('Resource', 'Sid') }),
      ),
    'MalformedPolicyDocumentException',
  ],
  [
    'a boundary that is not there',
    () => create('x', { PermissionsBoundary: 'arn:aws:iam::aws:policy/A' }),
    'NoSuchEntityException',
  ],
  ['a name that is there', () => create().then(() => create()), 'EntityAlreadyExistsException'],
  ['a name that is none', () => create('a b'), 'ValidationError'],
  [
    'a trust policy that is none',
    () => create('x', { AssumeRolePolicyDocument: '{' }),
    'MalformedPolicyDocumentException',
  ],
  ['a session that is too long', () => create('x', { MaxSessionDuration: 43_201 }), 'ValidationError'],
  ['a role that is not there', () => iam.deleteRole({ RoleName: 'x' }), 'NoSuchEntityException'],
  [
    'a policy of AWS, which is not here',
    () =>
      create().then(() =>
        iam.attachRolePolicy({ RoleName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      ),
    'NoSuchEntityException',
  ],
  [
    'inline policies of more than 10,240 characters',
    () => {
      const big = (PolicyName: string) => ({
        RoleName: 'reader',
        PolicyName,
        PolicyDocument: RIGHTS.replace('s3:*', 'x'.repeat(6000)),
      });
      return create()
        .then(() => iam.putRolePolicy(big('a')))
        .then(() => iam.putRolePolicy(big('b')));
    },
    'LimitExceededException',
  ],
])('refuses %s', (_title, call, name) => expect(call()).rejects.toMatchObject({ name }));
