import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetWebIdentityTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { DestinationSettings, OutputSettings } from '../../../../core/config/replication/types';
import {
  CredentialsRefusedError,
  type CredentialsSource,
  destinationCredentials,
} from '../../../../functions/replication/access/credentials';
import { sessionPolicy } from '../../../../functions/replication/access/session-policy';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const DESTINATION: DestinationSettings = {
  bucket: 'partner-in',
  prefix: 'in/',
  account: '222222222222',
  region: 'eu-west-1',
  partition: 'aws',
};
const EXPIRATION = new Date(Date.UTC(2026, 0, 2, 1));
const SESSION = {
  AccessKeyId: 'ASIA1',
  SecretAccessKey: 'sessionSecret',
  SessionToken: 'sessionToken',
  Expiration: EXPIRATION,
};
const TOKEN = 'header.claims.signature';

// STS answers are forced here: refusals, and a second partition
const mine = mockClient(new STSClient({ region: 'eu-west-1' }));
const theirs = mockClient(new STSClient({ region: 'cn-north-1' }));
beforeEach(() => {
  mine.reset();
  theirs.reset();
});

const source = (
  credentials: OutputSettings['credentials'],
  copy: OutputSettings['copy'] = 'streamed',
): CredentialsSource => ({
  output: { name: 'partner', credentials, copy },
  sourceBucket: 'our-files',
  ssm: { send: () => Promise.reject(new Error('no parameter is read in this mode')) } as never,
  sts: mine as never,
  foreignSts: (region) => (region === 'cn-north-1' ? (theirs as never) : (mine as never)),
  keysParameter: (account) => `/lakeferry/replication/partner/${account}`,
  now: Date.now,
});
const ROLE = { mode: 'role', roleName: 'pivot', externalId: 'ext-1' } as const;
const FEDERATION = { mode: 'federation', roleName: 'pivot', audience: 'sts.amazonaws.com.cn' } as const;
const CHINA = { ...DESTINATION, region: 'cn-north-1', partition: 'aws-cn' };

describe('mode role', () => {
  it('assumes the pivot role with the external id, and for one place alone', async () => {
    mine.on(AssumeRoleCommand).resolves({ Credentials: SESSION });
    expect(await destinationCredentials(source(ROLE), DESTINATION)).toEqual({
      accessKeyId: 'ASIA1',
      secretAccessKey: 'sessionSecret',
      sessionToken: 'sessionToken',
      expiration: EXPIRATION,
    });
    expect(mine.commandCalls(AssumeRoleCommand)[0]!.args[0].input).toEqual({
      RoleArn: 'arn:aws:iam::222222222222:role/pivot',
      RoleSessionName: 'lakeferry-partner',
      ExternalId: 'ext-1',
      DurationSeconds: 3600,
      Policy: sessionPolicy(DESTINATION),
    });
    expect(theirs.calls()).toHaveLength(0);
  });

  it('lets the session read the source where S3 copies by itself', async () => {
    mine.on(AssumeRoleCommand).resolves({ Credentials: SESSION });
    await destinationCredentials(source(ROLE, 'server-side'), {
      ...DESTINATION,
      keyArn: 'arn:aws:kms:eu-west-1:2:key/k',
    });
    const { Policy = '' } = mine.commandCalls(AssumeRoleCommand)[0]!.args[0].input;
    expect(Policy.length).toBeLessThanOrEqual(2048);
    expect(JSON.parse(Policy).Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion']) as string[],
          Resource: 'arn:aws:s3:::our-files/*',
        }),
        // the source's key is not known here
        expect.objectContaining({ Action: expect.arrayContaining(['kms:Decrypt']) as string[], Resource: '*' }),
      ]),
    );
  });

  it('says what to compare where the trust policy refuses, and tries no other mode', async () => {
    const refusal = Object.assign(new Error('User is not authorized to perform: sts:AssumeRole'), {
      name: 'AccessDenied',
    });
    mine.on(AssumeRoleCommand).rejects(refusal);
    const refused = destinationCredentials(source(ROLE), DESTINATION);
    await expect(refused).rejects.toThrow(CredentialsRefusedError);
    await expect(refused).rejects.toThrow(/arn:aws:iam::222222222222:role\/pivot.*external id/);
    expect(mine.calls()).toHaveLength(1);
  });
});

