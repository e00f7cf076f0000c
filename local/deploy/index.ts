import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateDatabaseCommand,
  type GlueClient,
} from '@aws-sdk/client-glue';
import {
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
} from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, type SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Settings } from '../../core/config/types';
import type { TagPolicyGrant } from '../../core/governance';
import { analystShares } from '../../core/governance/desired/analyst-shares';
import type { CatalogDatabase } from '../../core/lake/catalog-database';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { crawlerConfiguration } from '../../core/lake/crawler';
import { MACHINES, type MachineName } from '../../core/machines';
import { deployedName, pascalCase } from '../../core/names';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import type { DurableMap } from '../../packages/local-aws/store';
import { deploySharing } from './sharing';

/** Names of what is deployed on this machine: what CDK would have made. */
export interface LocalResources {
  readonly lakeBucket: string;
  readonly rawBucket: string;
  readonly ledgerTable: string;
  readonly exportRoleArn: string;
  readonly keyArn: string;
  /** Runs the functions; a data lake administrator. */
  readonly functionRoleArn: string;
  readonly machines: Readonly<Record<MachineName, string>>;
}

export const FUNCTIONS = [
  'start-export',
  'plan-copy',
  'copy-batch',
  'commit-partitions',
  'crawl-tables',
  'apply-governance',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** S3Prefix of the raw exports. */
export const RAW_PREFIX = 'exports';

export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export interface DeployClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly glue: GlueClient;
  /** The analytics account's. */
  readonly analyticsGlue: GlueClient;
  readonly lakeformation: LakeFormationClient;
  /** Tag policies granted by earlier deployments. */
  readonly sharing: DurableMap<TagPolicyGrant>;
  readonly sfn: SFNClient;
  readonly events: EventBridgeClient;
}

/** What the resources of this place are called. Pure, so that everyone can ask. */
export function localResources({ partition, region, accountId }: Place): LocalResources {
  const role = (name: string): string => `arn:${partition}:iam::${accountId}:role/${deployedName(name)}`;
  const machine = (name: MachineName): string =>
    `arn:${partition}:states:${region}:${accountId}:stateMachine:${deployedName(name)}`;
  return {
    lakeBucket: deployedName(`lake-${accountId}`),
    rawBucket: deployedName(`raw-${accountId}`),
    ledgerTable: deployedName('ledger'),
    exportRoleArn: role('export'),
    keyArn: `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`,
    functionRoleArn: role('functions'),
    machines: {
      'catalog-tables': machine('catalog-tables'),
      'publish-export': machine('publish-export'),
      'export-snapshot': machine('export-snapshot'),
    },
  };
}

