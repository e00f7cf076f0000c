import type { ObjectStore } from '../../../service';
import type { CatalogPartition, CatalogTable } from '../../glue';
import { projectedParts } from '../projection/projected-parts';
import { QueryFailedError } from '../query-error';
import { type DataPart, holdsRows, type PartDependencies } from './data-part';

/**
 * Where a query finds a table's files, listed at once: a partition that is switched to another folder meanwhile is read
 * as it was. `sql` is the query, whose conditions an injected partition key needs. Throws QueryFailedError.
 */
export function dataParts(deps: PartDependencies, table: CatalogTable, sql: string): DataPart[] {
  const { StorageDescriptor: descriptor, PartitionKeys = [], Parameters } = table.input;
  if (PartitionKeys.length === 0) return [{ values: [], descriptor, ...filesAt(deps.objects, descriptor?.Location) }];
  if (Parameters?.['projection.enabled']?.trim().toLowerCase() === 'true')
    return projectedParts(deps, table, sql).map((part) => ({ ...part, descriptor }));
  return deps.catalog.partitions(table).map((partition) => {
    const own = partition.input.StorageDescriptor;
    requireSameTypes(table, partition);
    return { values: partition.values, descriptor: own, ...filesAt(deps.objects, own?.Location) };
  });
}

/**
 * A partition with another type for a column than its table fails the query: parquet's columns are matched by name,
 * those of other formats by their place. The column is told by its place, because the caller may not see its name.
 */
function requireSameTypes(table: CatalogTable, { input, values }: CatalogPartition): void {
  const { Columns: theirs = [], SerdeInfo } = input.StorageDescriptor ?? {};
  const ours = table.input.StorageDescriptor?.Columns ?? [];
  const isByName = /parquet/i.test(SerdeInfo?.SerializationLibrary ?? '');
  const types = new Map(theirs.map(({ Name, Type }) => [Name, Type]));
  const typeOf = (i: number): string | undefined => (isByName ? types.get(ours[i]?.Name) : theirs[i]?.Type);
  const at = ours.findIndex(({ Type = '' }, i) => !isReadable(typeOf(i) ?? Type, Type));
  if (at < 0) return;
  const partition = (table.input.PartitionKeys ?? []).map(({ Name }, i) => `${Name}=${values[i]}`).join('/');
  throw new QueryFailedError(
    `HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. Column ${at + 1} of table '${table.databaseName}.${table.name}' is declared as type '${ours[at]?.Type}', but partition '${partition}' declared it as type '${typeOf(at)}'.`,
  );
}

const WIDER = ['tinyint', 'smallint', 'int', 'bigint'];

/** Athena widens whole numbers, and float to double. */
function isReadable(from: string, to: string): boolean {
  if (from === to || (from === 'float' && to === 'double')) return true;
  return WIDER.includes(from) && WIDER.indexOf(from) < WIDER.indexOf(to);
}

function filesAt(objects: ObjectStore, location: string | undefined): Pick<DataPart, 'bucket' | 'objects'> {
  const [, bucket, path = ''] = /^s3a?:\/\/([^/]+)\/?(.*)$/.exec(location ?? '') ?? [];
  if (bucket === undefined) return { bucket: '', objects: [] };
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  return { bucket, objects: objects.list(bucket, prefix).filter(holdsRows) };
}
