import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { IAM } from '@aws-sdk/client-iam';
import { LakeFormation, type Permission } from '@aws-sdk/client-lakeformation';
import { STS } from '@aws-sdk/client-sts';
import { type Aws, startAws } from '../../../start-aws';
import { asked } from './asked';

const ACCOUNT = '111111111111';
const document = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });

describe('rights on views', () => {
  let aws: Aws;
  let lakeFormation: LakeFormation;
  /** Two roles that may run queries, and one of them may also make tables. */
  let [maker, other]: [Athena, Athena] = [] as never;
  beforeAll(async () => {
    aws = await startAws({ services: ['glue', 'lakeformation', 'athena', 'iam', 'sts'], authorize: true });
    lakeFormation = new LakeFormation(aws.clientConfig());
    await lakeFormation.putDataLakeSettings({ DataLakeSettings: {} });
    const DatabaseInput = { Name: 'shop', CreateTableDefaultPermissions: [] };
    await new Glue(aws.clientConfig()).createDatabase({ DatabaseInput });
    maker = new Athena(await assume('maker', ['athena:*', 'glue:*']));
    other = new Athena(await assume('other', ['athena:*', 'glue:GetTable']));
  });
  afterAll(() => aws.close());

  async function assume(RoleName: string, Action: readonly string[]) {
    const iam = new IAM(aws.clientConfig());
    const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: document(trust) });
    const PolicyDocument = document({ Effect: 'Allow', Action, Resource: '*' });
    await iam.putRolePolicy({ RoleName, PolicyName: 'rights', PolicyDocument });
    const request = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, RoleSessionName: 'session' };
    const { Credentials } = await new STS(aws.clientConfig()).assumeRole(request);
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
    return { ...aws.clientConfig(), credentials: { accessKeyId, secretAccessKey, sessionToken: SessionToken } };
  }

  const grant = (role: string, Resource: object, ...Permissions: Permission[]) =>
    lakeFormation.grantPermissions({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${ACCOUNT}:role/${role}` },
      Resource,
      Permissions,
    });

  it('are those of Glue on the table, and those of Lake Formation', async () => {
    const create = 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one';
    await expect(asked(other, 'shop', create)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('glue:CreateTable'),
    });
    expect((await asked(maker, 'shop', create)).reason).toBe(
      'PERMISSION_DENIED: Insufficient Lake Formation permission(s): Required Create Table on shop',
    );
    await grant('maker', { Database: { Name: 'shop' } }, 'CREATE_TABLE');
    expect((await asked(maker, 'shop', create)).rows).toEqual([]);
    expect((await asked(maker, 'shop', create)).rows).toEqual([]);
  });

  it('to read one are SELECT on the view, too, where Lake Formation governs the database', async () => {
    const reader = new Athena(await assume('reader', ['athena:*', 'glue:GetTable']));
    expect((await asked(reader, 'shop', 'SELECT * FROM v')).reason).toMatch(/^TABLE_NOT_FOUND: .*shop\.v/);
    await grant('reader', { Table: { DatabaseName: 'shop', Name: 'v' } }, 'SELECT');
    expect((await asked(reader, 'shop', 'SELECT * FROM v')).rows).toEqual([['1']]);
  });

  it('on a view of others are ALTER to replace it and DROP to drop it', async () => {
    const root = new Athena(aws.clientConfig());
    expect((await asked(root, 'shop', 'CREATE VIEW theirs AS SELECT 1 AS one')).rows).toEqual([]);
    const replace = 'CREATE OR REPLACE VIEW theirs AS SELECT 2 AS two';
    const Resource = { Table: { DatabaseName: 'shop', Name: 'theirs' } };
    expect((await asked(maker, 'shop', replace)).reason).toMatch(/^PERMISSION_DENIED: .*Required Alter on .*theirs/);
    await grant('maker', Resource, 'ALTER');
    expect((await asked(maker, 'shop', replace)).rows).toEqual([]);
    expect((await asked(maker, 'shop', 'DROP VIEW theirs')).reason).toMatch(/^PERMISSION_DENIED: .*Required Drop/);
    await grant('maker', Resource, 'DROP');
    expect((await asked(maker, 'shop', 'DROP VIEW theirs')).rows).toEqual([]);
  });
});