describe('mode federation', () => {
  it('exchanges a token of this account at the STS of the other partition', async () => {
    mine.on(GetWebIdentityTokenCommand).resolves({ WebIdentityToken: TOKEN, Expiration: EXPIRATION });
    theirs.on(AssumeRoleWithWebIdentityCommand).resolves({ Credentials: SESSION });
    expect(await destinationCredentials(source(FEDERATION), CHINA)).toMatchObject({ accessKeyId: 'ASIA1' });
    expect(mine.commandCalls(GetWebIdentityTokenCommand)[0]!.args[0].input).toMatchObject({
      Audience: ['sts.amazonaws.com.cn'],
    });
    expect(theirs.commandCalls(AssumeRoleWithWebIdentityCommand)[0]!.args[0].input).toMatchObject({
      RoleArn: 'arn:aws-cn:iam::222222222222:role/pivot',
      WebIdentityToken: TOKEN,
      Policy: sessionPolicy(CHINA),
    });
  });

  it.each([
    [
      'GetWebIdentityToken',
      'OutboundWebIdentityFederationDisabledException',
      /Enable outbound web identity federation/,
    ],
    ['AssumeRoleWithWebIdentity', 'InvalidIdentityToken', /OIDC provider/],
    ['AssumeRoleWithWebIdentity', 'AccessDenied', /OIDC provider/],
  ])('names the cause where %s is refused with %s, and never the token', async (operation, name, remedy) => {
    const refusal = Object.assign(new Error('refused'), { name });
    mine.on(GetWebIdentityTokenCommand).resolves({ WebIdentityToken: TOKEN });
    theirs.on(AssumeRoleWithWebIdentityCommand).rejects(refusal);
    if (operation === 'GetWebIdentityToken') mine.on(GetWebIdentityTokenCommand).rejects(refusal);
    const error = await destinationCredentials(source(FEDERATION), CHINA).catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(CredentialsRefusedError);
    expect((error as Error).message).toMatch(remedy);
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain(TOKEN);
  });
});

it('leaves an error that may pass as it is', async () => {
  mine.on(AssumeRoleCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }));
  await expect(destinationCredentials(source(ROLE), DESTINATION)).rejects.toMatchObject({ name: 'Throttling' });
});

describe('the policy of a session', () => {
  it('holds the place and the key of one output', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:222222222222:key/1';
    const { Statement } = JSON.parse(sessionPolicy({ ...DESTINATION, keyArn })) as {
      Statement: { Resource: string }[];
    };
    expect(Statement.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::partner-in/in/*',
      'arn:aws:s3:::partner-in',
      keyArn,
    ]);
  });

  it('takes what IAM reads in a prefix as it is', () =>
    expect(sessionPolicy({ ...DESTINATION, prefix: 'a*b?$/' })).toContain(
      ['partner-in/a$', '{*}b$', '{?}$', '{$}/*'].join(''),
    ));

  it.each(['', 'x'.repeat(900), '*'.repeat(900)])('is never longer than STS takes: prefix %#', (prefix) =>
    expect(sessionPolicy({ ...CHINA, prefix }).length).toBeLessThanOrEqual(2048),
  );

  it('is one that STS takes', async () => {
    const aws: Aws = await startAws({ services: ['sts'] });
    const sts = new STSClient(aws.clientConfig());
    const real = { ...source(ROLE), sts };
    expect(await destinationCredentials(real, DESTINATION)).toMatchObject({
      accessKeyId: expect.any(String) as string,
    });
    sts.destroy();
    await aws.close();
  });
});
