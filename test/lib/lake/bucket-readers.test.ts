import { readersOnly, rootArn } from '../../../core/lake/readers';
import { authorize, contextOf, policyOf } from '../../../packages/local-aws/iam';
import { resourcesIn, synthesized } from '../synthesized';

const LAKE = '111111111111';
const arn = (name: string): string => `arn:aws:iam::${LAKE}:role/${name}`;
const READER = arn('lakeferry-commit-partitions-eu-west-1');
const BUCKET = 'arn:aws:s3:::lake';

describe('the statement', () => {
  const readers = [rootArn({ partition: 'aws', accountId: LAKE }), READER];
  const policy = policyOf(JSON.stringify({ Version: '2012-10-17', Statement: [readersOnly(BUCKET, readers)] }));
  const everything = policyOf(
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  );
  const may = (roleArn: string, action: string, resource = `${BUCKET}/lake/orders/part.parquet`): boolean =>
    authorize(
      {
        principal: { kind: 'session', accountId: LAKE, arn: `${roleArn}/session`, roleArn },
        action,
        resource,
        resourceAccount: LAKE,
        context: contextOf({ 'aws:PrincipalArn': roleArn, 'aws:PrincipalIsAWSService': 'false' }),
      },
      { identity: [everything], resource: policy },
    ).allowed;

  it.each(['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectVersionForReplication'])(
    'an administrator whom IAM allows everything may not %s, a reader may',
    (action) => {
      expect(may(arn('Admin'), action)).toBe(false);
      expect(may(`${READER}-too`, action)).toBe(false);
      expect(may(READER, action)).toBe(true);
    },
  );

  it('an administrator may still list, write and delete, and mend the policy', () => {
    for (const action of ['s3:PutObject', 's3:DeleteObject']) expect(may(arn('Admin'), action)).toBe(true);
    for (const action of ['s3:ListBucket', 's3:PutBucketPolicy']) expect(may(arn('Admin'), action, BUCKET)).toBe(true);
  });

  it('the root user, who can take the policy away, may read', () =>
    expect(may(readers[0]!, 's3:GetObject')).toBe(true));

  it('who says nothing of itself may not', () => {
    const call = { action: 's3:GetObject', resource: `${BUCKET}/key`, resourceAccount: LAKE, context: contextOf({}) };
    const principal = { kind: 'user' as const, accountId: LAKE, arn: `arn:aws:iam::${LAKE}:user/bob` };
    expect(authorize({ ...call, principal }, { identity: [everything], resource: policy }).allowed).toBe(false);
  });
});

describe('the stacks', () => {
  const { lake, snapshots, ...whole } = synthesized('eu-west-1');
  const [policy] = Object.values(lake.findResources('AWS::S3::BucketPolicy')).filter(({ Properties }) =>
    JSON.stringify(Properties).includes('ReadersOnly'),
  );
  const statement = (policy!.Properties.PolicyDocument.Statement as { Sid?: string }[]).find(
    ({ Sid }) => Sid === 'ReadersOnly',
  ) as unknown as { Condition: { ArnNotEquals: { 'aws:PrincipalArn': unknown[] } } };
  const readers = JSON.stringify(statement.Condition.ArnNotEquals['aws:PrincipalArn']);

  it('spare the role of every function that reads the lake, and no other of theirs', () => {
    const policies = Object.values(resourcesIn({ lake, snapshots, ...whole }, 'AWS::IAM::Policy'));
    const reading = policies.flatMap(({ Properties }) => {
      const statements = Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[];
      const reads = statements.some(
        ({ Action, Resource }) =>
          [Action].flat().includes('s3:GetObject') && /BucketsLake/.test(JSON.stringify(Resource)),
      );
      return reads ? (Properties.Roles as { Ref: string }[]).map(({ Ref }) => Ref) : [];
    });
    const roles = Object.entries(resourcesIn({ lake, snapshots, ...whole }, 'AWS::IAM::Role'));
    // functions of an output read by the path of their roles
    const ofOutputs = roles.filter(([, { Properties }]) => Properties.Path !== undefined).map(([id]) => id);
    const named = reading
      .filter((id) => !ofOutputs.includes(id))
      .map((id) => roles.find(([each]) => each === id)![1].Properties.RoleName ?? id);
    expect(named).toHaveLength(3);
    for (const name of named) expect(readers).toContain(name as string);
    expect(statement.Condition.ArnNotEquals['aws:PrincipalArn']).toHaveLength(named.length + 2);
    expect(readers).toContain(':role/lakeferry/eu-west-1/partner/*');
  });

  it('name such a role by its Region, for roles are of the whole account', () => {
    const names = Object.values(snapshots.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName);
    expect(names.filter((name) => name !== undefined)).toEqual([
      'lakeferry-plan-copy-eu-west-1',
      'lakeferry-copy-batch-eu-west-1',
      'lakeferry-commit-partitions-eu-west-1',
      'lakeferry-export-eu-west-1',
    ]);
  });
});
