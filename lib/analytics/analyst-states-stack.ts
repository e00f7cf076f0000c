import { Aws } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import type { StateView } from '../../core/dynamodb/state/state-views';
import { viewTable } from '../../core/dynamodb/state/view-table';
import { LakeGrant } from '../shared/lake-grant';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { GrantLanes } from '../shared/rights/grant-lanes';
import type { AnalyticsStack } from './analytics-stack';

export interface AnalystStatesStackProps extends LakeferryStackProps {
  readonly analytics: AnalyticsStack;
  /** Name of an entry of `dynamodb`. */
  readonly entry: string;
  /** The Glue database of the views. */
  readonly database: string;
  readonly views: readonly StateView[];
}

/**
 * Views of the current state of the tables of one entry. A view gives nobody anything: who queries it needs the same
 * columns of the history.
 */
export class AnalystStatesStack extends LakeferryStack {
  constructor(scope: Construct, { settings, analytics, entry, database, views, ...props }: AnalystStatesStackProps) {
    super(scope, `analytics-state-${entry}`, {
      settings,
      description: 'lakeferry: current state of DynamoDB tables',
      ...props,
    });
    const made = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: {
        name: database,
        description: `Current state of DynamoDB tables of ${entry}, by lakeferry`,
        // the account's default would give every view to everybody (IAM_ALLOWED_PRINCIPALS)
        createTableDefaultPermissions: [],
      },
    });
    const tables = views.map((view) => this.addView(view, made));
    this.give(settings.accounts.analysts ?? [], database, [made, ...tables]);
    this.addStackDependency(analytics, 'The administrator is made who grants.');
  }

  private addView(view: StateView, database: CfnDatabase): CfnTable {
    const { name, description, parameters, columns, originalText, expandedText } = viewTable(view);
    const table = new CfnTable(this, name, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: view.database,
      tableInput: {
        ...{ name, description, parameters, partitionKeys: [], tableType: 'VIRTUAL_VIEW' },
        storageDescriptor: { columns: [...columns], location: '', numberOfBuckets: 0, serdeInfo: {} },
        ...{ viewOriginalText: originalText, viewExpandedText: expandedText },
      },
    });
    table.addResourceDependency(database);
    return table;
  }

  private give(analysts: readonly string[], name: string, after: readonly (CfnDatabase | CfnTable)[]): void {
    const lanes = new GrantLanes(2 * analysts.length, after);
    const catalogId = Aws.ACCOUNT_ID;
    for (const principal of analysts) {
      const to = principal.split(':').at(-1)!.replaceAll('/', '.');
      const given = [
        { what: `Database to ${to}`, permissions: ['DESCRIBE'], resource: { database: { catalogId, name } } },
        {
          what: `Views to ${to}`,
          permissions: ['SELECT', 'DESCRIBE'],
          resource: { table: { catalogId, databaseName: name, tableWildcard: {} } },
        },
      ];
      lanes.append(...given.map((each) => new LakeGrant(this, { principal, ...each })));
    }
  }
}
