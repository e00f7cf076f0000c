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
import type { Settings } from '../../core/config/types';
import type { CatalogDatabase } from '../../core/lake/catalog-database';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { crawlerConfiguration } from '../../core/lake/crawler';
import { deployedName } from '../../core/names';
import type { LocalResources } from './resources';
import { unlessThere } from './unless-there';

/** What the lake stack makes of the catalog: settings of Lake Formation, the lake's location, databases and their crawlers. */
export async function deployCatalog(
  settings: Settings,
  { lakeBucket, functionRoleArn, exportRoleArn }: LocalResources,
  { glue, lakeformation }: { readonly glue: GlueClient; readonly lakeformation: LakeFormationClient },
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
