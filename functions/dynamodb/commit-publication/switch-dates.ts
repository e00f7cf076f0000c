import {
  BatchCreatePartitionCommand,
  GetPartitionCommand,
  type GlueClient,
  type PartitionInput,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue';
import { PARQUET_PARAMETERS, storageDescriptor } from '../../../core/dynamodb/publication/glue-table';
import type { WrittenDate } from '../../../core/dynamodb/publication/written-dates';
import type { PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import { classify } from '../../shared/service-errors';
import { PartitionRefusedError } from './errors';
import type { HistoryTable } from './glue-table';

type Glue = Pick<GlueClient, 'send'>;

/** Glue's limit of one BatchCreatePartition. */
export const MOST_PARTITIONS = 100;

/** Where the partitions of a table stand, once they are registered. */
export interface DatesToSwitch {
  readonly table: HistoryTable;
  readonly columns: readonly PartitionColumn[];
  /** At most {@link MOST_PARTITIONS}, of this table. */
  readonly dates: readonly WrittenDate[];
  /** `s3://<lake bucket>/` */
  readonly bucketUri: string;
}

/** Registers each date at its new folder. Returns by date the location that a partition had before. */
export async function switchDates(glue: Glue, given: DatesToSwitch): Promise<ReadonlyMap<string, string>> {
  const { table, dates } = given;
  const address = { DatabaseName: table.glueDatabase, TableName: table.glueTable };
  const inputs = new Map(dates.map((date) => [date.date, partitionInput(given, date)]));
  const { Errors = [] } = await glue.send(
    new BatchCreatePartitionCommand({ ...address, PartitionInputList: [...inputs.values()] }),
  );
  const before = new Map<string, string>();
  for (const {
    PartitionValues: [date = ''] = [],
    ErrorDetail: { ErrorCode: code = '', ErrorMessage: message = '' } = {},
  } of Errors) {
    if (code !== 'AlreadyExistsException') throw refusal(table.glueTable, date, { code, message });
    const found = await glue.send(new GetPartitionCommand({ ...address, PartitionValues: [date] }));
    const PartitionInput = {
      ...inputs.get(date)!,
      Parameters: { ...found.Partition?.Parameters, ...PARQUET_PARAMETERS },
    };
    const location = found.Partition?.StorageDescriptor?.Location;
    if (location !== undefined) before.set(date, location);
    await glue.send(new UpdatePartitionCommand({ ...address, PartitionValueList: [date], PartitionInput }));
  }
  return before;
}

function partitionInput({ columns, bucketUri }: DatesToSwitch, { date, target }: WrittenDate): PartitionInput {
  return {
    Values: [date],
    StorageDescriptor: storageDescriptor(`${bucketUri}${target}`, columns),
    Parameters: { ...PARQUET_PARAMETERS },
  };
}

/** What may pass is named so that the machine tries again. */
function refusal(glueTable: string, date: string, error: { readonly code: string; readonly message: string }): unknown {
  const named = classify(Object.assign(new Error(error.message), { name: error.code }));
  return named instanceof Error && named.name !== error.code
    ? named
    : new PartitionRefusedError(glueTable, date, error);
}
