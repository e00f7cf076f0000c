import type { Template } from 'aws-cdk-lib/assertions';
import type { ReplicationSourceConfig } from '../../../core/config/replication/types';
import { withOutputs } from './replication-config';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/ours';
const PIVOT = 'arn:aws:iam::333333333333:role/lakeferry-replication-pivot-partner';
const SID = 'ServerSideCopyPartner';
const madeOf = (source: ReplicationSourceConfig) => withOutputs(source, { copy: 'server-side' });
const ofLake = madeOf({ prefix: 'lake/' });
const [pivotOfLake] = ofLake.replication.destinations as [Template];

// biome-ignore lint/suspicious/noExplicitAny: statements of any policy
const statements = (template: Template, type: string, document: string): any[] =>
  Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[document].Statement);
const rightsOf = (template: Template) => statements(template, 'AWS::IAM::Policy', 'PolicyDocument');

it('the pivot role may read the lake below the prefix, and decrypt by S3 alone', () => {
  const rights = rightsOf(pivotOfLake);
  const [reading] = rights.filter(({ Resource }) => JSON.stringify(Resource).includes(':s3:::lakeferry-lake-'));
  expect(reading).toMatchObject({
    Action: expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion']),
    Resource: 'arn:aws:s3:::lakeferry-lake-111111111111-eu-west-1/lake/*',
  });
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: 'arn:aws:kms:eu-west-1:111111111111:key/*',
    Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com*' } },
  });
});

it('the bucket of the lake and its key admit that role, and the denial of other readers spares it', () => {
  const policies = statements(ofLake.lake, 'AWS::S3::BucketPolicy', 'PolicyDocument');
  const admitted = {
    Sid: SID,
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::333333333333:root' },
    Condition: { ArnEquals: { 'aws:PrincipalArn': PIVOT } },
  };
  const [statement] = policies.filter(({ Sid }) => Sid === SID);
  expect(statement).toMatchObject(admitted);
  expect(JSON.stringify(statement.Resource)).toContain('/lake/*');
  const denials = policies.filter(
    ({ Sid, Condition }) => Sid === 'ReadersOnly' && JSON.stringify(Condition).includes(PIVOT),
  );
  expect(denials).toHaveLength(1);
  const [ofKey] = statements(ofLake.lake, 'AWS::KMS::Key', 'KeyPolicy').filter(({ Sid }) => Sid === SID);
  expect(ofKey).toMatchObject({ Action: 'kms:Decrypt', Principal: admitted.Principal });
  expect(ofKey.Condition).toMatchObject(admitted.Condition);
});

it('of another bucket the role reads that one, with its key; its policy is left to its owner', () => {
  const of = madeOf({ bucket: 'our-files', keyArn: KEY });
  const text = JSON.stringify(rightsOf(of.replication.destinations[0]!));
  expect(text).toContain('arn:aws:s3:::our-files/*');
  expect(text).toContain(`"Resource":"${KEY}"`);
  expect(JSON.stringify(of.lake.toJSON())).not.toContain(SID);
});

it('nobody is admitted where objects are streamed', () => {
  const of = withOutputs({ prefix: 'lake/' }, {});
  expect(JSON.stringify(of.lake.toJSON())).not.toContain(PIVOT);
  expect(JSON.stringify(of.replication.destinations[0]!.toJSON())).not.toContain('lakeferry-lake-');
});
