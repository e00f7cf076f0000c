import { GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import {
  CreateDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  DescribeExportTasksCommand,
  StartExportTaskCommand,
} from '@aws-sdk/client-rds';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { arnOf, ROLE, SNAPSHOT_SOURCE } from '../places';
import { bodiesOf, HEARD } from './messages';
import { problemsOf, type Record, refusalOf } from './record';

const double = { Type: 'Task', Resource: arnOf('lambda', 'function:double'), Output: '{% $states.result %}' };
const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Double',
  States: {
    Double: { ...double, Next: 'Pause' },
    Pause: { Type: 'Wait', Seconds: 300, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: '{% [1..3].{"n": $} %}',
      ItemProcessor: {
        StartAt: 'Rest',
        States: { Rest: { Type: 'Wait', Seconds: 60, Next: 'Once' }, Once: { ...double, End: true } },
      },
      End: true,
    },
  },
});

const execution: Record = {
  service: 'states',
  what: 'an execution, to its end',
  isSlow: true,
  setUp: ({ states }) => states.send(new CreateStateMachineCommand({ name: 'work', definition, roleArn: ROLE })),
  async make({ states }, name) {
    const stateMachineArn = arnOf('states', 'stateMachine:work');
    await states.send(new StartExecutionCommand({ stateMachineArn, name, input: '{"n":1}' }));
    return name;
  },
  async missing(aws, made) {
    const heard = (await bodiesOf(aws, HEARD)).join('\n');
    return problemsOf(made, async (name) => {
      const executionArn = arnOf('states', `execution:work:${name}`);
      const { status, output, cause } = await aws.states.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'SUCCEEDED' || output !== '[{"n":2},{"n":4},{"n":6}]') return `${status} ${cause ?? output}`;
      return heard.includes(`"name":"${name}","status":"SUCCEEDED"`) ? undefined : 'its end is not announced';
    });
  },
};

const query: Record = {
  service: 'athena',
  what: 'a query, to its end',
  isSlow: true,
  async make({ athena }) {
    return (await athena.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1' }))).QueryExecutionId;
  },
  missing: ({ athena }, made) =>
    problemsOf(made, async (QueryExecutionId) => {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State = '' } = QueryExecution?.Status ?? {};
      return ['SUCCEEDED', 'FAILED'].includes(State) ? undefined : State;
    }),
};

/** Each by a crawler of its own, so that a crawl whose start was not answered stands in for no other one. */
const crawl: Record = {
  service: 'glue',
  what: 'a crawl, to its end',
  isSlow: true,
  async setUp({ glue, s3 }) {
    await s3.send(new CreateBucketCommand({ Bucket: 'crawled' }));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'crawled' } }));
  },
  async make({ glue }, id) {
    const Name = `crawler-${id}`;
    const Targets = { S3Targets: [{ Path: 's3://crawled/' }] };
    await glue.send(new CreateCrawlerCommand({ Name, Role: ROLE, DatabaseName: 'crawled', Targets }));
    await glue.send(new StartCrawlerCommand({ Name }));
    return Name;
  },
  async missing(aws, made) {
    const heard = await bodiesOf(aws, HEARD);
    return problemsOf(made, async (CrawlerName) => {
      const { Crawls = [] } = await aws.glue.send(new ListCrawlsCommand({ CrawlerName }));
      const own = heard.filter((body) => body.includes(`"crawlerName":"${CrawlerName}"`));
      const announced = ['Started', 'Succeeded'].filter((state) => own.some((body) => body.includes(`"${state}"`)));
      const states = Crawls.map(({ State }) => State).join();
      return states === 'COMPLETED' && announced.length === 2 ? undefined : `${states}, announced ${announced}`;
    });
  },
};

/** Both events of a snapshot name it. */
const snapshot: Record = {
  service: 'rds',
  what: 'a snapshot, until it is available and announced',
  isSlow: true,
  async make({ rds }, id) {
    const DBSnapshotIdentifier = `s-${id}`;
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: SNAPSHOT_SOURCE, DBSnapshotIdentifier }));
    return DBSnapshotIdentifier;
  },
  async missing(aws, made) {
    const heard = await bodiesOf(aws, HEARD);
    return problemsOf(made, async (DBSnapshotIdentifier) => {
      const { DBSnapshots } = await aws.rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
      const events = heard.filter((body) => body.includes(`"SourceIdentifier":"${DBSnapshotIdentifier}"`));
      const announced = ['0040', '0042'].filter((number) =>
        events.some((body) => body.includes(`RDS-EVENT-${number}`)),
      );
      const status = DBSnapshots?.[0]?.Status;
      return status === 'available' && announced.length === 2 ? undefined : `${status}, events ${announced}`;
    });
  },
};

const exportTask: Record = {
  service: 'rds',
  what: 'an export, to its end',
  isSlow: true,
  setUp: async ({ s3 }) => s3.send(new CreateBucketCommand({ Bucket: 'exported' })),
  async make({ rds }, id) {
    const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({}));
    const available = DBSnapshots.findLast(({ Status }) => Status === 'available');
    if (available === undefined) return undefined;
    const request = {
      ExportTaskIdentifier: `e-${id}`,
      SourceArn: available.DBSnapshotArn,
      S3BucketName: 'exported',
      IamRoleArn: ROLE,
      KmsKeyId: 'alias/value',
    };
    const refusal = await refusalOf(rds.send(new StartExportTaskCommand(request)));
    if (refusal === undefined) return request.ExportTaskIdentifier;
    // five at most, and one of a snapshot
    if (['ExportTaskLimitReachedFault', 'InvalidExportSourceStateFault'].includes(refusal)) return undefined;
    throw new Error(`StartExportTask is refused with ${refusal}`);
  },
  missing: ({ rds }, made) =>
    problemsOf(made, async (ExportTaskIdentifier) => {
      const { ExportTasks } = await rds.send(new DescribeExportTasksCommand({ ExportTaskIdentifier }));
      const [task] = ExportTasks ?? [];
      return task?.Status === 'COMPLETE' ? undefined : `${task?.Status} ${task?.FailureCause ?? ''}`;
    }),
};

export const WORK_RECORDS: readonly Record[] = [execution, query, crawl, snapshot, exportTask];
