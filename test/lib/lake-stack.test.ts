import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { NOTHING_OWNED, planGovernance } from '../../core/governance';
import { isCrawled, isDeclared } from '../../core/lake/catalog-database';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { databaseStacks } from '../../core/lake/database-stacks';
import { grantFrom } from '../../functions/shared/lakeformation/resources';
import { DEMO_CONFIG, loadSettings } from '../../lib/config';
import { catalog } from '../core/governance/world';
import { synthesize, synthesized } from './synthesized';

const whole = synthesized('eu-west-1');
const { lake, settings } = whole;
const databases = catalogDatabases(settings);

const resources = (type: string): Record<string, { Properties: Record<string, never>; [key: string]: unknown }> =>
  lake.findResources(type) as never;

/** Of the stacks of databases. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource, read by tests
const inCatalog = (type: string, of = whole): { Properties: Record<string, any>; [key: string]: unknown }[] =>
  of.databases.flatMap((template) => Object.values(template.findResources(type))) as never;

const sorted = (grant: ReturnType<typeof grantFrom>) => ({
  ...grant,
  permissions: grant?.permissions.toSorted(),
  withGrantOption: grant?.withGrantOption.toSorted(),
});
const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('buckets', () => {
  const buckets = Object.entries(resources('AWS::S3::Bucket'));

  it('are four: lake, raw exports, work files, access logs', () => expect(buckets).toHaveLength(4));

  it.each(buckets)('%s blocks public access, keeps data when the stack goes', (_id, bucket) => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
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

  it.each([
    ['raw exports', 'ExpireRawExports', 7],
    ['manifests, later than an execution can be redriven', 'ExpireWork', 30],
  ])('expires %s', (_what, Id, ExpirationInDays) =>
    lake.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Id, ExpirationInDays, Status: 'Enabled', Prefix: Match.absent() })]),
      },
    }),
  );

  it('expires partitions of the lake only where the configuration says so', () => {
    const partitions = {
      Rules: Match.arrayWith([Match.objectLike({ Prefix: Match.stringLikeRegexp('^lake/'), ExpirationInDays: 400 })]),
    };
    lake.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: partitions });
    const { expirePartitionsAfterDays: _, ...kept } = settings.lake;
    const forever = synthesize({ ...settings, lake: kept }).lake;
    expect(JSON.stringify(forever.findResources('AWS::S3::Bucket'))).not.toContain('ExpirePartitions');
  });
});

it('rotates the key, which stays, and lets CloudWatch Logs use it for our logs only', () => {
  lake.hasResource('AWS::KMS::Key', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { EnableKeyRotation: true },
  });
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

interface KeyStatement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const statementsOf = (properties: object): readonly KeyStatement[] =>
  (properties as { readonly PolicyDocument: { readonly Statement: readonly KeyStatement[] } }).PolicyDocument.Statement;

it('lets the crawlers encrypt their log under the key of their security configuration', () => {
  const onKey = inCatalog('AWS::IAM::Policy')
    .flatMap(({ Properties }) => statementsOf(Properties))
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
  expect(new Set(onKey.flatMap(({ Action }) => Action))).toEqual(
    new Set(['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey']),
  );
  for (const { Resource } of onKey) {
    expect(Resource).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^lakeferry-lake:.*GetAttKey/) });
  }
});

describe('catalog', () => {
  it.each(databases)('$name gives new tables to nobody and stays when the stack goes', ({ name: Name }) => {
    const stacks = databaseStacks(databases);
    const at = stacks.findIndex((each) => each.databases.some(({ name }) => name === Name));
    whole.databases[at]!.hasResource('AWS::Glue::Database', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DatabaseInput: {
          Name,
          CreateTableDefaultPermissions: [],
          Parameters: { 'lakeferry:installation': 'default' },
        },
      },
    });
  });

  it.each(databases.filter(isCrawled))('$name has one crawler, on one folder', ({ name: DatabaseName, crawler }) => {
    const crawlers = inCatalog('AWS::Glue::Crawler').filter(
      ({ Properties }) => Properties.DatabaseName === DatabaseName,
    );
    expect(crawlers).toHaveLength(1);
    expect(crawlers[0]?.Properties).toMatchObject({
      Name: crawler,
      Targets: { S3Targets: [expect.anything()] },
      LakeFormationConfiguration: { UseLakeFormationCredentials: true },
    });
  });

  it.each([
    ['', 4],
    ['lake', 5],
    ['a/b/c', 7],
  ])('with prefix %p tables are at level %i, and partitions inherit their columns', (prefix, level) => {
    const other = synthesize({ ...settings, lake: { ...settings.lake, prefix } });
    const configurations = inCatalog('AWS::Glue::Crawler', other).map(({ Properties }) =>
      JSON.parse(Properties.Configuration as string),
    );
    expect(configurations).toHaveLength(databases.filter(isCrawled).length);
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

  it('adopts the tags of the policy, as a data lake administrator', () => {
    const [settingsId] = Object.keys(resources('AWS::LakeFormation::DataLakeSettings'));
    lake.resourceCountIs('AWS::LakeFormation::Tag', 0);
    lake.hasResource('Custom::LakeferryTags', {
      DependsOn: Match.arrayWith([settingsId]),
      Properties: {
        Tags: {
          confidential: ['sensitive', 'private', 'public'],
          'lakeferry-columns': ['agreed'],
          'lakeferry-databases': ['governed'],
        },
      },
    });
    const [{ Properties }] = Object.values(resources('AWS::Lambda::Function')).filter(
      (each) => (each.Properties as { FunctionName?: string }).FunctionName === 'lakeferry-adopt-tags',
    ) as unknown as [{ Properties: { Role: unknown; Code: { ZipFile: string } } }];
    expect(lake.findOutputs('GovernanceRoleArn').GovernanceRoleArn).toMatchObject({ Value: Properties.Role });
    expect(Properties.Code.ZipFile.length).toBeLessThanOrEqual(4096);
  });

  const orderOf = (grants: ReturnType<typeof resources>): string[] =>
    Object.values(grants).flatMap(({ DependsOn }) =>
      [DependsOn as string | string[]].flat().filter((id) => id in grants),
    );

  it('makes the grants of a few databases one after another: concurrent ones fail', () => {
    let count = 0;
    for (const template of [lake, ...whole.databases]) {
      const grants = template.findResources('AWS::LakeFormation::PrincipalPermissions') as never;
      const order = orderOf(grants);
      // those of tags, and the registrar's one on the location, begin a row each
      const rows = template === lake ? 2 : 1;
      expect(new Set(order).size).toBe(Object.keys(grants).length - rows);
      count += Object.keys(grants).length;
    }
    const filled = databases.filter((each) => !isDeclared(each)).length;
    expect(count).toBe(3 + whole.databases.length + 2 * filled);
  });

  it('lets one stack of databases wait for another, and the catalog for all: only one makes grants', () => {
    const stacks = whole.app.node.children.filter((child) => child instanceof Stack);
    const named = (part: string) => stacks.filter(({ stackName }) => stackName.startsWith(`lakeferry-${part}`));
    const ofDatabases = named('databases-');
    expect(ofDatabases).toHaveLength(whole.databases.length);
    for (const [i, stack] of ofDatabases.entries()) {
      expect(stack.dependencies).toContain(i === 0 ? named('lake')[0] : ofDatabases[i - 1]);
      expect(named('catalog')[0]!.dependencies).toContain(stack);
    }
  });
});

describe('sharing by tag', () => {
  const policies = (template: Template) =>
    Object.values(template.findResources('AWS::LakeFormation::PrincipalPermissions'))
      .filter(({ Properties }) => Properties.Resource.LFTagPolicy !== undefined)
      .map(({ Properties, DependsOn }) => ({ ...Properties, DependsOn: [DependsOn].flat() }));
  const small = {
    ...settings,
    sources: settings.sources.slice(0, 1),
    governance: { ...settings.governance, databases: {} },
  };
  const expression = (values: string[], ownKey: string, ownValue: string) => [
    { TagKey: 'confidential', TagValues: values },
    { TagKey: ownKey, TagValues: [ownValue] },
  ];

  it('is granted to the analytics account before there is a table: databases to find, tables to read, both to give on', () =>
    expect(policies(lake)).toMatchObject([
      {
        Principal: { DataLakePrincipalIdentifier: '222222222222' },
        Resource: {
          LFTagPolicy: {
            ResourceType: 'DATABASE',
            Expression: expression(['private', 'public', 'sensitive'], 'lakeferry-databases', 'governed'),
          },
        },
        Permissions: ['DESCRIBE'],
        PermissionsWithGrantOption: ['DESCRIBE'],
      },
      {
        Principal: { DataLakePrincipalIdentifier: '222222222222' },
        Resource: {
          LFTagPolicy: { ResourceType: 'TABLE', Expression: expression(['public'], 'lakeferry-columns', 'agreed') },
        },
        Permissions: ['SELECT', 'DESCRIBE'],
        PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'],
      },
    ]));

  it('is just what the planner wants, which then has nothing to grant by tag', () => {
    const { governance } = settings;
    const context = { database: 'd', analytics: settings.accounts.analytics! };
    const live = catalog({}, { databases: { d: { tags: {}, opensNewTables: false, tables: {} } } });
    const wanted = planGovernance({ ...governance, databases: {} }, live, NOTHING_OWNED, context).changes.flatMap(
      (change) => (change.kind === 'grant' && change.grant.resource.kind === 'policy' ? [change.grant] : []),
    );
    const granted = policies(lake).map(({ Principal, Resource, Permissions, PermissionsWithGrantOption }) =>
      grantFrom({ Principal, Resource, Permissions, PermissionsWithGrantOption }),
    );
    expect(granted.map(sorted).sort(byText)).toEqual(wanted.map(sorted).sort(byText));
  });

  it('waits for the tags it names', () => {
    const [first] = policies(lake);
    expect(first!.DependsOn).toEqual(expect.arrayContaining(Object.keys(resources('Custom::LakeferryTags'))));
  });

  it.each([
    [undefined, { analytics: '222222222222' }, '4'],
    [5, { analytics: '222222222222' }, '5'],
    ['unchanged', { analytics: '222222222222' }, undefined],
    [undefined, {}, undefined],
  ] as const)('with version %p and accounts %p the account is set to %p', (version, accounts, expected) => {
    const governance = {
      ...small.governance,
      crossAccountVersion: version ?? settings.governance.crossAccountVersion,
    };
    const [properties] = Object.values(
      synthesize({ ...small, governance, accounts }).lake.findResources('AWS::LakeFormation::DataLakeSettings'),
    ).map(({ Properties }) => Properties);
    expect(properties!.Parameters).toEqual(expected === undefined ? undefined : { CROSS_ACCOUNT_VERSION: expected });
    expect(properties!.MutationType).toBe('APPEND');
  });

  it('is nothing where nobody but the lake has analysts', () =>
    expect(policies(synthesize({ ...small, accounts: {} }).lake)).toEqual([]));
});

it('keeps the ledger: recoverable, under our key, not deletable by accident', () =>
  lake.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      TableName: 'lakeferry-ledger',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  }));

it('names every resource the configuration names, and no other source', () => {
  const settingsOfOne = loadSettings({ file: DEMO_CONFIG });
  const one = synthesize({
    ...settingsOfOne,
    sources: settingsOfOne.sources.slice(0, 1),
    governance: { ...settingsOfOne.governance, databases: {} },
    dynamodb: [],
  });
  expect(inCatalog('AWS::Glue::Database', one)).toHaveLength(1);
  expect(inCatalog('AWS::Glue::Crawler', one)).toHaveLength(1);
});
