import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { type CfnCrawler, CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { CatalogDatabase as Declared } from '../../../core/lake/catalog-database';
import { markOf, type StackRoles } from '../../../core/lake/database-mark';
import { namesIn } from '../../shared/lakeferry-stack';

export interface CatalogDatabaseProps {
  readonly declared: Declared;
  /** Of its folder. */
  readonly location: string;
  /** Rights of these roles are the stacks' own, for whoever looks for those of others. */
  readonly roles: StackRoles;
}

/** One database of the lake in the catalog, without what fills it. */
export class CatalogDatabase extends Construct {
  readonly glueDatabase: string;
  readonly database: CfnDatabase;
  /** Fills it. @default something else does */
  crawler?: CfnCrawler;

  constructor(scope: Construct, id: string, { declared, location, roles }: CatalogDatabaseProps) {
    super(scope, id);
    this.glueDatabase = declared.name;
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      // CloudFormation finds a database that stayed by this property: docs/recovery.md
      databaseName: this.glueDatabase,
      databaseInput: {
        name: this.glueDatabase,
        description: declared.description,
        locationUri: location,
        parameters: markOf(namesIn(this).installation, roles),
        // the account's default would give every new table to everybody (IAM_ALLOWED_PRINCIPALS), past every tag and
        // filter
        createTableDefaultPermissions: [],
      },
    });
    // with the database would go its tables, tags, filters and grants
    this.database.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
