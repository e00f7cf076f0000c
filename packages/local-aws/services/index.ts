import { join } from 'node:path';
import * as athenaClient from '@aws-sdk/client-athena';
import * as eventsClient from '@aws-sdk/client-eventbridge';
import * as glueClient from '@aws-sdk/client-glue';
import * as kmsClient from '@aws-sdk/client-kms';
import * as lakeFormationClient from '@aws-sdk/client-lakeformation';
import * as lambdaClient from '@aws-sdk/client-lambda';
import * as rdsClient from '@aws-sdk/client-rds';
import * as s3Client from '@aws-sdk/client-s3';
import * as sfnClient from '@aws-sdk/client-sfn';
import * as ssmClient from '@aws-sdk/client-ssm';
import * as stsClient from '@aws-sdk/client-sts';
import { serviceSchema } from '../codec';
import type { SourceDatabases } from '../databases';
import { type ClientOptions, createEngine, createSdkCaller, type SdkCaller } from '../engine';
import { type Identify, OF_DYNAMODB, type RawService } from '../gateway';
import type { EmitEvent, LocalService, ServiceDependencies } from '../service';
import { createAthena } from './athena';
import { createDynamoDb } from './dynamodb';
import { createEvents } from './events';
import { createGlue } from './glue';
import { createKms } from './kms';
import { createLakeFormation } from './lakeformation';
import { createLambdaService, type LambdaService } from './lambda';
import { createRds } from './rds';
import { createS3 } from './s3';
import { createSsm } from './ssm';
import { createStatesService } from './stepfunctions';
import { Credentials, createSts } from './sts';

export interface ServicesOptions extends ServiceDependencies {
  readonly directory: string;
  readonly databases: SourceDatabases;
  /** Of the names of all functions. @default '' */
  readonly functionPrefix?: string;
  /** The customer-managed key, as the stacks would have made it. */
  readonly keyArn: string;
  /** Jitter of the machines' retries. @default Math.random */
  readonly random?: () => number;
}

/** The client package that describes each service's wire format. */
const CLIENTS = {
  athena: [athenaClient, athenaClient.AthenaClient],
  events: [eventsClient, eventsClient.EventBridgeClient],
  glue: [glueClient, glueClient.GlueClient],
  kms: [kmsClient, kmsClient.KMSClient],
  lakeformation: [lakeFormationClient, lakeFormationClient.LakeFormationClient],
  lambda: [lambdaClient, lambdaClient.LambdaClient],
  rds: [rdsClient, rdsClient.RDSClient],
  s3: [s3Client, s3Client.S3Client],
  ssm: [ssmClient, ssmClient.SSMClient],
  states: [sfnClient, sfnClient.SFNClient],
  sts: [stsClient, stsClient.STSClient],
} as const;

export interface Services {
  readonly coded: readonly { readonly service: LocalService; readonly schema: ReturnType<typeof serviceSchema> }[];
  readonly raw: readonly RawService[];
  readonly identify: Identify;
  readonly registerFunction: LambdaService['registerFunction'];
  readonly takeSnapshot: (sourceId: string, takenAt?: number) => Promise<string>;
  readonly rowsInSnapshot: (snapshotArn: string) => Promise<Readonly<Record<string, number>>>;
  readonly countRows: (bucket: string, keys: readonly string[], where?: string) => Promise<number>;
  /** Tells the engine where the gateway is, once it listens. */
  connect(client: ClientOptions): void;
  /** Goes on with executions and deliveries that an earlier process left. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** The one place that knows every service: makes them, in the order in which they need each other. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { directory, databases, accountId, region } = options;
  const s3 = await createS3({ ...options, directory: join(directory, 's3') });
  const { objects } = s3;
  const lambda = createLambdaService(options);

  // Engine and bus need each other: status events go to the bus, rules start executions.
  let emit: EmitEvent = async () => {};
  let sdk: SdkCaller | undefined;
  const engine = await createEngine({
    ...options,
    emit: (event) => emit(event),
    invokeFunction: lambda.invoke,
    sdk: (call, control) => {
      if (sdk === undefined) throw new Error('The engine was used before the gateway listens.');
      return sdk(call, control);
    },
  });
  const events = await createEvents({
    ...options,
    startExecution: (stateMachineArn, input, name) => engine.start({ stateMachineArn, input, name }),
    invokeFunction: (arn, input) => lambda.invoke(arn, JSON.parse(input), { idle: (work) => work }),
  });
  emit = events.emit;

  const glue = await createGlue({ ...options, objects, emit });
  const lakeFormation = await createLakeFormation({ ...options, catalog: glue.catalog });
  const rds = await createRds({ ...options, directory: join(directory, 'rds'), objects, emit, databases });
  const athena = await createAthena({
    ...options,
    directory: join(directory, 'athena'),
    objects,
    catalog: glue.catalog,
    see: lakeFormation.see,
  });
  const credentials = await Credentials.load(options);
  const kms = await createKms(options, { keyIds: [options.keyArn.split('/').at(-1) ?? ''] });
  const ssm = await createSsm({ ...options, cipher: kms.cipher });
  const dynamodb = createDynamoDb({ directory: join(directory, 'dynamodb'), accountId, region });

  const coded = [
    athena.service,
    events.service,
    glue.service,
    kms.service,
    lakeFormation.service,
    lambda,
    rds.service,
    s3.service,
    ssm,
    createStatesService(engine),
    createSts(credentials),
  ].map((service) => {
    const [exports, Client] = CLIENTS[service.name as keyof typeof CLIENTS];
    return { service, schema: serviceSchema(exports as never, Client as never) };
  });

  return {
    coded,
    raw: [{ ...dynamodb, errors: OF_DYNAMODB }],
    identify: credentials.identify,
    registerFunction: lambda.registerFunction,
    takeSnapshot: rds.createAutomatedSnapshot,
    rowsInSnapshot: (arn) => rds.rowsInSnapshot(arn),
    countRows: athena.countRows,
    connect(client) {
      sdk = createSdkCaller(client);
    },
    async resume() {
      engine.resume();
      glue.resume();
      await events.resume();
    },
    async close() {
      await engine.close();
      await rds.close();
      events.close();
      glue.close();
      await athena.close();
      await dynamodb.close();
      await s3.close();
    },
  };
}
