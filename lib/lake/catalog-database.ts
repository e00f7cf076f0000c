import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnCrawler, CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { CatalogDatabase as Declared } from '../../core/lake/catalog-database';
import { crawlerConfiguration } from '../../core/lake/crawler';
import { markOf } from '../../core/lake/database-mark';
import { namesIn } from '../shared/lakeferry-stack';

export interface CatalogDatabaseProps {
  readonly declared: Declared;
  readonly lakeBucket: IBucket;
  readonly crawlerRole: IRole;
  readonly securityConfiguration: string;
  /** ARNs of the data lake administrators that the stacks make. */
  readonly administrators: readonly string[];
}

/** One database of the lake in the catalog: a Glue database and the crawler that fills it. */
export class CatalogDatabase extends Construct {
  readonly glueDatabase: string;
  readonly database: CfnDatabase;
  readonly crawler: CfnCrawler;

  constructor(scope: Construct, id: string, props: CatalogDatabaseProps) {
    super(scope, id);
    const { declared, lakeBucket, crawlerRole, administrators } = props;
    const location = lakeBucket.s3UrlForObject(declared.folder);
    this.glueDatabase = declared.name;
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      // CloudFormation finds a database that stayed by this property: docs/recovery.md
      databaseName: this.glueDatabase,
      databaseInput: {
        name: this.glueDatabase,
        description: declared.description,
        locationUri: location,
        // rights of these roles are the stacks' own, for whoever looks for those of others
        parameters: markOf(namesIn(this).installation, { crawler: crawlerRole.roleArn, administrators }),
        // the account's default would give every new table to everybody (IAM_ALLOWED_PRINCIPALS), past every tag and
        // filter
        createTableDefaultPermissions: [],
      },
    });
    // with the database would go its tables, tags, filters and grants
    this.database.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.crawler = this.addCrawler(location, props);
  }

  private addCrawler(
    location: string,
    { declared, crawlerRole, securityConfiguration }: CatalogDatabaseProps,
  ): CfnCrawler {
    const crawler = new CfnCrawler(this, 'Crawler', {
      name: declared.crawler,
      role: crawlerRole.roleArn,
      databaseName: this.glueDatabase,
      targets: { s3Targets: [{ path: location, exclusions: [...declared.exclusions] }] },
      configuration: crawlerConfiguration(declared.tableLevel),
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      recrawlPolicy: { recrawlBehavior: 'CRAWL_EVERYTHING' },
      lakeFormationConfiguration: { useLakeFormationCredentials: true },
      crawlerSecurityConfiguration: securityConfiguration,
    });
    crawler.addResourceDependency(this.database);
    const reason =
      "The lake's stack has the configuration: it encrypts logs. cdk-nag only looks into the stack of the crawler.";
    Validations.of(crawler).acknowledge({ id: 'AwsSolutions-GL1', reason });
    return crawler;
  }
}
