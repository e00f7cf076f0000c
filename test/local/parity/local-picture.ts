import {
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeDeliveryStreamCommand, FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import {
  GetCrawlersCommand,
  GetDatabasesCommand,
  GetSecurityConfigurationsCommand,
  GetTablesCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { DescribeStreamSummaryCommand, KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { GetKeyPolicyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import {
  type DataLakePrincipal,
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  ListLFTagsCommand,
  ListPermissionsCommand,
  ListResourcesCommand,
  type PrincipalResourcePermissions,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Runtime } from '../../../local/runtime';
import {
  bucketEncryption,
  crawlerEncryption,
  grantName,
  lifecycleRule,
  ruleProperties,
  rulesOf,
  scheduleProperties,
  sendersOf,
  servicesOf,
  sorted,
  tableProperties,
  withoutLog,
} from './forms';
import type { Picture, Properties } from './picture';

type Drawn = Promise<[string, Properties][]>;
type Client = ReturnType<Runtime['clientConfig']>;

/**
 * What the local deployment made, as its services answer. `settings` are those of each function, which no API shows.
 */
export async function localPicture(runtime: Runtime, settings: Readonly<Record<string, unknown>>): Promise<Picture> {
  const client = runtime.clientConfig();
  const drawn = await Promise.all([
    buckets(client),
    tables(client),
    lakeFormation(client),
    catalog(client),
    functions(client, settings),
    parameters(client),
    machines(client),
    rules(client),
    schedules(client),
    topics(client),
    queues(client),
    mappings(client),
    key(client, runtime.resources.keyArn),
    streams(client),
    deliveries(client),
  ]);
  return Object.fromEntries(drawn.flat());
}

/** Databases of the analytics account. */
export async function localLinks(client: Client): Promise<Picture> {
  const { DatabaseList = [] } = await new GlueClient(client).send(new GetDatabasesCommand({}));
  return Object.fromEntries(
    DatabaseList.map(({ Name, TargetDatabase }) => [`link ${Name}`, { target: TargetDatabase }]),
  );
}

async function buckets(client: Client): Drawn {
  const s3 = new S3Client(client);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return Promise.all(
    Buckets.map(async ({ Name: Bucket }): Promise<[string, Properties]> => {
      const of = { Bucket };
      const { Rules: lifecycle = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand(of));
      const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand(of));
      const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand(of));
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand(of));
      const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand(of));
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand(of));
      const { EventBridgeConfiguration } = await s3.send(new GetBucketNotificationConfigurationCommand(of));
      return [
        `bucket ${Bucket}`,
        {
          versioning: (await s3.send(new GetBucketVersioningCommand(of))).Status,
          encryption: ServerSideEncryptionConfiguration?.Rules?.map(bucketEncryption),
          lifecycle: lifecycle.map(lifecycleRule),
          publicAccess: PublicAccessBlockConfiguration,
          ownership: OwnershipControls?.Rules,
          toEventBridge: EventBridgeConfiguration !== undefined,
          accessLog: LoggingEnabled && [LoggingEnabled.TargetBucket, LoggingEnabled.TargetPrefix],
          policy: JSON.parse(Policy),
        },
      ];
    }),
  );
}

async function tables(client: Client): Drawn {
  const dynamodb = new DynamoDBClient(client);
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const drawn = TableNames.map(async (TableName): Drawn => {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    const destinations = new DescribeKinesisStreamingDestinationCommand({ TableName });
    const { KinesisDataStreamDestinations = [] } = await dynamodb.send(destinations);
    return [
      [
        `table ${TableName}`,
        {
          keys: Table?.KeySchema,
          attributes: Table?.AttributeDefinitions,
          billing: Table?.BillingModeSummary?.BillingMode,
          timeToLive: TimeToLiveDescription?.AttributeName,
          encryption: Table?.SSEDescription?.KMSMasterKeyArn,
          deletionProtection: Table?.DeletionProtectionEnabled,
        },
      ],
      ...KinesisDataStreamDestinations.map((each): [string, Properties] => [
        `streaming of ${TableName}`,
        {
          ...{ stream: each.StreamArn, status: each.DestinationStatus },
          precision: each.ApproximateCreationDateTimePrecision,
        },
      ]),
    ];
  });
  return (await Promise.all(drawn)).flat();
}

