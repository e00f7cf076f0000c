import { CreateDatabaseCommand, CreateTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  CreateDataCellsFilterCommand,
  CreateLFTagCommand,
  type DataCellsFilter,
  type LFTagError,
} from '@aws-sdk/client-lakeformation';
import type { Journal } from './journal';
import type { Made } from './made';
import type { ProbeClients } from './remove';

export class ProbeInterruptedError extends Error {
  override readonly name = 'ProbeInterruptedError';
  constructor() {
    super('The probe was interrupted.');
  }
}

export interface Stage extends ProbeClients {
  readonly account: string;
  readonly database: string;
  readonly table: string;
  /** A second table, for tags on columns. */
  readonly tagged: string;
  readonly tag: string;
  readonly pause: () => Promise<void>;
  /** Writes down what is made, then makes it. Throws {@link ProbeInterruptedError} instead once the probe is to end. */
  make<T>(made: Made, create: () => Promise<T>): Promise<T>;
}

export const PRIVATE = 'private';
export const PUBLIC = 'public';
export const PARTITION_KEY = 'date';
export const COLUMNS: readonly string[] = ['id', 'city'];

export const tableResource = ({ database, table }: Stage) => ({ Table: { DatabaseName: database, Name: table } });

/** The names of one probe. Nobody else's begin so. */
export const stageNames = (name: string) => ({
  database: name.replaceAll('-', '_'),
  table: 'events',
  tagged: 'tagged',
  tag: name,
});

export interface StageOptions extends ProbeClients {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly pause: () => Promise<void>;
}

export function openStage(options: StageOptions, journal: Journal): Stage {
  const { glue, lakeformation, name, signal, pause } = options;
  return {
    glue,
    lakeformation,
    pause,
    ...stageNames(name),
    account: journal.place.account,
    make: (made, create) => {
      if (signal.aborted) throw new ProbeInterruptedError();
      journal.add(made);
      return create();
    },
  };
}

/** A database with a private tag on it, and two tables of two columns and a partition key, without data. */
export async function furnish(stage: Stage): Promise<void> {
  const { database, table, tagged, tag, glue, lakeformation } = stage;
  await stage.make({ kind: 'tag', key: tag }, () =>
    lakeformation.send(new CreateLFTagCommand({ TagKey: tag, TagValues: [PRIVATE, PUBLIC] })),
  );
  await stage.make({ kind: 'database', name: database }, () =>
    glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database, CreateTableDefaultPermissions: [] } })),
  );
  for (const name of [table, tagged]) {
    await stage.make({ kind: 'table', database, name }, () =>
      glue.send(new CreateTableCommand({ DatabaseName: database, TableInput: tableInput(name, COLUMNS) })),
    );
  }
  const { Failures = [] } = await lakeformation.send(
    new AddLFTagsToResourceCommand({
      Resource: { Database: { Name: database } },
      LFTags: [{ TagKey: tag, TagValues: [PRIVATE] }],
    }),
  );
  if (Failures.length > 0) throw new Error(`The database cannot be tagged: ${Failures[0]?.Error?.ErrorMessage}`);
}

export const tableInput = (Name: string, columns: readonly string[]) => ({
  Name,
  StorageDescriptor: { Columns: columns.map((column) => ({ Name: column, Type: 'string' })) },
  PartitionKeys: [{ Name: PARTITION_KEY, Type: 'string' }],
});

/** Changes the columns of the second table, as a crawl does. */
export const putColumns = ({ database, tagged, glue }: Stage, columns: readonly string[]) =>
  glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: tableInput(tagged, columns) }));

export async function tagColumns(
  { database, tag, lakeformation }: Stage,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const { Failures = [] } = await lakeformation.send(
    new AddLFTagsToResourceCommand({
      Resource: { TableWithColumns: { DatabaseName: database, Name: table, ColumnNames: [...columns] } },
      LFTags: [{ TagKey: tag, TagValues: [PUBLIC] }],
    }),
  );
  refusedTag(Failures);
}

/** A tag that Lake Formation refuses is no error of the request: it is thrown under the name that it has there. */
export function refusedTag([failure]: readonly LFTagError[]): void {
  if (failure === undefined) return;
  throw Object.assign(new Error(failure.Error?.ErrorMessage), { name: failure.Error?.ErrorCode ?? 'UnknownError' });
}

/** A filter on all rows of the table. */
export async function makeFilter(stage: Stage, name: string, ColumnNames: readonly string[]): Promise<DataCellsFilter> {
  const { account, database, table, lakeformation } = stage;
  const TableData: DataCellsFilter = {
    TableCatalogId: account,
    DatabaseName: database,
    TableName: table,
    Name: name,
    ColumnNames: [...ColumnNames],
    RowFilter: { AllRowsWildcard: {} },
  };
  await stage.make({ kind: 'filter', database, table, name }, () =>
    lakeformation.send(new CreateDataCellsFilterCommand({ TableData })),
  );
  return TableData;
}