export const functionArn = ({ partition, region, accountId }: Place, name: FunctionName): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${deployedName(name)}`;

/** Makes everything the stacks would make. Run again over an earlier deployment, it brings it up to date and loses nothing. */
export async function deployLocally(settings: Settings, place: Place, clients: DeployClients): Promise<LocalResources> {
  const resources = localResources(place);
  await deployStorage(resources, clients);
  await deployCatalog(settings, resources, clients);
  await deploySharing(settings, place.accountId, clients.lakeformation, clients.sharing);
  await linkDatabases(settings, place, clients.analyticsGlue);
  for (const name of MACHINES) await deployMachine(name, place, resources, clients.sfn);
  await deployRules(settings, resources, clients.events);
  return resources;
}

async function deployStorage(
  { lakeBucket, rawBucket, ledgerTable }: LocalResources,
  { s3, dynamodb }: DeployClients,
): Promise<void> {
  for (const Bucket of [lakeBucket, rawBucket]) await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  await unlessThere(
    dynamodb.send(
      new CreateTableCommand({
        TableName: ledgerTable,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    ),
  );
}

async function deployCatalog(
  settings: Settings,
  { lakeBucket, functionRoleArn, exportRoleArn }: LocalResources,
  { glue, lakeformation }: DeployClients,
): Promise<void> {
  await lakeformation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        DataLakeAdmins: [{ DataLakePrincipalIdentifier: functionRoleArn }],
        CreateDatabaseDefaultPermissions: [],
        CreateTableDefaultPermissions: [],
        Parameters: { CROSS_ACCOUNT_VERSION: await crossAccountVersion(settings, lakeformation) },
      },
    }),
  );
  const partition = functionRoleArn.split(':')[1];
  await unlessThere(
    lakeformation.send(
      new RegisterResourceCommand({ ResourceArn: `arn:${partition}:s3:::${lakeBucket}`, RoleArn: exportRoleArn }),
    ),
  );
  for (const declared of catalogDatabases(settings)) {
    const DatabaseInput = { Name: declared.name, CreateTableDefaultPermissions: [] };
    await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput })));
    await unlessThere(glue.send(new CreateCrawlerCommand(crawler(declared, lakeBucket))));
  }
}

/** Raised and never lowered: 5 cannot be left. Where the stack leaves it alone, somebody else raised it: a new account begins at 1. */
async function crossAccountVersion({ governance }: Settings, lakeformation: LakeFormationClient): Promise<string> {
  const { DataLakeSettings } = await lakeformation.send(new GetDataLakeSettingsCommand({}));
  const present = Number(DataLakeSettings?.Parameters?.CROSS_ACCOUNT_VERSION ?? 1);
  const { crossAccountVersion: wanted } = governance;
  return String(Math.max(present, wanted === 'unchanged' ? 4 : wanted));
}

/** The analytics account's side: a resource link, under the same name, to every database that shares something. */
async function linkDatabases(settings: Settings, { accountId }: Place, glue: GlueClient): Promise<void> {
  const { accounts, environment } = settings;
  if (accounts.analytics === undefined) return;
  for (const { name } of analystShares(settings, accounts.analytics).databases) {
    const TargetDatabase = { CatalogId: accountId, DatabaseName: name, Region: environment.region };
    await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name, TargetDatabase } })));
  }
}

/** The crawler of one database, as the stack declares it. */
const crawler = (
  { name, crawler, folder, exclusions, tableLevel }: CatalogDatabase,
  lakeBucket: string,
): CreateCrawlerCommandInput => ({
  Name: crawler,
  Role: deployedName('crawler'),
  DatabaseName: name,
  Targets: { S3Targets: [{ Path: `s3://${lakeBucket}/${folder}`, Exclusions: [...exclusions] }] },
  SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' },
  Configuration: crawlerConfiguration(tableLevel),
});

/** The machine's file with its placeholders filled, as CDK's DefinitionSubstitutions fill them. */
export function machineDefinition(name: MachineName, place: Place, resources: LocalResources): string {
  const values: Record<string, string> = {
    Partition: place.partition,
    LedgerTable: resources.ledgerTable,
    RawBucket: resources.rawBucket,
    LakeBucket: resources.lakeBucket,
    ...Object.fromEntries(MACHINES.map((m) => [pascalCase(m), resources.machines[m]])),
    ...Object.fromEntries(FUNCTIONS.map((f) => [pascalCase(f), functionArn(place, f)])),
  };
  const file = join(__dirname, '..', '..', 'statemachines', `${name}.asl.json`);
  return readFileSync(file, 'utf8').replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name}.asl.json names ${placeholder}, which is not deployed locally.`);
    return value;
  });
}

async function deployMachine(
  name: MachineName,
  place: Place,
  resources: LocalResources,
  sfn: SFNClient,
): Promise<void> {
  const definition = machineDefinition(name, place, resources);
  const roleArn = resources.functionRoleArn;
  try {
    await sfn.send(new CreateStateMachineCommand({ name: deployedName(name), definition, roleArn, type: 'STANDARD' }));
  } catch (error) {
    if (!isThere(error)) throw error;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: resources.machines[name], definition, roleArn }));
  }
}

async function deployRules(settings: Settings, resources: LocalResources, events: EventBridgeClient): Promise<void> {
  for (const [i, pattern] of snapshotEventPatterns(settings.sources).entries()) {
    const Rule = deployedName(`snapshot-created-${i + 1}`);
    await events.send(new PutRuleCommand({ Name: Rule, EventPattern: JSON.stringify(pattern) }));
    const target = {
      Id: 'export-snapshot',
      Arn: resources.machines['export-snapshot'],
      RoleArn: resources.functionRoleArn,
    };
    await events.send(new PutTargetsCommand({ Rule, Targets: [target] }));
  }
}

const ALREADY_THERE = /AlreadyExists|AlreadyOwnedByYou|ResourceInUse|BucketAlreadyExists/;
const isThere = (error: unknown): boolean => error instanceof Error && ALREADY_THERE.test(error.name);

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isThere(error)) throw error;
  }
}
