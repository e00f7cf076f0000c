import type { Template } from 'aws-cdk-lib/assertions';
import { HERE, THERE, withStreams } from './table-streams';

const KEY = `arn:aws:kms:eu-central-1:${THERE}:key/2`;
const whole = withStreams({
  dynamodb: [
    { name: 'orders', tables: ['orders'] },
    { name: 'their-clicks', from: { account: THERE } },
  ],
  landing: {
    expireAfterDays: 400,
    readers: [`arn:aws:iam::${HERE}:role/reader`],
    replicateTo: { bucket: 'copies', region: 'eu-central-1', keyArn: KEY, account: THERE },
  },
});
const consumer = whole.dynamodb.consumer as Template;
const BUCKET = `lakeferry-landing-${HERE}-eu-west-1`;
const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const theirRole = (of: string) => arn(`:iam::${THERE}:role/lakeferry-${of}-their-clicks-eu-west-1`);
const THEIR_ROLE = theirRole('delivery');
const ownRole = (name: string) => ({
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:role/lakeferry-${name}-eu-west-1`],
  ],
});
const THEIR_PROGRESS = theirRole('progress');
const THEIR_ROLES = [THEIR_ROLE, theirRole('load'), THEIR_PROGRESS];

// biome-ignore lint/suspicious/noExplicitAny: templates
const bucket: any = Object.values(consumer.findResources('AWS::S3::Bucket', { Properties: { BucketName: BUCKET } }))[0];
// biome-ignore lint/suspicious/noExplicitAny: templates
const statements: any[] = Object.values(consumer.findResources('AWS::S3::BucketPolicy'))
  .map(({ Properties }) => Properties.PolicyDocument.Statement)
  .find((each) => JSON.stringify(each).includes('ReadersOnly'));

it('keeps the bucket: versioned, private, encrypted under its own key with a bucket key, TLS only', () => {
  expect(bucket).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
    },
  });
  expect(statements).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
});

it('lets the delivery of another account write below its folders: by account and role, which may come later', () => {
  const theirs = statements.filter(({ Effect, Condition }) => Effect === 'Allow' && Condition?.ArnEquals !== undefined);
  expect(theirs.map(({ Sid, Condition }) => [Sid, Condition.ArnEquals['aws:PrincipalArn']])).toEqual([
    ['DeliveryTheirClicksBucket', THEIR_ROLE],
    ['DeliveryTheirClicksObjects', THEIR_ROLE],
    ['LoadTheirClicksObjects', theirRole('load')],
    ['ProgressTheirClicksBucket', THEIR_PROGRESS],
    ['ProgressTheirClicksObject', THEIR_PROGRESS],
  ]);
  for (const { Principal } of theirs) expect(Principal).toEqual({ AWS: arn(`:iam::${THERE}:root`) });
  const [inBucket, objects, loaded, listed, object] = theirs;
  expect(loaded.Action).toBe('s3:PutObject');
  expect(listed.Action).toBe('s3:ListBucket');
  expect(object.Action).toEqual(['s3:GetObject', 's3:PutObject']);
  expect(JSON.stringify(object.Resource)).toContain('/dynamodb-progress/their-clicks.json');
  expect(inBucket.Action).toEqual(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads']);
  expect(objects.Action).toContain('s3:PutObjectAcl');
  expect(objects.Action).not.toContain('s3:DeleteObject');
  expect(JSON.stringify(objects.Resource)).toMatch(/dynamodb-failed\/their-clicks\/\*.*dynamodb\/their-clicks\/\*/);
});

it('lets it use the key for that bucket, with the context that S3 gives with a bucket key, and without', () => {
  // biome-ignore lint/suspicious/noExplicitAny: templates
  const key: any = Object.values(consumer.findResources('AWS::KMS::Key'))[0];
  const [statement] = key.Properties.KeyPolicy.Statement.filter(
    ({ Sid }: { Sid: string }) => Sid === 'DeliveryTheirClicks',
  );
  expect(statement).toMatchObject({
    Principal: { AWS: arn(`:iam::${THERE}:root`) },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': THEIR_ROLES },
      StringLike: {
        'kms:EncryptionContext:aws:s3:arn': [arn(`:s3:::${BUCKET}`), arn(`:s3:::${BUCKET}/*`)],
      },
    },
  });
});

it('lets nobody read but the deliveries, S3 for its copies, and whom the configuration names', () => {
  const { Effect, Condition } = statements.find(({ Sid }) => Sid === 'ReadersOnly');
  expect(Effect).toBe('Deny');
  expect(Condition.ArnNotEquals['aws:PrincipalArn']).toEqual([
    arn(`:iam::${HERE}:root`),
    ownRole('delivery-orders'),
    ownRole('progress-orders'),
    THEIR_ROLE,
    THEIR_PROGRESS,
    ownRole('copies'),
    `arn:aws:iam::${HERE}:role/reader`,
  ]);
});

it('has S3 copy every file to another Region, owned there, and no deletion', () => {
  expect(bucket.Properties.ReplicationConfiguration.Rules).toEqual([
    {
      Id: 'Copies',
      Status: 'Enabled',
      Priority: 1,
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' },
      SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
      Destination: {
        Bucket: arn(':s3:::copies'),
        EncryptionConfiguration: { ReplicaKmsKeyID: KEY },
        Account: THERE,
        AccessControlTranslation: { Owner: 'Destination' },
      },
    },
  ]);
});

it('lets files expire only when it is told', () => {
  const rules = (properties: { LifecycleConfiguration: { Rules: { Id: string }[] } }): string[] =>
    properties.LifecycleConfiguration.Rules.map(({ Id }) => Id);
  expect(rules(bucket.Properties)).toContain('ExpireFiles');
});

it('prints what the account of the tables needs', () =>
  expect(Object.keys(consumer.toJSON().Outputs as object)).toEqual(
    expect.arrayContaining(['LandingBucketName', 'LandingKeyArn']),
  ));

it('is all there is, where another account streams', () => {
  const { dynamodb } = withStreams({ dynamodb: [{ name: 'their-clicks', from: { account: THERE } }] });
  expect(dynamodb.producers).toEqual([]);
  expect(dynamodb.consumer).toBeDefined();
});

it('keeps the policy of a key that is given', () => {
  const { dynamodb } = withStreams({
    dynamodb: [{ name: 'orders', tables: ['orders'] }],
    landing: { keyArn: `arn:aws:kms:eu-west-1:${HERE}:key/9` },
  });
  dynamodb.consumer!.resourceCountIs('AWS::KMS::Key', 0);
});
