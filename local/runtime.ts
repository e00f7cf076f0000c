import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Settings } from '../core/config/types';
import { DEFAULT_INSTALLATION, namesOf } from '../core/deployed-names';
import type { TagPolicyGrant } from '../core/governance';
import type { Permanent } from '../core/permanent';
import type { Answers } from '../packages/local-aws/answers';
import type { ClientConfig } from '../packages/local-aws/client-config';
import { type Clock, sleep } from '../packages/local-aws/clock';
import { loadDatabases, type SourceDatabases, type SourceSpec } from '../packages/local-aws/databases';
import type { Fault, Faults } from '../packages/local-aws/faults';
import type { Mail } from '../packages/local-aws/services/sns';
import type { KeysOfIssuer } from '../packages/local-aws/services/sts';
import { type Aws, startAws } from '../packages/local-aws/start-aws';
import { DurableMap, type Store } from '../packages/local-aws/store';
import { DEMO_DATA, DEMO_SOURCES } from './demo-databases';
import { deployLocally } from './deploy';
import { type DeployedTableStream, deployTableStreams } from './deploy/dynamodb';
import { localProducers, streamKeys } from './deploy/dynamodb/resources';
import { deployWindowSchedules } from './deploy/dynamodb/window-schedules';
import type { DeployedOutput } from './deploy/replication/left-outputs';
import { type LocalResources, localResources, type Place } from './deploy/resources';
import { requireTarget } from './fault-targets';
import { registerFunctions } from './functions';
import type { LogOf } from './functions/function-log';
import { refuseNotRunLocally } from './not-run-locally';
import { closePartitions, startPartitions } from './partitions';

export interface RuntimeOptions {
  readonly settings: Settings;
  /**
   * Further installations in the same account and Region; each lists the others in `environment.beside`. @default none
   */
  readonly beside?: readonly Settings[];
  /** Everything is kept here; a second start over it goes on where the first ended. */
  readonly directory: string;
  readonly clock: Clock;
  /** @default a free one */
  readonly port?: number;
  /** @default the demo's databases */
  readonly sources?: readonly SourceSpec[];
  /** Stands in for the databases themselves. @default PostgreSQL ones, made of `sources` */
  readonly databases?: SourceDatabases;
  /** @default durable, below the directory */
  readonly store?: Store;
  /** What AWS answers where no document says it. @default those of the local AWS */
  readonly answers?: Partial<Answers>;
  /** Jitter of the machines' retries. @default Math.random */
  readonly random?: () => number;
  /** Roles that nobody made may do everything in their account: machines of a test. @default false */
  readonly adHocRoles?: boolean;
  /** Where the functions' logs go. @default nowhere */
  readonly log?: LogOf;
}

export interface Runtime {
  readonly url: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly place: Place;
  readonly resources: LocalResources;
  readonly sourceIds: readonly string[];
  /** Tables of DynamoDB that were missing and were made at this start. */
  readonly madeTables: readonly string[];
  /**
   * Notices that people would have got by mail, oldest first. They are text files too, below `sns/outbox` of the
   * directory.
   */
  mails(): readonly Mail[];
  /** For any SDK client; as the lake's own account unless another is named. */
  clientConfig(accountId?: string): ClientConfig;
  /** For the owner of a destination; the partition may be another. */
  ownerConfig(destination: { readonly partition: string; readonly account: string }): ClientConfig;
  /**
   * An automated snapshot, announced as RDS would. Resolves with its ARN once the data is frozen. `takenAt`
   * (milliseconds since the epoch) is its SnapshotCreateTime, now by default: RDS may announce one long after, and
   * after a later one.
   */
  takeSnapshot(sourceId: string, takenAt?: number): Promise<string>;
  /**
   * Deletes the items of a table whose time to live is over, as DynamoDB does within days. Resolves with their number.
   */
  expireItems(table: string): Promise<number>;
  /** Rows of every table of a snapshot, keyed `database.schema.table`. */
  rowsInSnapshot(snapshotArn: string): Promise<Readonly<Record<string, number>>>;
  /** Rows in parquet objects, counted by DuckDB; only those for which `where` holds. */
  countRows(bucket: string, keys: readonly string[], where?: string): Promise<number>;
  close(): Promise<void>;
}

/** The account that the local runtime plays when the configuration names none. */
export const LOCAL_ACCOUNT = '111111111111';