async function lakeFormation(client: Client): Drawn {
  const lakeformation = new LakeFormationClient(client);
  const { DataLakeSettings: settings } = await lakeformation.send(new GetDataLakeSettingsCommand({}));
  const { LFTags = [] } = await lakeformation.send(new ListLFTagsCommand({}));
  const { ResourceInfoList = [] } = await lakeformation.send(new ListResourcesCommand({}));
  const { PrincipalResourcePermissions = [] } = await lakeformation.send(new ListPermissionsCommand({}));
  const granted = PrincipalResourcePermissions.filter(({ Principal }) => !isGivenByItself(Principal));
  return [
    [
      'data lake settings',
      {
        administrators: settings?.DataLakeAdmins?.map((each) => each.DataLakePrincipalIdentifier),
        crossAccountVersion: settings?.Parameters?.CROSS_ACCOUNT_VERSION,
        databaseDefaults: settings?.CreateDatabaseDefaultPermissions,
        tableDefaults: settings?.CreateTableDefaultPermissions,
      },
    ],
    ...LFTags.map(({ TagKey, TagValues }): [string, Properties] => [`tag ${TagKey}`, { values: sorted(TagValues) }]),
    ...ResourceInfoList.map(({ ResourceArn, RoleArn, HybridAccessEnabled }): [string, Properties] => [
      `location ${ResourceArn}`,
      { role: RoleArn, hybrid: HybridAccessEnabled },
    ]),
    ...united(granted),
  ];
}

function united(granted: readonly PrincipalResourcePermissions[]): [string, Properties][] {
  const nameOf = ({ Principal, Resource }: PrincipalResourcePermissions): string =>
    grantName(Principal?.DataLakePrincipalIdentifier ?? '', asGranted(Resource));
  return [...new Set(granted.map(nameOf))].map((name) => {
    const parts = granted.filter((each) => nameOf(each) === name);
    return [
      name,
      {
        permissions: sorted(parts.flatMap(({ Permissions = [] }) => Permissions)),
        withGrantOption: sorted(parts.flatMap(({ PermissionsWithGrantOption = [] }) => PermissionsWithGrantOption)),
      },
    ];
  });
}

/** A grant on all tables is read back in two parts, one of them on all columns of ALL_TABLES. */
function asGranted(resource: Resource | undefined): Resource | undefined {
  const { Table, TableWithColumns } = resource ?? {};
  const all = [Table, TableWithColumns].find((each) => each?.Name === 'ALL_TABLES');
  return all === undefined ? resource : { Table: { DatabaseName: all.DatabaseName, TableWildcard: {} } };
}

/**
 * Lake Formation gives a new database to whoever creates it (here the root user, on AWS the role of CloudFormation)
 * and, by the account's defaults, to everybody.
 */
const isGivenByItself = ({ DataLakePrincipalIdentifier: principal = '' }: DataLakePrincipal = {}): boolean =>
  principal.endsWith(':root') || principal === 'IAM_ALLOWED_PRINCIPALS';

async function catalog(client: Client): Drawn {
  const glue = new GlueClient(client);
  const { DatabaseList = [] } = await glue.send(new GetDatabasesCommand({}));
  const { Crawlers = [] } = await glue.send(new GetCrawlersCommand({}));
  const tables = await Promise.all(
    DatabaseList.map(({ Name: DatabaseName }) => glue.send(new GetTablesCommand({ DatabaseName }))),
  );
  const { SecurityConfigurations = [] } = await glue.send(new GetSecurityConfigurationsCommand({}));
  return [
    ...DatabaseList.map((each): [string, Properties] => [
      `database ${each.Name}`,
      {
        description: each.Description,
        location: each.LocationUri,
        parameters: each.Parameters,
        tableDefaults: each.CreateTableDefaultPermissions,
      },
    ]),
    ...tables
      .flatMap(({ TableList = [] }) => TableList)
      .map((each): [string, Properties] => [`table ${each.DatabaseName}.${each.Name}`, tableProperties(each)]),
    ...Crawlers.map((each): [string, Properties] => [
      `crawler ${each.Name}`,
      {
        role: each.Role,
        database: each.DatabaseName,
        targets: each.Targets?.S3Targets,
        configuration: each.Configuration,
        recrawl: each.RecrawlPolicy,
        schemaChange: each.SchemaChangePolicy,
        lakeFormation: each.LakeFormationConfiguration,
        security: each.CrawlerSecurityConfiguration,
      },
    ]),
    ...SecurityConfigurations.map(({ Name, EncryptionConfiguration }): [string, Properties] => [
      `security configuration ${Name}`,
      { encryption: crawlerEncryption(EncryptionConfiguration) },
    ]),
  ];
}

async function functions(client: Client, settings: Readonly<Record<string, unknown>>): Drawn {
  const { Functions = [] } = await new LambdaClient(client).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName = '', Environment, Timeout, MemorySize }) => [
    `function ${FunctionName}`,
    { environment: Environment?.Variables, settings: settings[FunctionName], timeout: Timeout, memory: MemorySize },
  ]);
}

async function parameters(client: Client): Drawn {
  const ssm = new SSMClient(client);
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
  const Names = Parameters.map(({ Name = '' }) => Name);
  const { Parameters: read = [] } = await ssm.send(new GetParametersCommand({ Names }));
  return Parameters.map(({ Name, Type, Description }) => [
    `parameter ${Name}`,
    { type: Type, value: read.find((each) => each.Name === Name)?.Value, description: Description },
  ]);
}

