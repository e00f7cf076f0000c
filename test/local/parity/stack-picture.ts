import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadResources } from '../../../local/deploy/dynamodb/load-resources';
import { publishingResources } from '../../../local/deploy/dynamodb/publishing-resources';
import { landingResources, localProducers, producerResources } from '../../../local/deploy/dynamodb/resources';
import type { LocalResources, Place } from '../../../local/deploy/resources';
import type { Synthesized } from '../../lib/synthesized';
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
import { OF_CUSTOM_RESOURCES } from './role-policies';
import { type StackResource, type StreamNames, Templates } from './templates';

/**
 * Types that the local AWS has no service for, or that say nothing of what runs. Each for a reason; any other type must
 * be drawn.
 */
export const NOT_DRAWN: Readonly<Record<string, string>> = {
  'Custom::LakeferryInstallation':
    'The local deployment checks the installation itself (local/deploy/installation.ts).',
  'Custom::LakeferryDeployedPolicy':
    'The local deployment writes its policy into the ledger itself (local/deploy/policy.ts).',
  'AWS::IAM::Role': 'Names differ; what a role may is compared by role-policies.ts.',
  'AWS::IAM::Policy': 'Compared with the role.',
  'AWS::IAM::ManagedPolicy': 'For people: the local AWS has no users.',
  'AWS::KMS::Alias': 'A name for people: commands give it (test/local/deploy-operations.test.ts).',
  'AWS::Logs::LogGroup': 'The local AWS has no CloudWatch Logs: functions run silently.',
  'AWS::Logs::LogStream': 'The local AWS has no CloudWatch Logs.',
  'AWS::CloudWatch::Alarm': 'The local AWS has no CloudWatch.',
  'AWS::CloudWatch::Dashboard': 'The local AWS has no CloudWatch.',
  'AWS::Lambda::LayerVersion': 'Local functions load DuckDB as the package that is installed.',
  'AWS::Lambda::Permission': 'Local functions have no policies of their own.',
  'AWS::Lambda::EventInvokeConfig': 'The local EventBridge tries a function that failed again by itself.',
};

/** Single resources that only the stacks have. */
const ONLY_STACKS_HAVE: Readonly<Record<string, string>> = {
  EventsKey: 'Queues and topics of replications are not encrypted locally: a key of their own would show nothing.',
};

