import {
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GetResourceLFTagsCommand,
} from '@aws-sdk/client-lakeformation';
import type { AwsClients } from '../clients';
import { type Register, same } from './register';

const DatabaseName = 'shop';
const TableName = 'orders';
const COLUMNS = ['id', 'city'];
const tableOf = (value: number) => ({
  Name: TableName,
  Parameters: { value: String(value) },
  PartitionKeys: [{ Name: 'date', Type: 'string' }],
  StorageDescriptor: { Columns: COLUMNS.map((Name) => ({ Name, Type: 'string' })) },
});

const table: Register = {
  service: 'glue',
  what: 'a table',
  async setUp({ glue }) {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput: tableOf(0) }));
  },
  write: ({ glue }, value) => glue.send(new UpdateTableCommand({ DatabaseName, TableInput: tableOf(value) })),
  async read({ glue }) {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: TableName }));
    return same([Table?.Parameters?.value]);
  },
};

const partitionOf = (value: number) => ({ Values: [String(value)], Parameters: { value: String(value) } });

async function partitionValue({ glue }: AwsClients): Promise<number> {
  const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
  return Partitions.length === 1 ? same([Partitions[0]?.Values?.[0], Partitions[0]?.Parameters?.value]) : Number.NaN;
}

/** Gets another value each time, which moves it: there is always one. */
const partition: Register = {
  service: 'glue',
  what: 'a partition',
  setUp: ({ glue }) =>
    glue.send(new CreatePartitionCommand({ DatabaseName, TableName, PartitionInput: partitionOf(0) })),
  async write(aws, value) {
    for (;;) {
      const now = await partitionValue(aws);
      if (Number.isNaN(now)) throw new Error('There is not exactly one partition.');
      const PartitionValueList = [String(now)];
      const moved = { DatabaseName, TableName, PartitionValueList, PartitionInput: partitionOf(value) };
      try {
        return await aws.glue.send(new UpdatePartitionCommand(moved));
      } catch (error) {
        // another writer moved it first
        if ((error as Error).name !== 'EntityNotFoundException') throw error;
      }
    }
  },
  read: partitionValue,
};

const TAGS = ['hundreds', 'tens', 'ones'];
const DIGITS = Array.from({ length: 50 }, (_, i) => String(i));
const digitsOf = (value: number): string[] =>
  [Math.floor(value / 2500), Math.floor(value / 50) % 50, value % 50].map(String);
const columns = { TableWithColumns: { DatabaseName, Name: TableName, ColumnNames: COLUMNS } };
const tagsOf = (value: number) => digitsOf(value).map((digit, i) => ({ TagKey: TAGS[i], TagValues: [digit] }));

/** Three tags on two columns, the digits of one value: six assignments that change together. */
const tags: Register = {
  service: 'lakeformation',
  what: 'tags of columns',
  async setUp(aws) {
    for (const TagKey of TAGS) await aws.lakeformation.send(new CreateLFTagCommand({ TagKey, TagValues: DIGITS }));
    await this.write(aws, 0);
  },
  write: ({ lakeformation }, value) =>
    lakeformation.send(new AddLFTagsToResourceCommand({ Resource: columns, LFTags: tagsOf(value) })),
  async read({ lakeformation }) {
    const { LFTagsOnColumns = [] } = await lakeformation.send(new GetResourceLFTagsCommand({ Resource: columns }));
    return same(
      LFTagsOnColumns.map(({ LFTags = [] }) =>
        TAGS.reduce((sum, tag) => sum * 50 + Number(LFTags.find(({ TagKey }) => TagKey === tag)?.TagValues?.[0]), 0),
      ),
    );
  },
};

export const CATALOG_REGISTERS: readonly Register[] = [table, partition, tags];
