import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { type DeclaredTable as Declared, JSON_LINES } from '../../../core/lake/declared-table';
import type { CatalogDatabase } from './catalog-database';

export interface DeclaredTableProps {
  readonly database: CatalogDatabase;
  readonly declared: Declared;
  /** Of its folder. */
  readonly location: string;
}

/**
 * A table that no crawler and no function makes. CloudFormation's role makes it: it created the database, and as an
 * administrator it may put tables over every location. Nothing is lost with it, so it goes with its stack.
 */
export class DeclaredTable extends Construct {
  constructor(scope: Construct, id: string, { database, declared, location }: DeclaredTableProps) {
    super(scope, id);
    const { inputFormat, outputFormat, library } = JSON_LINES;
    const table = new CfnTable(this, 'Table', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database.glueDatabase,
      tableInput: {
        name: declared.name,
        description: declared.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: { ...declared.parameters },
        partitionKeys: [{ name: declared.partitionKey, type: 'string' }],
        storageDescriptor: {
          columns: declared.columns.map(({ name, type }) => ({ name, type })),
          location,
          inputFormat,
          outputFormat,
          serdeInfo: { serializationLibrary: library },
        },
      },
    });
    table.addResourceDependency(database.database);
  }
}