/** Properties of drawn types that are left out, for a reason. Tags are for cost reports: nothing local reads them. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  // the name of the resource in the picture
  'AWS::S3::Bucket': ['BucketName'],
  // always the account's own, and beside what there is
  'AWS::LakeFormation::DataLakeSettings': ['MutationType'],
  'AWS::LakeFormation::Tag': ['CatalogId'],
  'AWS::LakeFormation::Resource': ['UseServiceLinkedRole'],
  'AWS::Glue::Database': ['CatalogId'],
  'AWS::Glue::Table': ['CatalogId'],
  // handlers run in this process and on its disk, without CloudWatch Logs and X-Ray
  'AWS::Lambda::Function': [
    ...['Architectures', 'Description', 'EphemeralStorage', 'Handler', 'Layers', 'LoggingConfig'],
    ...['Role', 'Runtime', 'TracingConfig'],
  ],
  // neither CloudWatch Logs nor X-Ray
  'AWS::StepFunctions::StateMachine': ['LoggingConfiguration', 'TracingConfiguration'],
  // the local KMS starts with the key, and rotates none
  'AWS::KMS::Key': ['Description', 'EnableKeyRotation'],
};

/** What an account has that nobody changed. */
const ACCOUNT_DEFAULTS = [
  { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
];

/** The stacks of the lake's account. */
export function templatesOf(whole: Synthesized, place: Place, names: LocalResources): Templates {
  const { lake, databases, catalog, snapshots, operations, replication, dynamodb } = whole;
  const stacks = [
    ...[lake, ...databases, catalog, snapshots, ...(operations ? [operations] : [])],
    ...[...replication.sources, ...replication.outputs],
    ...[...(dynamodb.consumer ? [dynamodb.consumer] : []), ...dynamodb.producers],
    ...(dynamodb.publishing ? [dynamodb.publishing] : []),
  ];
  return new Templates(stacks, place, names, streamNames(whole.settings, place));
}

/** Of the landing, and of the one producer that is compared. */
function streamNames(settings: Synthesized['settings'], place: Place): StreamNames {
  const landing = landingResources(settings, place);
  const [streamed] = localProducers(settings);
  const producer = producerResources(streamed!, place);
  const loads = loadResources(streamed!, place);
  return {
    buckets: {
      ...{ StoreLanding: landing.bucket, StoreAccessLogs: landing.logBucket },
      ...{ Exports: loads.bucket, ExportsAccessLogs: loads.logBucket },
    },
    keys: { StoreKey: landing.keyArn, ChangesKey: producer.keyArn },
    roles: {
      ...{ DeliveryRole: producer.deliveryRole, LoadTableMachineRole: loads.machine.roleArn },
      WindowsRole: loads.scheduleRole,
      PublishPartitionMachineRole: publishingResources(place).machine.roleArn,
    },
  };
}

/** What CloudFormation would make of the lake's account. */
export function stackPicture(whole: Synthesized, templates: Templates): Picture {
  const picture: Record<string, Properties> = {};
  for (const resource of templates.resources()) {
    if (resource.type in NOT_DRAWN || isOfCustomResource(resource) || resource.id in ONLY_STACKS_HAVE) continue;
    if (resource.type === 'Custom::LakeferryTags') {
      Object.assign(picture, tagsOf(resource.properties.Tags));
      continue;
    }
    if (resource.type === 'Custom::LakeferryStreamingTables') {
      Object.assign(picture, streamedOf(resource.properties));
      continue;
    }
    const [name, properties] = drawnWhole(resource, { outdir: whole.app.outdir, templates });
    picture[name] = { ...picture[name], ...properties };
  }
  return picture;
}

/** Code of custom resources: the local deployment does their work itself (local/deploy/installation.ts). */
const isOfCustomResource = ({ type, properties }: StackResource): boolean =>
  type === 'AWS::Lambda::Function' && OF_CUSTOM_RESOURCES.test(properties.FunctionName);

/** As SQS has it. */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** One resource adopts them all. */
const tagsOf = (tags: Readonly<Record<string, string[]>>): Record<string, Properties> =>
  Object.fromEntries(Object.entries(tags).map(([key, values]) => [`tag ${key}`, { values: sorted(values) }]));

/** What its code asks DynamoDB for. */
const streamedOf = ({ Tables, StreamArn }: Readonly<Record<string, string[]>>): Record<string, Properties> =>
  Object.fromEntries(
    Tables!.map((table) => [
      `streaming of ${table}`,
      { stream: StreamArn, status: 'ACTIVE', precision: 'MICROSECOND' },
    ]),
  );

/** Throws for a property of the template that nothing compares and no list leaves out. */
function drawnWhole(resource: StackResource, drawing: Drawing): [string, Properties] {
  const seen = new Set<string>(['Tags', ...(LEFT_OUT[resource.type] ?? [])]);
  const properties = new Proxy(resource.properties, {
    get: (target, key) => {
      seen.add(String(key));
      return target[key];
    },
  });
  const drawn = draw({ ...resource, properties }, drawing);
  const missed = Object.keys(resource.properties).filter((key) => !seen.has(key));
  if (missed.length === 0) return drawn;
  throw new Error(`${resource.type} has ${missed.join(', ')}: compare it, or say in LEFT_OUT why not.`);
}

/** The analytics account's databases: links to those that are shared with it. */
export function linksPicture(whole: Synthesized): Picture {
  const links = whole.links.flatMap((template) => Object.values(template.findResources('AWS::Glue::Database')));
  return Object.fromEntries(
    links.map(({ Properties: { DatabaseInput } }) => [
      `link ${DatabaseInput.Name}`,
      { target: DatabaseInput.TargetDatabase },
    ]),
  );
}

interface Drawing {
  readonly outdir: string;
  readonly templates: Templates;
}

function draw({ type, id, properties: p }: StackResource, { outdir, templates }: Drawing): [string, Properties] {
  switch (type) {
    case 'AWS::S3::Bucket':
      return [
        `bucket ${templates.bucketName(id)}`,
        {
          versioning: p.VersioningConfiguration?.Status,
          encryption: p.BucketEncryption.ServerSideEncryptionConfiguration.map(bucketEncryption),
          lifecycle: p.LifecycleConfiguration.Rules.map(lifecycleRule),
          publicAccess: p.PublicAccessBlockConfiguration,
          ownership: p.OwnershipControls.Rules,
          toEventBridge: p.NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled ?? false,
          accessLog: p.LoggingConfiguration && [
            p.LoggingConfiguration.DestinationBucketName,
            p.LoggingConfiguration.LogFilePrefix,
          ],
        },
      ];
    case 'AWS::S3::BucketPolicy':
      return [`bucket ${p.Bucket}`, { policy: p.PolicyDocument }];
    case 'AWS::DynamoDB::Table':
      return [
        `table ${p.TableName}`,
        {
          keys: p.KeySchema,
          attributes: p.AttributeDefinitions,
          billing: p.BillingMode,
          timeToLive: p.TimeToLiveSpecification.Enabled && p.TimeToLiveSpecification.AttributeName,
          encryption: p.SSESpecification.KMSMasterKeyId,
          deletionProtection: p.DeletionProtectionEnabled,
          pointInTimeRecovery: p.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
        },
      ];
    case 'AWS::LakeFormation::DataLakeSettings':
      return [
        'data lake settings',
        {
          administrators: p.Admins.map(
            (each: { DataLakePrincipalIdentifier: string }) => each.DataLakePrincipalIdentifier,
          ),
          crossAccountVersion: p.Parameters?.CROSS_ACCOUNT_VERSION,
          databaseDefaults: p.CreateDatabaseDefaultPermissions ?? ACCOUNT_DEFAULTS,
          tableDefaults: p.CreateTableDefaultPermissions ?? ACCOUNT_DEFAULTS,
        },
      ];
    case 'AWS::LakeFormation::Tag':
      return [`tag ${p.TagKey}`, { values: sorted(p.TagValues) }];
    case 'AWS::LakeFormation::Resource':
      return [`location ${p.ResourceArn}`, { role: p.RoleArn, hybrid: p.HybridAccessEnabled }];
    case 'AWS::LakeFormation::PrincipalPermissions':
      return [
        grantName(p.Principal.DataLakePrincipalIdentifier, p.Resource),
        { permissions: sorted(p.Permissions), withGrantOption: sorted(p.PermissionsWithGrantOption) },
      ];
    case 'AWS::Glue::SecurityConfiguration':
      return [`security configuration ${p.Name}`, { encryption: crawlerEncryption(p.EncryptionConfiguration) }];
    case 'AWS::Glue::Database': {
      const { Description, LocationUri, Parameters, CreateTableDefaultPermissions } = p.DatabaseInput;
      return [
        `database ${p.DatabaseName}`,
        {
          description: Description,
          location: LocationUri,
          parameters: deployedByRoot(Parameters),
          tableDefaults: CreateTableDefaultPermissions,
        },
      ];
    }
    case 'AWS::Glue::Table':
      return [`table ${p.DatabaseName}.${p.TableInput.Name}`, tableProperties(p.TableInput)];
    case 'AWS::Glue::Crawler':
      return [
        `crawler ${p.Name}`,
        {
          role: p.Role,
          database: p.DatabaseName,
          targets: p.Targets.S3Targets,
          configuration: p.Configuration,
          recrawl: p.RecrawlPolicy,
          schemaChange: p.SchemaChangePolicy,
          lakeFormation: p.LakeFormationConfiguration,
          security: p.CrawlerSecurityConfiguration,
        },
      ];
    case 'AWS::Lambda::Function': {
      const folder = join(outdir, `asset.${p.Code.S3Key.replace('.zip', '')}`);
      const file = join(folder, 'settings.json');
      const settings: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
      return [
        `function ${p.FunctionName}`,
        { environment: p.Environment.Variables, settings, timeout: p.Timeout, memory: p.MemorySize },
      ];
    }
    case 'AWS::StepFunctions::StateMachine':
      return [
        `machine ${p.StateMachineName}`,
        { type: p.StateMachineType ?? 'STANDARD', role: p.RoleArn, definition: definitionOf(p, outdir) },
      ];
    case 'AWS::Events::Rule':
      return [`rule ${p.Name}`, ruleProperties(p)];
    case 'AWS::Scheduler::Schedule':
      return [`schedule: ${p.Description}`, scheduleProperties(p)];
    case 'AWS::SSM::Parameter':
      return [`parameter ${p.Name}`, { type: p.Type, value: p.Value, description: p.Description }];
    case 'AWS::SNS::Topic':
      return [`topic ${p.TopicName}`, { key: p.KmsMasterKeyId }];
    case 'AWS::SNS::TopicPolicy':
      return [`topic ${p.Topics[0].split(':').at(-1)}`, { policy: p.PolicyDocument }];
    case 'AWS::SNS::Subscription':
      return [
        `subscription of ${p.Endpoint} to ${p.TopicArn.split(':').at(-1)}`,
        { protocol: p.Protocol, raw: p.RawMessageDelivery ?? false, redrive: p.RedrivePolicy },
      ];
    case 'AWS::SQS::Queue':
      return [
        `queue ${p.QueueName}`,
        {
          ...{ retention: p.MessageRetentionPeriod, key: p.KmsMasterKeyId, redrive: p.RedrivePolicy },
          visibility: p.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS,
        },
      ];
    case 'AWS::Lambda::EventSourceMapping':
      return [
        `mapping of ${p.EventSourceArn}`,
        {
          ...{ batch: p.BatchSize, concurrency: p.ScalingConfig, responses: p.FunctionResponseTypes },
          function: p.FunctionName,
        },
      ];
    case 'AWS::SQS::QueuePolicy':
      return [`queue ${p.Queues[0]}`, { senders: sendersOf(p.PolicyDocument) }];
    case 'AWS::KMS::Key': {
      const arn = templates.keyArn(id);
      return [`key ${arn}`, id === 'Key' ? { services: servicesOf(p.KeyPolicy) } : { policy: rulesOf(p.KeyPolicy) }];
    }
    case 'AWS::Kinesis::Stream':
      return [
        `stream ${p.Name}`,
        {
          ...{ mode: p.StreamModeDetails.StreamMode, shards: p.ShardCount, hours: p.RetentionPeriodHours },
          key: p.StreamEncryption.KeyId,
        },
      ];
    case 'AWS::KinesisFirehose::DeliveryStream':
      return [
        `delivery ${p.DeliveryStreamName}`,
        {
          ...{ type: p.DeliveryStreamType, source: p.KinesisStreamSourceConfiguration },
          destination: withoutLog(p.ExtendedS3DestinationConfiguration),
        },
      ];
    default:
      throw new Error(
        `${type} is new in the stacks: draw it here and in local-picture.ts, or say in NOT_DRAWN why not.`,
      );
  }
}

function definitionOf(p: StackResource['properties'], outdir: string): unknown {
  const file = join(outdir, `asset.${p.DefinitionS3Location.Key}`);
  const text = readFileSync(file, 'utf8').replace(
    /\$\{(\w+)\}/g,
    (_placeholder, name: string) => p.DefinitionSubstitutions[name],
  );
  return JSON.parse(text);
}

/** CloudFormation deploys as a role of its own, the local deployment as the root user. */
const deployedByRoot = (parameters: Properties[string]): Properties[string] =>
  JSON.parse(JSON.stringify(parameters).replaceAll(/role\/cdk-[\w-]+-cfn-exec-role-[\w-]+/g, 'root'));
