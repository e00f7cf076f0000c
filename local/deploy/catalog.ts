import { CreateDatabaseCommand, type GlueClient, UpdateDatabaseCommand } from '@aws-sdk/client-glue';
import {
  type DataLakePrincipal,
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
} from '@aws-sdk/client-lakeformation';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { markOf } from '../../core/lake/database-mark';
import { deployCrawler, deployCrawlerSecurity, grantToCrawlers } from './crawlers';
import type { LocalResources } from './resources';
import { isThere, unlessThere } from './unless-there';

/**
 * What the lake stack makes of the catalog: settings of Lake Formation, the lake's location, databases and their
 * crawlers.
 */
export async function deployCatalog(
  settings: Settings,
  resources: LocalResources,
  { glue, lakeformation }: { readonly glue: GlueClient; readonly lakeformation: LakeFormationClient },
): Promise<void> {
  await putSettings(settings, resources, lakeformation);
  await registerLocation(resources, lakeformation);
  await deployCrawlerSecurity(resources, glue);
  const databases = catalogDatabases(settings);
  for (const { name, description, folder } of databases) {
    const LocationUri = `s3://${resources.lakeBucket}/${folder}`;
    await deployDatabase(glue, {
      Name: name,
      Description: description,
      LocationUri,
      Parameters: markOf(namesOf(settings.environment).installation, {
        crawler: resources.roles.crawlers,
        administrators: [resources.functionRoles['apply-governance'], resources.deployerArn],
      }),
      CreateTableDefaultPermissions: [],
    });
  }
  await grantToCrawlers(databases, resources, lakeformation);
  for (const each of databases) await deployCrawler(each, resources, glue);
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
  { lakeLocationArn, roles }: LocalResources,
  lakeformation: LakeFormationClient,
): Promise<void> {
  const registration = { ResourceArn: lakeLocationArn, RoleArn: roles.location, HybridAccessEnabled: false };
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
