import * as sdk from '@aws-sdk/client-rds';
import { serviceSchema } from '../../../codec';
import { type Gateway, startGateway } from '../../../gateway';
import { type Account, account, availableSnapshot, finished, request } from './rds-account';

let here: Account;
let gateway: Gateway;
let client: sdk.RDSClient;
beforeAll(async () => {
  here = await account();
  gateway = await startGateway({
    services: [{ service: here.rds.service, schema: serviceSchema(sdk, sdk.RDSClient) }],
    identify: () => ({ accountId: here.accountId, principalArn: `arn:aws:iam::${here.accountId}:root` }),
    clock: here.clock,
    faults: here.faults,
    region: here.region,
  });
  const credentials = { accessKeyId: here.accountId, secretAccessKey: 'local' };
  client = new sdk.RDSClient({ endpoint: gateway.url, region: here.region, credentials });
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  await here.rds.close();
});

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'no error',
    (error: Error) => error.name,
  );

it('answers the SDK client: modelled errors by their class, the limit by its wire code, filters and dates as given', async () => {
  const snapshot = await availableSnapshot(here);
  const start = (input: object) => client.send(new sdk.StartExportTaskCommand({ ...request(snapshot), ...input }));
  here.faults.inject({ name: 'limit-reached', target: 'rds:StartExportTask' });
  expect(await nameOf(start({}))).toBe('ExportTaskLimitReachedFault');
  expect(await nameOf(start({ S3BucketName: 'elsewhere' }))).toBe('InvalidS3BucketFault');
  expect(await nameOf(start({ ExportTaskIdentifier: 'a--b' }))).toBe('InvalidParameterValue');
  expect(await start({ ExportOnly: ['shop.public'] })).toMatchObject({
    Status: 'STARTING',
    ExportOnly: ['shop.public'],
  });
  await expect(start({})).rejects.toBeInstanceOf(sdk.ExportTaskAlreadyExistsFault);

  const Filters = [{ Name: 'status', Values: ['starting', 'in_progress', 'canceling'] }];
  const running: string[] = [];
  for await (const page of sdk.paginateDescribeExportTasks({ client, pageSize: 20 }, { Filters })) {
    running.push(...(page.ExportTasks ?? []).map((t) => t.ExportTaskIdentifier ?? ''));
  }
  expect(running).toEqual(['task-1']);
  await finished(here);
  const { ExportTasks } = await client.send(new sdk.DescribeExportTasksCommand({ ExportTaskIdentifier: 'task-1' }));
  expect(ExportTasks?.[0]).toMatchObject({
    Status: 'COMPLETE',
    PercentProgress: 100,
    SnapshotTime: new Date('2026-11-20T02:00:00Z'),
  });

  const described = await client.send(
    new sdk.DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: snapshot }),
  );
  expect(described.DBClusterSnapshots?.[0]?.SnapshotCreateTime).toEqual(new Date('2026-11-20T02:00:00Z'));
  expect(await nameOf(client.send(new sdk.DescribeDBClustersCommand({ DBClusterIdentifier: 'nowhere' })))).toBe(
    'DBClusterNotFoundFault',
  );
});
