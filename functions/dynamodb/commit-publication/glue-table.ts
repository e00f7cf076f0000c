import {
  type Column,
  CreateTableCommand,
  GetTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { grownColumns, PARQUET_PARAMETERS, storageDescriptor } from '../../../core/dynamodb/publication/glue-table';
import type { PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import type { PublishedTable } from '../../../core/dynamodb/publishing/published-table';
import { ColumnTypeChangedError } from './errors';

export interface HistoryTable extends PublishedTable {
  readonly entry: string;
  readonly glueDatabase: string;
  /** For people who look at the catalog. */
  readonly description: string;
  /** `s3://…/`, the folder of the table. */
  readonly location: string;
  readonly partitionKey: string;
  /** Names of columns that it has although no row has had them yet. */
  readonly declared: readonly string[];
}

type Glue = Pick<GlueClient, 'send'>;

/** The columns of a table once these are added. Throws where one would get another type. */
export function columnsOfTable(
  where: HistoryTable,
  present: Table | undefined,
  wanted: readonly PartitionColumn[],
): readonly PartitionColumn[] {
  const { columns, changed } = grownColumns(columnsFrom(present?.StorageDescriptor?.Columns), wanted);
  if (changed.length > 0) throw new ColumnTypeChangedError(where.entry, where.glueTable, changed);
  return columns;
}

const columnsFrom = (columns: readonly Column[] = []): PartitionColumn[] =>
  columns.map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));

/** Undefined for a table that is not in the catalog. */
export async function findTable(glue: Glue, { glueDatabase, glueTable }: HistoryTable): Promise<Table | undefined> {
  try {
    return (await glue.send(new GetTableCommand({ DatabaseName: glueDatabase, Name: glueTable }))).Table;
  } catch (error) {
    if ((error as Error).name === 'EntityNotFoundException') return undefined;
    throw error;
  }
}

/**
 * Makes the table, or adds columns to it. New columns are at the end and carry no tag of their own: nobody sees them
 * until governance has run (docs/adr/0012). The earlier version is kept, because governance compares versions. Returns
 * the columns that it has then.
 */
export async function putTable(
  glue: Glue,
  where: HistoryTable,
  columns: readonly PartitionColumn[],
  present: Table | undefined,
): Promise<readonly PartitionColumn[]> {
  const { glueDatabase: DatabaseName } = where;
  if (present === undefined) {
    const found = await createTable(glue, where, columns);
    return found === undefined ? columns : putTable(glue, where, columnsOfTable(where, found, columns), found);
  }
  const { StorageDescriptor = {}, VersionId } = present;
  if (columns.length === (StorageDescriptor.Columns ?? []).length) return columns;
  const Columns = [
    ...(StorageDescriptor.Columns ?? []),
    ...columns.slice(StorageDescriptor.Columns?.length ?? 0).map(toGlue),
  ];
  const TableInput = { ...inputOf(present), StorageDescriptor: { ...StorageDescriptor, Columns } };
  await glue.send(new UpdateTableCommand({ DatabaseName, TableInput, VersionId }));
  return columns;
}

/** The table that is there already, if any: the answer to an earlier try of this very call may have been lost. */
async function createTable(
  glue: Glue,
  where: HistoryTable,
  columns: readonly PartitionColumn[],
): Promise<Table | undefined> {
  try {
    const TableInput = newTable(where, columns);
    await glue.send(new CreateTableCommand({ DatabaseName: where.glueDatabase, TableInput }));
    return undefined;
  } catch (error) {
    const found = (error as Error).name === 'AlreadyExistsException' ? await findTable(glue, where) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

const toGlue = ({ name: Name, type: Type }: PartitionColumn): Column => ({ Name, Type });

const newTable = (
  { glueTable, description, location, partitionKey }: HistoryTable,
  columns: readonly PartitionColumn[],
) => ({
  Name: glueTable,
  Description: description,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { ...PARQUET_PARAMETERS, EXTERNAL: 'TRUE' },
  PartitionKeys: [{ Name: partitionKey, Type: 'string' }],
  StorageDescriptor: storageDescriptor(location, columns),
});

/** What UpdateTable takes of what GetTable returns: it replaces the whole table. */
function inputOf(table: Table): TableInput & { Name: string } {
  const { Name = '', Description, Owner, LastAccessTime, LastAnalyzedTime, Retention, PartitionKeys } = table;
  const { ViewOriginalText, ViewExpandedText, TableType, Parameters, TargetTable } = table;
  return {
    ...{ Name, Description, Owner, LastAccessTime, LastAnalyzedTime, Retention, PartitionKeys },
    ...{ ViewOriginalText, ViewExpandedText, TableType, Parameters, TargetTable },
  };
}
