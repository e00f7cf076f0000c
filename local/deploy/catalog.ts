import {
  CreateDatabaseCommand,
  CreateTableCommand,
  type GlueClient,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  type DataLakePrincipal,
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
} from '@aws-sdk/client-lakeformation';
import { publishesAnything } from '../../core/config/dynamodb/catalog-databases';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import {
  type CatalogDatabase,
  type DeclaredDatabase,
  isCrawled,
  isDeclared,
  isRegistered,
} from '../../core/lake/catalog-database';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { markOf, type StackRoles } from '../../core/lake/database-mark';
import { type DeclaredTable, JSON_LINES } from '../../core/lake/declared-table';
import { declaredTables } from '../../core/lake/declared-tables';
import { deployCrawler, deployCrawlerSecurity, grantToFill } from './crawlers';
import type { LocalResources } from './resources';
import { isThere, unlessThere } from './unless-there';

/**
 * What the stacks make of the catalog: settings of Lake Formation, locations, databases and what fills them.
 */
export async function deployCatalog(
  settings: Settings,
  resources: LocalResources,
  { glue, lakeformation }: { readonly glue: GlueClient; readonly lakeformation: LakeFormationClient },
): Promise<void> {
  await putSettings(settings, resources, lakeformation);
  await registerLocation(resources.lakeLocationArn, resources.roles.location, lakeformation);
  if (publishesAnything(settings))
    await registerLocation(resources.landingLocationArn, resources.roles['landing-location'], lakeformation);
  await deployCrawlerSecurity(resources, glue);
  const databases = catalogDatabases(settings);
  for (const database of databases) {
    await deployDatabase(glue, {
      Name: database.name,
      Description: database.description,
      LocationUri: locationOf(database, resources),
      Parameters: markOf(namesOf(settings.environment).installation, rolesOn(database, resources)),
      CreateTableDefaultPermissions: [],
    });
  }
  const { crawlers, registrar } = resources.roles;
  const crawled = databases.filter(isCrawled);
  await grantToFill(crawled, crawlers, resources, lakeformation);
  for (const each of crawled) await deployCrawler(each, resources, glue);
  const registered = databases.filter(isRegistered);
  if (registered.length > 0) await grantToFill(registered, registrar, resources, lakeformation);
  for (const each of databases.filter(isDeclared)) {
    for (const table of declaredTables(settings, each)) await deployTable(each, table, resources, glue);
  }
}

const locationOf = (
  { bucket, folder }: Pick<CatalogDatabase, 'bucket' | 'folder'>,
  { lakeBucket, landingBucket }: LocalResources,
): string => `s3://${bucket === 'lake' ? lakeBucket : landingBucket}/${folder}`;

/** Roles that the stacks give rights on a database. */
const rolesOn = (database: CatalogDatabase, { roles, functionRoles, deployerArn }: LocalResources): StackRoles => ({
  ...(isCrawled(database) ? { crawler: roles.crawlers } : {}),
  ...(isRegistered(database) ? { registrar: roles.registrar } : {}),
  administrators: [functionRoles['apply-governance'], deployerArn],
});

async function deployTable(
  database: DeclaredDatabase,
  table: DeclaredTable,
  resources: LocalResources,
  glue: GlueClient,
): Promise<void> {
  const { inputFormat: InputFormat, outputFormat: OutputFormat, library: SerializationLibrary } = JSON_LINES;
  const TableInput = {
    Name: table.name,
    Description: table.description,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { ...table.parameters },
    PartitionKeys: [{ Name: table.partitionKey, Type: 'string' }],
    StorageDescriptor: {
      Columns: table.columns.map(({ name, type }) => ({ Name: name, Type: type })),
      Location: locationOf({ ...table, bucket: database.bucket }, resources),
      ...{ InputFormat, OutputFormat, SerdeInfo: { SerializationLibrary } },
    },
  };
  const DatabaseName = database.name;
  try {
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
  } catch (error) {
    if (!isThere(error)) throw error;
    await glue.send(new UpdateTableCommand({ DatabaseName, TableInput }));
  }
}

/**
 * The administrator and the cross-account version are the stack's. What new databases and tables are given by default
 * is the account's.
 */
async function putSettings(
  settings: Settings,
  { functionRoles }: LocalResources,
  lakeformation: LakeFormationClient,
): Promise<void> {
  const { DataLakeSettings: present = {} } = await lakeformation.send(new GetDataLakeSettingsCommand({}));
  await lakeformation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        ...present,
        DataLakeAdmins: withAdministrator(present.DataLakeAdmins, functionRoles['apply-governance']),
        Parameters: { ...present.Parameters, CROSS_ACCOUNT_VERSION: crossAccountVersion(settings, present) },
      },
    }),
  );
}

/**
 * Raised and never lowered: 5 cannot be left. Where the stack leaves it alone, somebody else raised it: a new account
 * begins at 1.
 */
function crossAccountVersion({ governance }: Settings, { Parameters }: DataLakeSettings): string {
  const present = Number(Parameters?.CROSS_ACCOUNT_VERSION ?? 1);
  const { crossAccountVersion: wanted } = governance;
  return String(Math.max(present, wanted === 'unchanged' ? 4 : wanted));
}

/** Beside those there are, as the stack appends it: another installation has its own. */
const withAdministrator = (present: DataLakePrincipal[] = [], arn: string): DataLakePrincipal[] => [
  ...present.filter(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier !== arn),
  { DataLakePrincipalIdentifier: arn },
];

async function registerLocation(
  ResourceArn: string,
  RoleArn: string,
  lakeformation: LakeFormationClient,
): Promise<void> {
  const registration = { ResourceArn, RoleArn, HybridAccessEnabled: false };
  await unlessThere(lakeformation.send(new RegisterResourceCommand(registration)));
}

type DatabaseInput = NonNullable<ConstructorParameters<typeof CreateDatabaseCommand>[0]['DatabaseInput']>;

async function deployDatabase(glue: GlueClient, input: DatabaseInput): Promise<void> {
  try {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: input }));
  } catch (error) {
    if (!isThere(error)) throw error;
    await glue.send(new UpdateDatabaseCommand({ Name: input.Name, DatabaseInput: input }));
  }
}
