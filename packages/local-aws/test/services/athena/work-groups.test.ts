import { Athena } from '@aws-sdk/client-athena';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';

const ANALYSTS = '222222222222';
let aws: Aws;
let athena: Athena;

beforeAll(async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 15));
  aws = await startAws({ services: ['athena', 's3', 'glue', 'lakeformation', 'iam', 'sts'], clock, authorize: true });
  athena = new Athena(aws.clientConfig(ANALYSTS));
  await new S3(aws.clientConfig(ANALYSTS)).createBucket({ Bucket: 'results' });
  await createGroup('wide', 'results');
  await createGroup('narrow', 'roles/narrow');
});
afterAll(() => aws.close());

const createGroup = (Name: string, folder: string) =>
  athena.createWorkGroup({
    Name,
    Configuration: { ResultConfiguration: { OutputLocation: `s3://results/${folder}/` } },
  });

/** The location of the result, once it is there. */
async function run(client: Athena, WorkGroup: string, OutputLocation?: string) {
  const { QueryExecutionId } = await client.startQueryExecution({
    QueryString: "SELECT 'secret'",
    WorkGroup,
    ResultConfiguration: OutputLocation === undefined ? undefined : { OutputLocation },
  });
  for (;;) {
    const { QueryExecution } = await client.getQueryExecution({ QueryExecutionId });
    if (QueryExecution?.Status?.State === 'RUNNING') continue;
    expect(QueryExecution).toMatchObject({ Status: { State: 'SUCCEEDED' }, WorkGroup });
    return { QueryExecutionId, location: QueryExecution?.ResultConfiguration?.OutputLocation };
  }
}

const INVALID = 'InvalidRequestException';

it('a workgroup that nobody created in the account is not found', async () => {
  const missing = { name: INVALID, message: 'WorkGroup nothing is not found.' };
  await expect(run(athena, 'nothing')).rejects.toMatchObject(missing);
  await expect(athena.getWorkGroup({ WorkGroup: 'nothing' })).rejects.toMatchObject(missing);
  await expect(athena.listQueryExecutions({ WorkGroup: 'nothing' })).rejects.toMatchObject(missing);
  await expect(run(new Athena(aws.clientConfig()), 'wide')).rejects.toMatchObject({ name: INVALID });
});

it('an account lists its own workgroups, with primary', async () => {
  const names = async (client: Athena) => (await client.listWorkGroups({})).WorkGroups?.map(({ Name }) => Name);
  expect(await names(athena)).toEqual(['narrow', 'primary', 'wide']);
  expect(await names(new Athena(aws.clientConfig()))).toEqual(['primary']);
});

it('a name is taken once, and has a form', async () => {
  await expect(createGroup('wide', 'x')).rejects.toMatchObject({
    name: INVALID,
    message: expect.stringMatching(/already created/),
  });
  await expect(createGroup('primary', 'x')).rejects.toMatchObject({ name: INVALID });
  await expect(createGroup('a/b', 'x')).rejects.toMatchObject({ name: INVALID });
});

it('a workgroup that enforces its settings takes no place from the client; another one does', async () => {
  expect((await run(athena, 'wide', 's3://results/elsewhere')).location).toMatch(/^s3:\/\/results\/results\//);
  await athena.createWorkGroup({ Name: 'free', Configuration: { EnforceWorkGroupConfiguration: false } });
  expect((await run(athena, 'free', 's3://results/elsewhere')).location).toMatch(/^s3:\/\/results\/elsewhere\//);
  await expect(run(athena, 'free')).rejects.toMatchObject({
    name: INVALID,
    message: expect.stringMatching(/^No output location provided/),
  });
});

it('lists the queries of one workgroup', async () => {
  const { QueryExecutionId } = await run(athena, 'narrow');
  const listed = async (WorkGroup?: string) => (await athena.listQueryExecutions({ WorkGroup })).QueryExecutionIds;
  expect(await listed('narrow')).toEqual([QueryExecutionId]);
  expect(await listed()).toEqual([]);
});

it('a role reads results of its own workgroup and folder, not of another one', async () => {
  const narrow = await as('narrow', [
    { actions: ['athena:*'], resource: `arn:aws:athena:${region}:${ANALYSTS}:workgroup/narrow` },
    { actions: ['s3:GetBucketLocation'], resource: 'arn:aws:s3:::results' },
    { actions: ['s3:GetObject', 's3:PutObject'], resource: 'arn:aws:s3:::results/roles/narrow/*' },
  ]);
  const wide = await run(athena, 'wide');
  const denied = { name: 'AccessDeniedException' };
  await expect(narrow.getQueryResults({ QueryExecutionId: wide.QueryExecutionId })).rejects.toMatchObject(denied);
  await expect(narrow.getQueryExecution({ QueryExecutionId: wide.QueryExecutionId })).rejects.toMatchObject(denied);
  await expect(run(narrow, 'wide')).rejects.toMatchObject(denied);
  const { QueryExecutionId } = await run(narrow, 'narrow');
  expect((await narrow.getQueryResults({ QueryExecutionId })).ResultSet?.Rows).toHaveLength(2);
});

it('a role without the folder of its workgroup gets no results there', async () => {
  const all = { actions: ['athena:*'], resource: '*' };
  const reader = await as('reader', [all, { actions: ['s3:GetBucketLocation'], resource: '*' }]);
  const { QueryExecutionId } = await run(athena, 'wide');
  await expect(reader.getQueryResults({ QueryExecutionId })).rejects.toMatchObject({
    message: expect.stringMatching(/s3:GetObject/),
  });
  await expect(run(reader, 'wide')).rejects.toMatchObject({ message: expect.stringMatching(/s3:PutObject/) });
});

const region = 'us-east-1';

async function as(
  RoleName: string,
  rights: readonly { readonly actions: readonly string[]; readonly resource: string }[],
): Promise<Athena> {
  const [iam, sts] = [new IAM(aws.clientConfig(ANALYSTS)), new STS(aws.clientConfig(ANALYSTS))];
  const Principal = { AWS: `arn:aws:iam::${ANALYSTS}:root` };
  const AssumeRolePolicyDocument = document([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]);
  await iam.createRole({ RoleName, AssumeRolePolicyDocument });
  const statements = rights.map(({ actions, resource }) => ({ Effect: 'Allow', Action: actions, Resource: resource }));
  await iam.putRolePolicy({ RoleName, PolicyName: 'own', PolicyDocument: document(statements) });
  const RoleArn = `arn:aws:iam::${ANALYSTS}:role/${RoleName}`;
  const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'session' });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials!;
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new Athena({ ...aws.clientConfig(), credentials });
}

const document = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
