import { Aws } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';

export interface ResourceLinksProps {
  /** Account of the lake. */
  readonly lakeAccount: string;
  /** Its Glue databases that share something. */
  readonly databases: readonly string[];
}

/**
 * A database resource link, under the same name, to each database: one shows all tables that are shared, now and later.
 * A link alone gives nobody anything.
 */
export class ResourceLinks extends Construct {
  readonly links: readonly CfnDatabase[];

  constructor(scope: Construct, id: string, { lakeAccount, databases }: ResourceLinksProps) {
    super(scope, id);
    this.links = databases.map(
      (name) =>
        new CfnDatabase(this, name, {
          catalogId: Aws.ACCOUNT_ID,
          // nothing else may stand in a link
          databaseInput: { name, targetDatabase: { catalogId: lakeAccount, databaseName: name } },
        }),
    );
  }
}
