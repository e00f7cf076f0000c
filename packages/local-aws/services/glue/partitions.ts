import type {
  BatchCreatePartitionCommandInput,
  BatchDeletePartitionCommandInput,
  BatchGetPartitionCommandInput,
  CreatePartitionCommandInput,
  DeletePartitionCommandInput,
  GetPartitionCommandInput,
  GetPartitionsCommandInput,
  Partition,
  PartitionInput,
  UpdatePartitionCommandInput,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../clock';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import {
  type Catalog,
  type CatalogPartition,
  type CatalogTable,
  partitionKeysOf,
  requireUsableLocation,
} from './catalog';
import { partitionFilter } from './partition-filter';
import { resolveLink } from './tables';

const MAX_PARTITIONS_PER_BATCH = 100;
/** BatchDeletePartition takes fewer. */
const MAX_DELETES_PER_BATCH = 25;

interface TableAddress {
  readonly CatalogId?: string;
  readonly DatabaseName: string | undefined;
  readonly TableName: string | undefined;
}

/** A table with the columns that the caller may know of; absent: all. */
interface ReadableTable {
  readonly table: CatalogTable;
  readonly only?: ReadonlySet<string>;
}

/** Single and batch operations on partitions. */
export function partitionOperations(catalog: Catalog, clock: Clock): Record<string, Operation> {
  const writable = ({ CatalogId, DatabaseName, TableName }: TableAddress, context: RequestContext): CatalogTable => {
    const catalogId = CatalogId ?? context.accountId;
    requireOwnCatalog(catalogId, context);
    return catalog.requireTable(catalogId, DatabaseName ?? '', TableName ?? '');
  };
  const readable = async (
    { CatalogId, DatabaseName, TableName }: TableAddress,
    context: RequestContext,
  ): Promise<ReadableTable> => {
    const database = resolveLink(catalog, CatalogId ?? context.accountId, DatabaseName ?? '');
    const table = catalog.requireTable(database.catalogId, database.name, TableName ?? '');
    if (table.catalogId === context.accountId) return { table };
    const columns = await catalog.governance.visibleToForeigner(context.principalArn, table);
    if (columns !== undefined) return { table, only: new Set(columns) };
    throw new ServiceError('EntityNotFoundException', `Table ${TableName} not found.`);
  };
  const find = (table: CatalogTable, values: readonly string[] | undefined): CatalogPartition => {
    const found = catalog.partition(table, values ?? []);
    if (found === undefined) throw new ServiceError('EntityNotFoundException', 'Partition not found.');
    return found;
  };
  const create = async (table: CatalogTable, input: PartitionInput, context: RequestContext): Promise<void> => {
    requireUsableLocation(catalog, input.StorageDescriptor?.Location, context);
    const partition = partitionOf(table, input, clock.now());
    if (catalog.partition(table, partition.values) !== undefined) {
      throw new ServiceError('AlreadyExistsException', 'Partition already exists.');
    }
    await catalog.change((changes) => catalog.putPartition(partition, changes));
  };
  const remove = (partition: CatalogPartition): Promise<void> =>
    catalog.change((changes) => catalog.deletePartition(partition, changes));

  return {
    CreatePartition: async (input: CreatePartitionCommandInput, context) => {
      await create(writable(input, context), input.PartitionInput ?? {}, context);
      return {};
    },
    BatchCreatePartition: async (input: BatchCreatePartitionCommandInput, context) => {
      const inputs = atMost(input.PartitionInputList ?? [], MAX_PARTITIONS_PER_BATCH, 'partitionInputList');
      const table = writable(input, context);
      return {
        Errors: await errorsOf(
          inputs,
          (p) => p.Values,
          (p) => create(table, p, context),
        ),
      };
    },
    GetPartition: async (input: GetPartitionCommandInput, context) => {
      const { table, only } = await readable(input, context);
      return { Partition: describePartition(find(table, input.PartitionValues), only) };
    },
    BatchGetPartition: async (input: BatchGetPartitionCommandInput, context) => {
      const { table, only } = await readable(input, context);
      const found = (input.PartitionsToGet ?? []).map((p) => catalog.partition(table, p.Values ?? []));
      return {
        Partitions: found.filter((p) => p !== undefined).map((p) => describePartition(p, only)),
        UnprocessedKeys: [],
      };
    },
    GetPartitions: async (input: GetPartitionsCommandInput, context) => {
      const { table, only } = await readable(input, context);
      const matches = partitionFilter(input.Expression, partitionKeysOf(table));
      const matching = catalog.partitions(table).filter((p) => matches(p.values));
      const { items, next } = pageOf(matching, input.NextToken, input.MaxResults ?? 1000);
      return { Partitions: items.map((p) => describePartition(p, only)), NextToken: next };
    },
    UpdatePartition: async (input: UpdatePartitionCommandInput, context) => {
      const table = writable(input, context);
      requireUsableLocation(catalog, input.PartitionInput?.StorageDescriptor?.Location, context);
      const old = find(table, input.PartitionValueList);
      const updated = partitionOf(table, { Values: [...old.values], ...input.PartitionInput }, old.createdAt);
      await catalog.change((changes) => {
        catalog.deletePartition(old, changes);
        if (catalog.partition(table, updated.values) !== undefined)
          throw new ServiceError('AlreadyExistsException', 'Partition already exists.');
        catalog.putPartition(updated, changes);
      });
      return {};
    },
    DeletePartition: async (input: DeletePartitionCommandInput, context) => {
      await remove(find(writable(input, context), input.PartitionValues));
      return {};
    },
    BatchDeletePartition: async (input: BatchDeletePartitionCommandInput, context) => {
      const values = atMost(input.PartitionsToDelete ?? [], MAX_DELETES_PER_BATCH, 'partitionsToDelete');
      const table = writable(input, context);
      return {
        Errors: await errorsOf(
          values,
          (p) => p.Values,
          async (p) => remove(find(table, p.Values)),
        ),
      };
    },
  };
}

