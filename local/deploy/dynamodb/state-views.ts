import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type GlueClient,
  paginateGetTables,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type { Settings } from '../../../core/config/types';
import { type StateView, stateViews, viewsByDatabase } from '../../../core/dynamodb/state/state-views';
import { viewTable } from '../../../core/dynamodb/state/view-table';
import { unlessThere } from '../unless-there';

/** The analytics account's views of the current state of DynamoDB tables, as its stacks make them. */
export async function deployStateViews(settings: Settings, glue: GlueClient): Promise<void> {
  for (const [DatabaseName, views] of viewsByDatabase(stateViews(settings))) {
    await unlessThere(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } })));
    const present = await tablesIn(glue, DatabaseName);
    for (const view of views) {
      const change = { DatabaseName, TableInput: tableInput(view) };
      const isThere = present.delete(change.TableInput.Name);
      await glue.send(isThere ? new UpdateTableCommand(change) : new CreateTableCommand(change));
    }
    for (const Name of present) await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
  }
}

function tableInput(view: StateView) {
  const { name, description, parameters, columns, originalText, expandedText } = viewTable(view);
  return {
    ...{ Name: name, Description: description, Parameters: parameters, PartitionKeys: [], TableType: 'VIRTUAL_VIEW' },
    StorageDescriptor: {
      Columns: columns.map((column) => ({ Name: column.name, Type: column.type })),
      ...{ Location: '', NumberOfBuckets: 0, SerdeInfo: {} },
    },
    ...{ ViewOriginalText: originalText, ViewExpandedText: expandedText },
  };
}

async function tablesIn(client: GlueClient, DatabaseName: string): Promise<Set<string>> {
  const present = new Set<string>();
  for await (const { TableList = [] } of paginateGetTables({ client }, { DatabaseName })) {
    for (const { Name } of TableList) present.add(Name!);
  }
  return present;
}
