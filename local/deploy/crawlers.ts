import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateSecurityConfigurationCommand,
  type EncryptionConfiguration,
  type GlueClient,
  UpdateCrawlerCommand,
} from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  type LakeFormationClient,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import type { CatalogDatabase, CrawledDatabase } from '../../core/lake/catalog-database';
import { crawlerConfiguration, FILLING_GRANTS } from '../../core/lake/crawler';
import type { LocalResources } from './resources';
import { isThere, unlessThere } from './unless-there';

/** How crawlers encrypt, as the lake stack declares it. */
export async function deployCrawlerSecurity(
  { crawlerSecurity: Name, keyArn: KmsKeyArn }: LocalResources,
  glue: GlueClient,
): Promise<void> {
  const EncryptionConfiguration: EncryptionConfiguration = {
    CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn },
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn },
    S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn }],
  };
  await unlessThere(glue.send(new CreateSecurityConfigurationCommand({ Name, EncryptionConfiguration })));
}

/** What Lake Formation must allow whoever fills databases: the place, new tables, and changing those there are. */
export async function grantToFill(
  databases: readonly CatalogDatabase[],
  role: string,
  { lakeLocationArn: ResourceArn }: LocalResources,
  lakeformation: LakeFormationClient,
): Promise<void> {
  const grant = (Resource: Resource, Permissions: Permission[]): Promise<unknown> =>
    lakeformation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: role },
        Resource,
        Permissions,
      }),
    );
  await grant({ DataLocation: { ResourceArn } }, ['DATA_LOCATION_ACCESS']);
  for (const { name } of databases) {
    await grant({ Database: { Name: name } }, [...FILLING_GRANTS.database]);
    await grant({ Table: { DatabaseName: name, TableWildcard: {} } }, [...FILLING_GRANTS.tables]);
  }
}

/** A crawler that is running cannot be changed: it is brought up to date by the next start. */
export async function deployCrawler(
  database: CrawledDatabase,
  resources: LocalResources,
  glue: GlueClient,
): Promise<void> {
  const definition = crawler(database, resources);
  try {
    await glue.send(new CreateCrawlerCommand(definition));
  } catch (error) {
    if (!isThere(error)) throw error;
    await unlessRunning(glue.send(new UpdateCrawlerCommand(definition)));
  }
}

async function unlessRunning(update: Promise<unknown>): Promise<void> {
  try {
    await update;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'CrawlerRunningException')) throw error;
  }
}

const crawler = (
  { name, crawler, folder, exclusions, tableLevel }: CrawledDatabase,
  { lakeBucket, roles, crawlerSecurity }: LocalResources,
): CreateCrawlerCommandInput => ({
  Name: crawler,
  Role: roles.crawlers,
  DatabaseName: name,
  Targets: { S3Targets: [{ Path: `s3://${lakeBucket}/${folder}`, Exclusions: [...exclusions] }] },
  SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' },
  RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVERYTHING' },
  LakeFormationConfiguration: { UseLakeFormationCredentials: true },
  CrawlerSecurityConfiguration: crawlerSecurity,
  Configuration: crawlerConfiguration(tableLevel),
});