/** Runs them one by one; what fails is listed, as the batch operations answer it with HTTP 200. */
async function errorsOf<T>(
  items: readonly T[],
  valuesOf: (item: T) => string[] | undefined,
  run: (item: T) => Promise<void>,
): Promise<object[]> {
  const errors: object[] = [];
  for (const item of items) {
    try {
      await run(item);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      errors.push({
        PartitionValues: valuesOf(item),
        ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message },
      });
    }
  }
  return errors;
}

function atMost<T>(items: readonly T[], limit: number, field: string): readonly T[] {
  if (items.length <= limit) return items;
  throw new ServiceError(
    'InvalidInputException',
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
  );
}

function partitionOf(table: CatalogTable, input: PartitionInput, createdAt: number): CatalogPartition {
  const { LastAccessTime: _, LastAnalyzedTime: __, ...rest } = input;
  const values = input.Values ?? [];
  if (values.length !== partitionKeysOf(table).length) {
    throw new ServiceError(
      'InvalidInputException',
      `The number of partition keys do not match the number of partition values: ${partitionKeysOf(table).length} and ${values.length}`,
    );
  }
  return {
    catalogId: table.catalogId,
    databaseName: table.databaseName,
    tableName: table.name,
    values,
    input: rest,
    createdAt,
  };
}

function describePartition(p: CatalogPartition, only?: ReadonlySet<string>): Partition {
  const { StorageDescriptor: descriptor } = p.input;
  const Columns = descriptor?.Columns?.filter((c) => only === undefined || only.has(c.Name ?? ''));
  return {
    ...p.input,
    StorageDescriptor: descriptor === undefined ? undefined : { ...descriptor, Columns },
    Values: [...p.values],
    DatabaseName: p.databaseName,
    TableName: p.tableName,
    CreationTime: new Date(p.createdAt),
    CatalogId: p.catalogId,
  };
}
