import type { Template } from 'aws-cdk-lib/assertions';
import { MACHINES, OUTPUT_MACHINES, type OutputMachineName } from '../../../core/machines';
import { pascalCase } from '../../../core/names';
import type { LocalResources, Place } from '../../../local/deploy/resources';

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation, read by tests
type Json = any;

export interface StackResource {
  readonly id: string;
  readonly type: string;
  /** References resolved to what the local deployment calls the same thing. */
  readonly properties: Json;
}

type Named = Readonly<Record<string, string>>;
export interface StreamNames {
  readonly buckets: Named;
  readonly keys: Named;
  readonly roles: Named;
}

/** Reads templates as if CloudFormation had deployed them under the names of the local deployment. */
export class Templates {
  readonly #templates: readonly Json[];

  constructor(
    templates: readonly Template[],
    private readonly place: Place,
    private readonly names: LocalResources,
    /** What streams of tables are called locally, by logical id. */
    private readonly streams: StreamNames,
  ) {
    this.#templates = templates.map((template) => template.toJSON());
  }

  resources(): StackResource[] {
    return this.#templates.flatMap(({ Resources }) =>
      Object.entries<Json>(Resources).map(([id, { Type, Properties = {} }]) => ({
        id: withoutHash(id),
        type: Type as string,
        properties: COMPARED_WHOLE.test(Type) ? this.#resolve(Properties) : {},
      })),
    );
  }

  /** What a role may, and who assumes it; by the reference to it that functions, machines, rules and schedules have. */
  roleOf(reference: Json): { readonly trust: Json; readonly statements: readonly Json[] } {
    const value = reference['Fn::ImportValue'] === undefined ? reference : this.#export(reference['Fn::ImportValue']);
    const id: string = value['Fn::GetAtt'][0];
    const isOfRole = ({ Type, Properties }: Json): boolean =>
      /^AWS::IAM::(Managed)?Policy$/.test(Type) && (Properties.Roles ?? []).some((each: Json) => this.#id(each) === id);
    const policies = this.#templates.flatMap(({ Resources }) => Object.values<Json>(Resources).filter(isOfRole));
    const { AssumeRolePolicyDocument, ManagedPolicyArns, Policies } = this.#resource(id).Properties;
    if (ManagedPolicyArns !== undefined || Policies !== undefined)
      throw new Error(`The role ${id} has policies of another kind: compare them too.`);
    return {
      trust: this.#resolve(AssumeRolePolicyDocument.Statement),
      statements: policies.flatMap(({ Properties }) => this.#resolve(Properties.PolicyDocument.Statement)),
    };
  }

  /** The logical id that a reference is to, from its own stack or another one. */
  #id({ Ref, 'Fn::ImportValue': name }: Json): string | undefined {
    return name === undefined ? Ref : this.#export(name).Ref;
  }

  /** Resources of one type with their properties as they stand in the templates. */
  unresolved(type: string): Json[] {
    return this.#templates.flatMap(({ Resources }) =>
      Object.values<Json>(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : [])),
    );
  }

  #resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map((each) => this.#resolve(each));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, content]] = [...Object.entries<Json>(value), ['', undefined] as const] as [[string, Json]];
    if (key === 'Ref') return this.#reference(content);
    if (key === 'Fn::GetAtt') return this.#arn(content[0], content[1]);
    if (key === 'Fn::ImportValue') return this.#resolve(this.#export(content));
    if (key === 'Fn::Join') return (this.#resolve(content[1]) as string[]).join(content[0]);
    if (key === 'Fn::Split') return (this.#resolve(content[1]) as string).split(content[0]);
    if (key === 'Fn::Select') return (this.#resolve(content[1]) as Json[])[content[0]];
    if (key === 'Fn::Sub')
      return content.replaceAll(/\$\{([^}]+)\}/g, (_all: string, id: string) => this.#reference(id));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.#resolve(each)]));
  }

  #reference(id: string): string {
    const { partition, region, accountId } = this.place;
    const pseudo: Record<string, string> = {
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (pseudo[id] !== undefined) return pseudo[id];
    const { Type, Properties } = this.#resource(id);
    if (Type === 'AWS::S3::Bucket') return this.bucketName(withoutHash(id));
    if (Type === 'AWS::DynamoDB::Table') return Properties.TableName;
    if (Type === 'AWS::Glue::SecurityConfiguration') return Properties.Name;
    if (Type === 'AWS::StepFunctions::StateMachine') return this.#arn(id, 'Arn');
    if (Type === 'AWS::SQS::Queue') return Properties.QueueName;
    if (Type === 'AWS::Lambda::Function') return Properties.FunctionName;
    if (Type === 'AWS::Kinesis::Stream') return Properties.Name;
    if (Type === 'AWS::Logs::LogGroup') return Properties.LogGroupName;
    if (Type === 'AWS::SNS::Topic') return `arn:${partition}:sns:${region}:${accountId}:${Properties.TopicName}`;
    return `<${withoutHash(id)}>`;
  }

  #arn(id: string, attribute: string): string {
    const { partition, region, accountId } = this.place;
    const { Type, Properties } = this.#resource(id);
    if (attribute !== 'Arn') throw new Error(`${id}.${attribute} is read by a template: say here what it is locally.`);
    if (Type === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${this.bucketName(withoutHash(id))}`;
    if (Type === 'AWS::KMS::Key') return this.keyArn(withoutHash(id));
    if (Type === 'AWS::IAM::Role') return this.#role(withoutHash(id));
    const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
    if (Type === 'AWS::Lambda::Function') return arn('lambda', `function:${Properties.FunctionName}`);
    if (Type === 'AWS::StepFunctions::StateMachine')
      return arn('states', `stateMachine:${Properties.StateMachineName}`);
    if (Type === 'AWS::SQS::Queue') return arn('sqs', Properties.QueueName);
    if (Type === 'AWS::DynamoDB::Table') return arn('dynamodb', `table/${Properties.TableName}`);
    if (Type === 'AWS::SSM::Parameter') return arn('ssm', `parameter${Properties.Name}`);
    if (Type === 'AWS::Events::Rule') return arn('events', `rule/${Properties.Name}`);
    if (Type === 'AWS::Kinesis::Stream') return arn('kinesis', `stream/${Properties.Name}`);
    return `<${withoutHash(id)}>`;
  }

  keyArn(id: string): string {
    return this.streams.keys[id] ?? this.names.keyArn;
  }

  /** Throws for a bucket that the local deployment does not have. */
  bucketName(id: string): string {
    const { lakeBucket, rawBucket, workBucket, accessLogBucket } = this.names;
    const known: Record<string, string> = {
      BucketsLake: lakeBucket,
      BucketsRaw: rawBucket,
      BucketsWork: workBucket,
      BucketsAccessLogs: accessLogBucket,
      ...this.streams.buckets,
    };
    if (known[id] !== undefined) return known[id];
    throw new Error(`The bucket ${id} has no local name: add it to local/deploy/resources.ts and here.`);
  }

  /**
   * CloudFormation names roles; the local deployment has one for each that something refers to. A function's own is not
   * compared.
   */
  #role(id: string): string {
    const { roles, functionRoles, exportRoleArn } = this.names;
    const known: Record<string, string> = {
      GovernanceRole: functionRoles['apply-governance'],
      ExportRole: exportRoleArn,
      LocationRole: roles.location,
      GovernedLocationRole: roles['landing-location'],
      CrawlersRole: roles.crawlers,
      RegistrarRole: roles.registrar,
      ExportSnapshotMachineEventsRole: roles.events,
      ...this.streams.roles,
      ...Object.fromEntries(MACHINES.map((name) => [`${pascalCase(name)}MachineRole`, roles[name]])),
      ...Object.fromEntries(
        OUTPUT_MACHINES.map((name) => [`${pascalCase(name)}MachineRole`, outputRole(this.place, name)]),
      ),
    };
    return known[id] ?? `<${id}>`;
  }

  #resource(id: string): Json {
    const found = this.#templates.map(({ Resources }) => Resources[id]).find((each) => each !== undefined);
    if (found === undefined) throw new Error(`No template has a resource ${id}.`);
    return found;
  }

  #export(name: string): Json {
    const outputs = this.#templates.flatMap(({ Outputs = {} }) => Object.values<Json>(Outputs));
    const found = outputs.find(({ Export }) => Export?.Name === name);
    if (found === undefined) throw new Error(`No template exports ${name}.`);
    return found.Value;
  }
}

/** Logical ids end in a hash of eight digits. */
const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

/** Of the others only the type is looked at. */
const COMPARED_WHOLE =
  /^AWS::(S3|DynamoDB|LakeFormation|Glue|StepFunctions|Events|Scheduler|SNS|SQS|KMS|Kinesis|KinesisFirehose)::|^AWS::Lambda::(Function|EventSourceMapping)$|^AWS::SSM::Parameter$|^Custom::Lakeferry(Tags|StreamingTables)$/;

/** Of the one output that is compared. */
const outputRole = ({ partition, accountId, names }: Place, machine: OutputMachineName): string =>
  `arn:${partition}:iam::${accountId}:role/${names.deployed(`partner-${machine}`)}`;
