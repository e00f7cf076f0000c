import { Match } from 'aws-cdk-lib/assertions';
import { crawlerName, glueDatabaseName } from '../../core/names';
import { loadSettings } from '../../lib/config';
import { synthesize, synthesized } from './synthesized';

const { lake, settings } = synthesized('eu-west-1');
const glueDatabases = settings.sources.flatMap(({ id, databases }) =>
  databases.map((name) => glueDatabaseName(id, name)),
);

const resources = (type: string): Record<string, { Properties: Record<string, never>; [key: string]: unknown }> =>
  lake.findResources(type) as never;

describe('buckets', () => {
  const buckets = Object.entries(resources('AWS::S3::Bucket'));

  it('are three: lake, raw exports, access logs', () => expect(buckets).toHaveLength(3));

  it.each(buckets)('%s blocks public access, keeps data when the stack goes', (_id, bucket) => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(bucket.DeletionPolicy).toBe('Retain');
  });

  it.each(buckets)('%s refuses requests without TLS 1.2', (id) => {
    const denial = (condition: object) => ({
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: condition }),
      ]),
    });
    const policyWith = (condition: object) => ({ Bucket: { Ref: id }, PolicyDocument: denial(condition) });
    lake.hasResourceProperties('AWS::S3::BucketPolicy', policyWith({ Bool: { 'aws:SecureTransport': 'false' } }));
    lake.hasResourceProperties('AWS::S3::BucketPolicy', policyWith({ NumericLessThan: { 's3:TlsVersion': 1.2 } }));
  });

  it.each(buckets.filter(([id]) => !id.includes('AccessLogs')))(
    '%s is under our key, with a bucket key',
    (_id, bucket) => {
      expect(bucket.Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
        LoggingConfiguration: expect.anything(),
      });
    },
  );

  it('expires raw exports and manifests', () => {
    const expires = (Prefix: string) => Match.objectLike({ Prefix, ExpirationInDays: 7, Status: 'Enabled' });
    lake.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith([expires('exports/'), expires('manifests/')]) },
    });
  });

  it('expires partitions of the lake only where the configuration says so', () => {
    const partitions = { Rules: Match.arrayWith([Match.objectLike({ Prefix: 'lake/', ExpirationInDays: 400 })]) };
    lake.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: partitions });
    const { expirePartitionsAfterDays: _, ...kept } = settings.lake;
    const forever = synthesize({ ...settings, lake: kept }).lake;
    expect(JSON.stringify(forever.findResources('AWS::S3::Bucket'))).not.toContain('ExpirePartitions');
  });
});

it('rotates the key, which stays, and lets CloudWatch Logs use it for our logs only', () => {
  lake.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
  lake.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Sid: 'CloudWatchLogs',
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
        }),
      ]),
    },
  });
  const statements = JSON.stringify(resources('AWS::KMS::Key'));
  expect(statements).not.toContain('"Deny"');
});

describe('catalog', () => {
  it.each(glueDatabases)('%s gives new tables to nobody and stays when the stack goes', (Name) => {
    lake.hasResource('AWS::Glue::Database', {
      DeletionPolicy: 'Retain',
      Properties: { DatabaseInput: { Name, CreateTableDefaultPermissions: [] } },
    });
  });

  it.each(glueDatabases)('%s has one crawler, on one folder', (DatabaseName) => {
    const crawlers = Object.values(resources('AWS::Glue::Crawler')).filter(
      ({ Properties }) => Properties.DatabaseName === DatabaseName,
    );
    expect(crawlers).toHaveLength(1);
    expect(crawlers[0]?.Properties).toMatchObject({
      Name: crawlerName(DatabaseName),
      Targets: { S3Targets: [expect.anything()] },
      LakeFormationConfiguration: { UseLakeFormationCredentials: true },
    });
  });

  it.each([
    ['', 4],
    ['lake', 5],
    ['a/b/c', 7],
  ])('with prefix %p tables are at level %i, and partitions inherit their columns', (prefix, level) => {
    const template = synthesize({ ...settings, lake: { ...settings.lake, prefix } }).lake;
    const configurations = Object.values(template.findResources('AWS::Glue::Crawler')).map(({ Properties }) =>
      JSON.parse(Properties.Configuration as string),
    );
    expect(configurations).toHaveLength(glueDatabases.length);
    for (const configuration of configurations) {
      expect(configuration).toMatchObject({
        Grouping: { TableLevelConfiguration: level },
        CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
      });
    }
  });
});

describe('Lake Formation', () => {
  it('registers the prefix with a role of ours, not in hybrid mode', () => {
    lake.hasResourceProperties('AWS::LakeFormation::Resource', {
      UseServiceLinkedRole: false,
      HybridAccessEnabled: false,
      RoleArn: Match.anyValue(),
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith(['/lake'])] },
    });
  });

  it('adds an administrator and leaves the others of the account', () =>
    lake.hasResourceProperties('AWS::LakeFormation::DataLakeSettings', { MutationType: 'APPEND' }));

  it('declares the tags of the policy, which outlive the stack', () =>
    lake.hasResource('AWS::LakeFormation::Tag', {
      DeletionPolicy: 'Retain',
      Properties: { TagKey: 'confidential', TagValues: ['sensitive', 'private', 'public'] },
    }));

  it('makes grants one after another: concurrent ones fail', () => {
    const grants = resources('AWS::LakeFormation::PrincipalPermissions');
    const order = Object.values(grants).flatMap(({ DependsOn }) =>
      [DependsOn as string | string[]].flat().filter((id) => id in grants),
    );
    expect(Object.keys(grants)).toHaveLength(1 + 2 * glueDatabases.length);
    expect(new Set(order).size).toBe(Object.keys(grants).length - 1);
  });
});

it('keeps the ledger: recoverable, under our key, not deletable by accident', () =>
  lake.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      TableName: 'lakeferry-export-ledger',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  }));

it('names every resource the configuration names, and no other source', () => {
  const settingsOfOne = loadSettings();
  const one = synthesize({
    ...settingsOfOne,
    sources: settingsOfOne.sources.slice(0, 1),
    governance: { ...settingsOfOne.governance, databases: {} },
  });
  one.lake.resourceCountIs('AWS::Glue::Database', 1);
  one.lake.resourceCountIs('AWS::Glue::Crawler', 1);
});
