import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnCrawler, CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CRAWLER_EXCLUSIONS, crawlerConfiguration } from '../../core/lake/crawler';
import { crawlerName, databaseFolder, glueDatabaseName } from '../../core/names';

export interface CatalogDatabaseProps {
  readonly sourceId: string;
  /** As in the source. */
  readonly database: string;
  readonly lakeBucket: IBucket;
  readonly lakePrefix: string;
  readonly crawlerRole: IRole;
  readonly securityConfiguration: string;
}

/** One source database in the catalog: a Glue database and the crawler that fills it. */
export class CatalogDatabase extends Construct {
  readonly glueDatabase: string;
  readonly database: CfnDatabase;
  readonly crawler: CfnCrawler;

  constructor(scope: Construct, id: string, props: CatalogDatabaseProps) {
    super(scope, id);
    const { sourceId, database, lakeBucket, lakePrefix } = props;
    this.glueDatabase = glueDatabaseName(sourceId, database);
    const location = lakeBucket.s3UrlForObject(databaseFolder(lakePrefix, sourceId, database));
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: {
        name: this.glueDatabase,
        description: `${database} of ${sourceId}, by lakeferry`,
        locationUri: location,
        // the account's default would give every new table to everybody (IAM_ALLOWED_PRINCIPALS), past every tag and filter
        createTableDefaultPermissions: [],
      },
    });
    // with the database would go its tables, tags, filters and grants
    this.database.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.crawler = this.addCrawler(location, props);
  }

  private addCrawler(
    location: string,
    { lakePrefix, crawlerRole, securityConfiguration }: CatalogDatabaseProps,
  ): CfnCrawler {
    const crawler = new CfnCrawler(this, 'Crawler', {
      name: crawlerName(this.glueDatabase),
      role: crawlerRole.roleArn,
      databaseName: this.glueDatabase,
      targets: { s3Targets: [{ path: location, exclusions: CRAWLER_EXCLUSIONS }] },
      configuration: crawlerConfiguration(lakePrefix),
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      recrawlPolicy: { recrawlBehavior: 'CRAWL_EVERYTHING' },
      lakeFormationConfiguration: { useLakeFormationCredentials: true },
      crawlerSecurityConfiguration: securityConfiguration,
    });
    crawler.addResourceDependency(this.database);
    return crawler;
  }
}
