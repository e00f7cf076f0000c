import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  EnableOutboundWebIdentityFederationCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetWebIdentityTokenCommand,
  type GetWebIdentityTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';

const AUDIENCE = 'sts.amazonaws.com.cn';
const ROLE = 'arn:aws-cn:iam::999999999999:role/pivot';
const WRITER = 'arn:aws:iam::111111111111:role/writer';

let clock: VirtualClock;
let here: Aws;
let there: Aws;
let issuer: string;
beforeEach(async () => {
  clock = new VirtualClock(Date.parse('2026-11-20T02:00:00Z'));
  here = await startAws({ services: ['sts'], clock, authorize: true, adHocRoles: true });
  there = await startAws({
    services: ['s3', 'sts'],
    accountId: '999999999999',
    region: 'cn-north-1',
    authorize: true,
    clock,
    issuers: (url) => here.service('sts').keysOfIssuer(url),
  });
  const iam = new IAMClient(here.clientConfig());
  issuer = (await iam.send(new EnableOutboundWebIdentityFederationCommand({}))).IssuerIdentifier!;
});
afterEach(() => Promise.all([here.close(), there.close()]));

const trusting = (provider: string, conditions: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${issuer.slice(8)}:aud`]: AUDIENCE, [`${issuer.slice(8)}:sub`]: WRITER, ...conditions },
        },
      },
    ],
  });

/** The other partition's account takes tokens of this one's issuer. */
async function trust({ clientIds = [AUDIENCE], conditions = {}, url = issuer } = {}) {
  const iam = new IAMClient(there.clientConfig());
  const { OpenIDConnectProviderArn = '' } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: clientIds }),
  );
  const AssumeRolePolicyDocument = trusting(OpenIDConnectProviderArn, conditions);
  await iam.send(new CreateRoleCommand({ RoleName: 'pivot', AssumeRolePolicyDocument }));
  return OpenIDConnectProviderArn;
}

async function token(more: Partial<GetWebIdentityTokenCommandInput> = {}): Promise<string> {
  const sts = new STSClient(here.roleConfig({ roleArn: WRITER, sessionName: 'copy' }));
  const command = new GetWebIdentityTokenCommand({ Audience: [AUDIENCE], SigningAlgorithm: 'ES384', ...more });
  return (await sts.send(command)).WebIdentityToken!;
}

/** Without a key of that partition, as whoever has none. */
const exchange = (WebIdentityToken: string) =>
  new STSClient({ ...there.clientConfig(), credentials: undefined }).send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE, RoleSessionName: 'copy', WebIdentityToken }),
  );

it.each(['ES384', 'RS256'])(
  'a token signed with %s is exchanged for a role of another partition',
  async (algorithm) => {
    const provider = await trust();
    const answer = await exchange(await token({ SigningAlgorithm: algorithm }));
    expect(answer).toMatchObject({
      Provider: provider,
      Audience: AUDIENCE,
      SubjectFromWebIdentityToken: WRITER,
      AssumedRoleUser: { Arn: 'arn:aws-cn:sts::999999999999:assumed-role/pivot/copy' },
    });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = answer.Credentials!;
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const sts = new STSClient({ ...there.clientConfig(), credentials });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: '999999999999' });
  },
);

it('a token says who asked, of which account, for whom and until when', async () => {
  const claims = JSON.parse(Buffer.from((await token()).split('.')[1]!, 'base64url').toString());
  expect(claims).toMatchObject({
    iss: issuer,
    sub: WRITER,
    aud: AUDIENCE,
    exp: claims.iat + 300,
    'https://sts.amazonaws.com/': { aws_account: '111111111111' },
  });
});

describe('refused', () => {
  const invalid = { name: 'InvalidIdentityTokenException' };

  it('a token for another audience', async () => {
    await trust();
    await expect(exchange(await token({ Audience: ['somebody else'] }))).rejects.toMatchObject(invalid);
  });

  it('a token for two audiences', async () => {
    await trust({ clientIds: [AUDIENCE, 'b'] });
    await expect(exchange(await token({ Audience: [AUDIENCE, 'b'] }))).rejects.toMatchObject(invalid);
  });

  it('a token of an issuer that the account has not registered', async () => {
    await trust({ url: 'https://other.tokens.sts.global.api.aws' });
    await expect(exchange(await token())).rejects.toMatchObject({
      ...invalid,
      message: `No OpenIDConnect provider found in your account for ${issuer}`,
    });
  });

  it('a token whose time is up, and not before', async () => {
    await trust();
    const old = await token({ DurationSeconds: 60 });
    await new Promise<void>((resolve) => clock.at(clock.now() + 59_000, resolve));
    await exchange(old);
    await new Promise<void>((resolve) => clock.at(clock.now() + 1000, resolve));
    await expect(exchange(old)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  it('a token that was changed after it was signed', async () => {
    await trust();
    const [header, payload = '', signature] = (await token()).split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: WRITER };
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
    await expect(exchange([header, forged, signature].join('.'))).rejects.toMatchObject(invalid);
  });

  it.each(['', 'a.b', 'a.b.c', '{}.{}.{}'])('%j, which is no token', async (text) => {
    await trust();
    await expect(exchange(text)).rejects.toMatchObject({ name: expect.stringMatching(/Invalid|Validation/) });
  });

  it('a subject that the role does not trust', async () => {
    await trust({ conditions: { [`${issuer.slice(8)}:sub`]: `${WRITER}-2` } });
    await expect(exchange(await token())).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('a role that trusts no provider', async () => {
    const iam = new IAMClient(there.clientConfig());
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE] }));
    await expect(exchange(await token())).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('a token to a role that may not have one', async () => {
    const iam = new IAMClient(here.clientConfig());
    const AssumeRolePolicyDocument = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    await iam.send(new CreateRoleCommand({ RoleName: 'writer', AssumeRolePolicyDocument }));
    await expect(token()).rejects.toMatchObject({ name: 'AccessDenied' });
    const PolicyDocument = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:GetWebIdentityToken',
          Resource: '*',
          Condition: { StringEquals: { 'sts:SigningAlgorithm': 'ES384' } },
        },
      ],
    });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'writer', PolicyName: 'p', PolicyDocument }));
    await expect(token()).resolves.toEqual(expect.any(String));
    await expect(token({ SigningAlgorithm: 'RS256' })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('a token of an account that issues none', async () => {
    const sts = new STSClient(here.clientConfig('222222222222'));
    const command = new GetWebIdentityTokenCommand({ Audience: [AUDIENCE], SigningAlgorithm: 'ES384' });
    await expect(sts.send(command)).rejects.toMatchObject({ name: 'OutboundWebIdentityFederationDisabledException' });
  });
});

it('a key that was revoked is not known any more, to S3 and to STS', async () => {
  const credentials = { accessKeyId: 'AKIAROTATED', secretAccessKey: 'any' };
  const s3 = new S3Client({ ...there.clientConfig(), credentials });
  await s3.send(new ListBucketsCommand({}));
  await there.service('sts').revoke('AKIAROTATED');
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  const sts = new STSClient({ ...there.clientConfig(), credentials });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});
