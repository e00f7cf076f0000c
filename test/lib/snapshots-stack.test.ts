import { Match } from 'aws-cdk-lib/assertions';
import { validateConfig } from '../../core/config/validate';
import { synthesize, synthesized } from './synthesized';

const { snapshots: template } = synthesized('eu-west-1');

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Policies by the construct they belong to. */
const policies = Object.entries(template.findResources('AWS::IAM::Policy')).map(
  ([id, { Properties }]) => [id, Properties.PolicyDocument.Statement as Statement[]] as const,
);
const statementsOf = (construct: string): Statement[] =>
  policies.filter(([id]) => id.startsWith(construct)).flatMap(([, statements]) => statements);
const actionsOf = (construct: string): string[] => statementsOf(construct).flatMap(({ Action }) => Action);
const thatMay = (construct: string, action: string): Statement | undefined =>
  statementsOf(construct).find(({ Action }) => [Action].flat().includes(action));

const mayOn = (statements: readonly Statement[], action: RegExp, bucket: string): boolean =>
  statements.some(
    ({ Action, Resource }) =>
      [Action].flat().some((each) => action.test(each)) && JSON.stringify(Resource).includes(bucket),
  );

describe('permissions', () => {
  it.each(policies.filter(([id]) => !id.startsWith('ExportRole')))('%s has no wildcard action', (_id, statements) =>
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]),
  );

  it('gives the export role just the wildcards that RDS demands', () =>
    expect(new Set(actionsOf('ExportRole').filter((action) => action.includes('*')))).toEqual(
      new Set(['s3:PutObject*', 's3:GetObject*', 's3:DeleteObject*']),
    ));

  it('passes only the export role, and only to RDS', () => {
    const passing = policies.flatMap(([id, statements]) =>
      statements
        .filter(({ Action }) => [Action].flat().includes('iam:PassRole'))
        .map((statement) => [id, statement] as const),
    );
    expect(passing).toHaveLength(1);
    expect(passing[0]?.[0]).toMatch(/^StartExport/);
    expect(passing[0]?.[1].Condition).toEqual({
      StringEqualsIfExists: { 'iam:PassedToService': ['export.rds.amazonaws.com', 'rds.amazonaws.com'] },
    });
    expect(JSON.stringify(passing[0]?.[1].Resource)).toContain('ExportRole');
  });

  it('lets RDS take the export role for this account alone, where RDS says for whom it asks', () => {
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
      id.startsWith('ExportRole'),
    );
    expect(role?.[1].Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'export.rds.amazonaws.com' },
        Condition: { StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('whoever reads objects of a bucket may list it: else S3 answers 403 for an object that is not there', () => {
    const readers = policies.flatMap(([id, statements]) =>
      ['BucketsRaw', 'BucketsWork', 'BucketsLake']
        .filter((bucket) => mayOn(statements, /^s3:GetObject/, bucket))
        .map((bucket) => ({ id, bucket, lists: mayOn(statements, /^s3:ListBucket$/, bucket) })),
    );
    expect(readers.map(({ id, bucket }) => `${id.slice(0, 9)} ${bucket}`)).toEqual(
      expect.arrayContaining(['CopyBatch BucketsRaw', 'CopyBatch BucketsWork', 'CommitPar BucketsWork']),
    );
    expect(readers.filter(({ lists }) => !lists)).toEqual([]);
  });

  it('lets grants on the key be made for AWS resources only', () =>
    expect(thatMay('StartExport', 'kms:CreateGrant')?.Condition).toEqual({
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    }));

  it.each(['CopyBatch', 'PlanCopy'])('%s deletes nothing', (construct) =>
    expect(actionsOf(construct).filter((action) => /Delete/.test(action))).toEqual([]),
  );

  it('never deletes versions of the lake', () =>
    expect(JSON.stringify(policies)).not.toContain('s3:DeleteObjectVersion'));

  it('writes to the bucket of the exports as RDS alone', () => {
    const writers = policies.filter(([, statements]) =>
      statements.some(
        ({ Action, Resource }) =>
          [Action].flat().some((action) => action.startsWith('s3:Put')) &&
          JSON.stringify(Resource).includes('BucketsRaw'),
      ),
    );
    expect(writers.map(([id]) => id)).toEqual([expect.stringMatching(/^ExportRole/)]);
  });

  it('writes the lake from CopyBatch alone', () => {
    const writers = policies.filter(([, statements]) =>
      statements.some(
        ({ Action, Resource }) =>
          [Action].flat().includes('s3:PutObject') && JSON.stringify(Resource).includes('BucketsLake'),
      ),
    );
    expect(writers.map(([id]) => id.slice(0, 9))).toEqual(['CopyBatch']);
  });

  it('lets publish-export start, watch and redrive the children of its Distributed Map', () => {
    const children = /execution:lakeferry-publish-export\/CopyFiles:\*/;
    expect(JSON.stringify(thatMay('PublishExportMachine', 'states:RedriveExecution')?.Resource)).toMatch(children);
    const watches = statementsOf('PublishExportMachine').filter(({ Action }) =>
      Action.includes('states:DescribeExecution'),
    );
    expect(JSON.stringify(watches)).toMatch(children);
    const starts = statementsOf('PublishExportMachine').filter(({ Action }) => Action === 'states:StartExecution');
    expect(JSON.stringify(starts)).toMatch(/stateMachine:lakeferry-publish-export"/);
    expect(JSON.stringify(starts)).toMatch(/stateMachine:lakeferry-catalog-tables"/);
  });

  it('lets export-snapshot wait for its child by event', () =>
    expect(JSON.stringify(thatMay('ExportSnapshotMachine', 'events:PutRule')?.Resource)).toContain(
      'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    ));
});

describe('triggers', () => {
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);

  it('are anchored: flights-prod-20 is no prefix of flights-prod-eu', () => {
    const prefixes = rules.flatMap(({ EventPattern }) => EventPattern.detail.SourceIdentifier ?? []) as {
      prefix: string;
    }[];
    expect(prefixes.map(({ prefix }) => prefix)).toContain('rds:flights-prod-20');
    for (const { prefix } of prefixes) expect(prefix).toMatch(/^(rds:[a-z0-9-]+-20|awsbackup:)$/);
  });

  it.each(rules.map((rule) => [rule.Name, rule]))('%s starts one machine, and loses no event', (_name, rule) => {
    expect(rule.Targets).toEqual([
      expect.objectContaining({
        Arn: { Ref: expect.stringMatching(/^ExportSnapshotMachine/) },
        DeadLetterConfig: expect.anything(),
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ]);
    expect(rule.Targets[0]).not.toHaveProperty('InputTransformer');
  });

  it('are schedules for clusters that are exported live, by the clocks of the time zone', () => {
    const scheduled = synthesize(
      validateConfig({
        environment: { region: 'eu-west-1' },
        timeZone: 'Europe/Madrid',
        sources: [
          {
            kind: 'aurora-cluster',
            id: 'live',
            engine: 'postgres',
            databases: ['shop'],
            trigger: { schedule: 'cron(0 2 * * ? *)' },
          },
        ],
      }),
    ).snapshots;
    scheduled.resourceCountIs('AWS::Events::Rule', 0);
    scheduled.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Madrid',
      Target: {
        DeadLetterConfig: Match.anyValue(),
        Input: {
          'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('cluster:live.*<aws.scheduler.scheduled-time>')])],
        },
      },
    });
  });

  it('that cannot be delivered are kept under our key, sent over TLS', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: Match.anyValue(),
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});

it('keeps nothing when it is deleted', () => {
  const kept = Object.values(template.toJSON().Resources as Record<string, { DeletionPolicy?: string }>).filter(
    ({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'),
  );
  expect(kept).toEqual([]);
});
