import { Validations } from 'aws-cdk-lib';
import { CfnCrawler } from 'aws-cdk-lib/aws-glue';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CrawledDatabase as Declared } from '../../../core/lake/catalog-database';
import { crawlerConfiguration } from '../../../core/lake/crawler';
import { CatalogDatabase, type CatalogDatabaseProps } from './catalog-database';

export interface CrawledDatabaseProps extends CatalogDatabaseProps {
  readonly declared: Declared;
  readonly crawlerRole: IRole;
  readonly securityConfiguration: string;
}

/** A Glue database and the crawler that fills it. */
export class CrawledDatabase extends CatalogDatabase {
  constructor(scope: Construct, id: string, props: CrawledDatabaseProps) {
    super(scope, id, props);
    const { declared, location, crawlerRole, securityConfiguration } = props;
    this.crawler = new CfnCrawler(this, 'Crawler', {
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
    this.crawler.addResourceDependency(this.database);
    const reason =
      "The lake's stack has the configuration: it encrypts logs. cdk-nag only looks into the stack of the crawler.";
    Validations.of(this.crawler).acknowledge({ id: 'AwsSolutions-GL1', reason });
  }
}