/**
 * Starts every service behind one port, deploys what the stacks would, and goes on with whatever ran before. Where that
 * fails nothing is left running, the databases included.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  for (const each of [options.settings, ...(options.beside ?? [])]) refuseNotRunLocally(each);
  const databases = options.databases ?? ownDatabases(options);
  const cleanUps: (() => unknown)[] = [() => databases.close()];
  const close = async (): Promise<void> => {
    for (const each of cleanUps.splice(0).reverse()) await each();
  };
  try {
    return await start(options, databases, close, cleanUps);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: RuntimeOptions,
  databases: SourceDatabases,
  close: () => Promise<void>,
  cleanUps: (() => unknown)[],
): Promise<Runtime> {
  const { settings, directory, clock } = options;
  const { partition, region, account: accountId = LOCAL_ACCOUNT } = settings.environment;
  const names = namesOf(settings.environment);
  const placeOf = ({ environment }: Settings): Place => ({
    partition,
    region,
    accountId,
    names: namesOf(environment),
  });
  const place = placeOf(settings);
  const resources = localResources(settings, place);
  const own: { aws?: Aws } = {};
  const installations = [settings, ...(options.beside ?? [])];
  const issuers: KeysOfIssuer = (url) => own.aws?.service('sts').keysOfIssuer(url);
  const partitions = await startPartitions(installations, partition, { directory, clock, issuers });
  cleanUps.push(() => closePartitions(partitions));
  const aws = await startAws({
    partition,
    region,
    accountId,
    directory,
    clock,
    databases,
    port: options.port,
    store: options.store,
    random: options.random,
    answers: options.answers,
    organizations: organizationsOf(settings.accounts),
    keyIds: [
      resources.keyArn.split('/').at(-1) ?? '',
      ...installations.flatMap((each) => streamKeys(each, placeOf(each))),
    ],
    functionPrefix: names.deployed(''),
    controls: controls(
      databases.sources.map(({ id }) => id),
      names.deployed(''),
    ),
    authorize: true,
    adHocRoles: options.adHocRoles,
    prepare: (started) => {
      own.aws = started;
      return deployAll(
        installations.map((each) => ({ settings: each, place: placeOf(each) })),
        started,
        partitions,
        options.log,
      );
    },
  });
  cleanUps.push(() => aws.close());
  const madeTables: string[] = [];
  for (const each of installations)
    madeTables.push(...(await deployStreams({ settings: each, place: placeOf(each) }, aws)));
  return {
    url: aws.url,
    clock,
    faults: aws.faults,
    place,
    resources,
    sourceIds: databases.sources.map((s) => s.id),
    madeTables,
    mails: () =>
      aws
        .service('sns')
        .mails()
        .filter(({ topicArn, token }) => topicArn === resources.noticesTopicArn && token === undefined),
    clientConfig: aws.clientConfig,
    ownerConfig: ({ partition: there, account }) => (partitions.get(there) ?? aws).clientConfig(account),
    takeSnapshot: aws.service('rds').createAutomatedSnapshot,
    expireItems: aws.service('dynamodb').expire,
    rowsInSnapshot: aws.service('rds').rowsInSnapshot,
    countRows: aws.service('athena').countRows,
    close,
  };
}

const ownDatabases = ({ directory, sources = DEMO_SOURCES }: RuntimeOptions): SourceDatabases =>
  loadDatabases({ ...DEMO_DATA, directory: join(directory, 'databases'), sources });

interface LocalInstallation {
  readonly settings: Settings;
  readonly place: Place;
}

/** The functions' handlers, and what the stacks would make. */
async function deployAll(
  installations: readonly LocalInstallation[],
  aws: Aws,
  partitions: ReadonlyMap<string, Aws>,
  log: LogOf | undefined,
): Promise<void> {
  // First, and before anything is awaited: machines of an earlier process are there already, and whoever starts one
  // needs its functions.
  for (const { settings, place } of installations) {
    const [client, resources] = [aws.roleConfig, localResources(settings, place)];
    const elsewhere = (partition: string) => partitions.get(partition)?.clientConfig();
    registerFunctions(
      { settings, place, resources, client, clock: aws.clock, partitions: elsewhere, log },
      aws.service('lambda').registerFunction,
    );
  }
  for (const each of installations) await deploy(each, aws, partitions);
}