async function machines(client: Client): Drawn {
  const sfn = new SFNClient(client);
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  return Promise.all(
    stateMachines.map(async ({ name, stateMachineArn }): Promise<[string, Properties]> => {
      const { type, roleArn, definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      return [`machine ${name}`, { type, role: roleArn, definition: JSON.parse(definition) }];
    }),
  );
}

async function rules(client: Client): Drawn {
  const events = new EventBridgeClient(client);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  return Promise.all(
    Rules.map(async (rule): Promise<[string, Properties]> => {
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
      return [`rule ${rule.Name}`, ruleProperties({ ...rule, Targets })];
    }),
  );
}

async function schedules(client: Client): Drawn {
  const scheduler = new SchedulerClient(client);
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  return Promise.all(
    Schedules.map(async ({ Name }): Promise<[string, Properties]> => {
      const schedule = await scheduler.send(new GetScheduleCommand({ Name }));
      return [`schedule: ${schedule.Description}`, scheduleProperties(schedule)];
    }),
  );
}

async function topics(client: Client): Drawn {
  const sns = new SNSClient(client);
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const drawn = await Promise.all(
    Topics.map(async ({ TopicArn = '' }): Drawn => {
      const name = TopicArn.split(':').at(-1);
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      return [
        [`topic ${name}`, { key: Attributes?.KmsMasterKeyId, policy: JSON.parse(Attributes?.Policy ?? '{}') }],
        ...(await Promise.all(Subscriptions.map((each) => subscription(sns, each)))),
      ];
    }),
  );
  return drawn.flat();
}

async function subscription(
  sns: SNSClient,
  { SubscriptionArn, Endpoint, Protocol, TopicArn }: Subscription,
): Promise<[string, Properties]> {
  const confirmed = SubscriptionArn?.startsWith('arn:') === true;
  const { Attributes: of = {} } = confirmed
    ? await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
    : {};
  return [
    `subscription of ${Endpoint} to ${TopicArn?.split(':').at(-1)}`,
    { protocol: Protocol, raw: of.RawMessageDelivery === 'true', redrive: parsed(of.RedrivePolicy) },
  ];
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

async function mappings(client: Client): Drawn {
  const { EventSourceMappings = [] } = await new LambdaClient(client).send(new ListEventSourceMappingsCommand({}));
  return EventSourceMappings.map((each) => [
    `mapping of ${each.EventSourceArn}`,
    {
      ...{ batch: each.BatchSize, concurrency: each.ScalingConfig, responses: each.FunctionResponseTypes },
      function: each.FunctionArn?.split(':').at(-1),
    },
  ]);
}

async function queues(client: Client): Drawn {
  const sqs = new SQSClient(client);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return Promise.all(
    QueueUrls.map(async (QueueUrl): Promise<[string, Properties]> => {
      const { Attributes: of = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      const { QueueArn, MessageRetentionPeriod, KmsMasterKeyId, Policy = '{}' } = of;
      return [
        `queue ${QueueArn?.split(':').at(-1)}`,
        {
          ...{ retention: Number(MessageRetentionPeriod), key: KmsMasterKeyId, redrive: parsed(of.RedrivePolicy) },
          ...{ visibility: Number(of.VisibilityTimeout), senders: sendersOf(JSON.parse(Policy)) },
        },
      ];
    }),
  );
}

/** Of the lake's key the services; of the others everything. */
async function key(client: Client, lakeKey: string): Drawn {
  const kms = new KMSClient(client);
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  return Promise.all(
    Keys.map(async ({ KeyArn: KeyId = '' }): Promise<[string, Properties]> => {
      const { Policy = '{}' } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      const policy = JSON.parse(Policy);
      return [`key ${KeyId}`, KeyId === lakeKey ? { services: servicesOf(policy) } : { policy: rulesOf(policy) }];
    }),
  );
}

async function streams(client: Client): Drawn {
  const kinesis = new KinesisClient(client);
  const { StreamNames = [] } = await kinesis.send(new ListStreamsCommand({}));
  return Promise.all(
    StreamNames.map(async (StreamName): Promise<[string, Properties]> => {
      const { StreamDescriptionSummary: of } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
      const mode = of?.StreamModeDetails?.StreamMode;
      const shards = mode === 'PROVISIONED' ? of?.OpenShardCount : undefined;
      return [`stream ${StreamName}`, { mode, shards, hours: of?.RetentionPeriodHours, key: of?.KeyId }];
    }),
  );
}

async function deliveries(client: Client): Drawn {
  const firehose = new FirehoseClient(client);
  const { DeliveryStreamNames = [] } = await firehose.send(new ListDeliveryStreamsCommand({}));
  return Promise.all(
    DeliveryStreamNames.map(async (DeliveryStreamName): Promise<[string, Properties]> => {
      const { DeliveryStreamDescription: of } = await firehose.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
      );
      const { DeliveryStartTimestamp: _, ...source } = of?.Source?.KinesisStreamSourceDescription ?? {};
      const destination = withoutLog(of?.Destinations?.[0]?.ExtendedS3DestinationDescription);
      return [`delivery ${DeliveryStreamName}`, { type: of?.DeliveryStreamType, source, destination }];
    }),
  );
}
