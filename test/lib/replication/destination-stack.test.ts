import type { Template } from 'aws-cdk-lib/assertions';
import { synthesized } from '../synthesized';
import { inChina, withOutputs } from './replication-config';

const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/theirs';
const partnerIn = { bucket: 'partner-in', prefix: 'in/', account: '333333333333', region: 'eu-central-1', keyArn: KEY };
const { app, replication } = withOutputs(
  { bucket: 'our-files' },
  { destination: partnerIn, deletes: 'deleted' },
  inChina('beijing'),
  inChina('shanghai'),
  inChina('alone', { credentials: { mode: 'federation' } }),
  { ...inChina('keys'), credentials: { mode: 'keys' } },
);
const [partner, beijing, shanghai, ...more] = replication.destinations as Template[];

// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
const only = (template: Template, type: string): any => {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
};
const actionsOf = (template: Template): string[] =>
  only(template, 'AWS::IAM::Policy').PolicyDocument.Statement.flatMap(({ Action }: { Action: string[] }) => Action);

it('is made for roles alone: of keys there is none, and a federation must name its issuer', () =>
  expect(more).toEqual([]));

it('trusts functions of one output, with the external id', () =>
  expect(only(partner!, 'AWS::IAM::Role')).toMatchObject({
    RoleName: 'lakeferry-replication-pivot-partner',
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Condition: {
            StringEquals: { 'sts:ExternalId': 'agreed' },
            ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/lakeferry/eu-west-1/partner/*' },
          },
        },
      ],
    },
  }));

it('gives what writing, resuming, verifying and deleting take, below the prefix', () => {
  const { Statement } = only(partner!, 'AWS::IAM::Policy').PolicyDocument;
  const text = JSON.stringify(Statement);
  expect(actionsOf(partner!)).toEqual(
    expect.arrayContaining([
      's3:PutObject',
      's3:ListMultipartUploadParts',
      's3:GetObjectAttributes',
      's3:DeleteObject',
    ]),
  );
  expect(text).toContain(':s3:::partner-in/in/*');
  expect(text).toContain('"s3:prefix":"in/*"');
  expect(text).toContain(`"Resource":"${KEY}"`);
  expect(text).not.toMatch(/Acl|s3:\*|DeleteObjectVersion/);
});

it('gives no deletion where nothing is deleted', () => expect(actionsOf(beijing!)).not.toContain('s3:DeleteObject'));

it('trusts tokens of one issuer, for one audience, of functions of one output', () => {
  const { Statement } = only(shanghai!, 'AWS::IAM::Role').AssumeRolePolicyDocument;
  expect(Statement).toMatchObject([
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'abc.tokens.sts.global.api.aws:aud': 'to-shanghai' },
        StringLike: {
          'abc.tokens.sts.global.api.aws:sub': 'arn:aws:iam::111111111111:role/lakeferry/eu-west-1/shanghai/*',
        },
      },
    },
  ]);
});

it('makes the issuer known once in an account, for all audiences', () => {
  expect(only(beijing!, 'AWS::IAM::OIDCProvider')).toMatchObject({
    Url: 'https://abc.tokens.sts.global.api.aws',
    ClientIdList: ['to-beijing', 'to-shanghai'],
  });
  shanghai!.resourceCountIs('AWS::IAM::OIDCProvider', 0);
});

it('needs nothing of CDK in the account of its owner', () => {
  const names = app
    .synth()
    .stacks.map(({ stackName }) => stackName)
    .filter((name) => name.includes('destination'));
  expect(names).toHaveLength(3);
  for (const template of replication.destinations) {
    expect(template.toJSON()).not.toHaveProperty('Rules');
    expect(JSON.stringify(template.toJSON())).not.toContain('BootstrapVersion');
  }
});

it('asks for the source account where the configuration does not name it', () => {
  const [asking] = synthesized('eu-west-1').replication.destinations;
  expect(Object.keys(asking!.toJSON().Parameters)).toEqual(['SourceAccount']);
  expect(JSON.stringify(only(asking!, 'AWS::IAM::Role').AssumeRolePolicyDocument)).toContain(
    '{"Ref":"SourceAccount"},":role/lakeferry/eu-west-1/partner/*"',
  );
});