async function deploy(
  { settings, place }: LocalInstallation,
  aws: Aws,
  partitions: ReadonlyMap<string, Aws>,
): Promise<void> {
  const client = aws.clientConfig();
  const analysts = aws.clientConfig(settings.accounts.analytics);
  const { installation } = place.names;
  const shared = installation === DEFAULT_INSTALLATION ? '' : `-${installation}`;
  await deployLocally(settings, place, {
    s3: new S3Client(client),
    buckets: await DurableMap.load<string>(aws.store, 'deployed-buckets'),
    dynamodb: new DynamoDBClient(client),
    now: () => aws.clock.now(),
    glue: new GlueClient(client),
    analyticsGlue: new GlueClient(analysts),
    analyticsAthena: new AthenaClient(analysts),
    analyticsS3: new S3Client(analysts),
    lakeformation: new LakeFormationClient(client),
    sharing: await DurableMap.load<TagPolicyGrant>(aws.store, `deployed-tag-policies${shared}`),
    sfn: new SFNClient(client),
    events: new EventBridgeClient(client),
    scheduler: new SchedulerClient(client),
    ssm: new SSMClient(client),
    kms: new KMSClient(client),
    iam: new IAMClient(client),
    roles: await DurableMap.load<string>(aws.store, 'deployed-roles'),
    outputs: await DurableMap.load<DeployedOutput>(aws.store, 'deployed-outputs'),
    installations: await DurableMap.load<Permanent>(aws.store, 'deployed-installations'),
    sns: new SNSClient(client),
    sqs: new SQSClient(client),
    lambda: new LambdaClient(client),
    destination: ({ partition, account }) => {
      const owner = (partition === place.partition ? aws : partitions.get(partition)!).clientConfig(account);
      return { s3: new S3Client(owner), iam: new IAMClient(owner) };
    },
    landingOwner: (account) => {
      const owner = aws.clientConfig(account);
      return { s3: new S3Client(owner), kms: new KMSClient(owner) };
    },
    mails: aws.service('sns').mails,
  });
}

/** Streams take seconds of the runtime's time. It passes while one is waited for, and else stands still. */
async function deployStreams({ settings, place }: LocalInstallation, aws: Aws): Promise<string[]> {
  const tableStreams = await DurableMap.load<DeployedTableStream>(aws.store, 'deployed-table-streams');
  if (settings.dynamodb.length === 0 && tableStreams.size === 0) return [];
  const client = aws.clientConfig();
  const roles = await DurableMap.load<string>(aws.store, 'deployed-roles');
  let release = aws.clock.acquire();
  const wait = async (ms: number): Promise<void> => {
    release();
    await sleep(aws.clock, ms);
    release = aws.clock.acquire();
  };
  const clients = {
    dynamodb: new DynamoDB(client),
    events: new EventBridgeClient(client),
    kinesis: new Kinesis(client),
    firehose: new FirehoseClient(client),
    kms: new KMSClient(client),
    iam: new IAMClient(client),
    sfn: new SFNClient(client),
    sqs: new SQSClient(client),
    scheduler: new SchedulerClient(client),
    roles,
    tableStreams,
    made: await DurableMap.load<true>(aws.store, 'made-tables'),
    now: () => aws.clock.now(),
    wait,
  };
  try {
    const madeTables = await deployTableStreams(settings, place, clients);
    await deployWindowSchedules(localProducers(settings), place, clients);
    return madeTables;
  } finally {
    release();
  }
}

/** What `lakeferry snapshot` and `lakeferry fault` ask for, and what time it is for commands that compare times. */
const controls = (sourceIds: readonly string[], functionPrefix: string) => (aws: Aws) => ({
  snapshot: async ({ source }: Record<string, unknown>) => ({
    snapshotArn: await aws.service('rds').createAutomatedSnapshot(String(source)),
  }),
  fault: async (body: Record<string, unknown>) => {
    const fault = body as unknown as Fault;
    await requireTarget(fault, { aws, sourceIds, functionPrefix });
    aws.faults.inject(fault);
    return { pending: aws.faults.pending() };
  },
  time: async () => ({ now: aws.clock.now() }),
});

/** The local AWS asks which accounts an organisation has; the configuration says where the analytics account is. */
const organizationsOf = ({ analytics, organizations = [] }: Settings['accounts']): Record<string, string[]> =>
  analytics === undefined ? {} : Object.fromEntries(organizations.map((arn) => [arn, [analytics]]));
