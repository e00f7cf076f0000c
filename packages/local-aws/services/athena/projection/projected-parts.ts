import type { ObjectSummary } from '../../../service';
import type { CatalogTable } from '../../glue';
import { QueryFailedError } from '../query-error';
import { type DataPart, holdsRows, type PartDependencies } from '../tables/data-part';
import { escaped } from './date-format';
import { type ProjectedColumn, projectedColumn } from './projected-column';

type ProjectedPart = Omit<DataPart, 'descriptor'>;

/**
 * The partitions that a table's properties project, of those that hold files; registered partitions do not count. What
 * lies below the fixed beginning of the location is listed once: a range of ten years would be 3,650 listings. Throws
 * QueryFailedError.
 */
export function projectedParts(
  { objects, clock }: PartDependencies,
  table: CatalogTable,
  sql: string,
): ProjectedPart[] {
  const columns = columnsOf(table, { now: clock.now(), sql });
  const { bucket, prefix, pattern, order } = locate(table, columns);
  const parts = new Map<string, { readonly values: readonly string[]; readonly objects: ObjectSummary[] }>();
  for (const object of objects.list(bucket, prefix).filter(holdsRows)) {
    const found = pattern.exec(object.key)?.slice(1);
    if (found === undefined) continue;
    const values = columns.map(({ name }) => found[order.indexOf(name)]!);
    if (!columns.every((column, i) => column.has(values[i]!))) continue;
    const key = JSON.stringify(values);
    const part = parts.get(key) ?? { values, objects: [] };
    part.objects.push(object);
    parts.set(key, part);
  }
  return [...parts.values()].map((part) => ({ ...part, bucket }));
}

function columnsOf(table: CatalogTable, context: { readonly now: number; readonly sql: string }): ProjectedColumn[] {
  const { PartitionKeys = [], Parameters = {} } = table.input;
  const names = PartitionKeys.map(({ Name = '' }) => Name);
  const missing = names.filter((name) => Parameters[`projection.${name}.type`] === undefined);
  const fullName = `${table.databaseName}.${table.name}`;
  if (missing.length > 0)
    throw new QueryFailedError(
      `HIVE_METASTORE_ERROR: Table ${fullName} is configured for partition projection, but the following partition columns are missing projection configuration: [${missing.join(', ')}] (table ${fullName})`,
    );
  return names.map((name) => {
    const prefix = `projection.${name}.`;
    const own = Object.entries(Parameters).filter(([property]) => property.startsWith(prefix));
    const properties = Object.fromEntries(own.map(([property, value]) => [property.slice(prefix.length), value]));
    return projectedColumn(name, properties, context);
  });
}

interface ProjectedPlace {
  readonly bucket: string;
  /** What all keys begin with. */
  readonly prefix: string;
  /** Finds the values in a key, in the order of `order`. */
  readonly pattern: RegExp;
  readonly order: readonly string[];
}

const PLACEHOLDER = /\$\{([^}]+)\}/g;

function locate(table: CatalogTable, columns: readonly ProjectedColumn[]): ProjectedPlace {
  const template = templateOf(table, columns);
  const [, bucket = '', path = ''] = /^s3a?:\/\/([^/${}]+)\/(.*)$/.exec(template) ?? [];
  if (bucket === '') throw invalid(`'${template}' is not a valid S3 location`);
  const order: string[] = [];
  const pieces = path.replace(/\/+$/, '').split(PLACEHOLDER);
  const source = pieces.map((piece, i) => {
    if (i % 2 === 0) return escaped(piece);
    const before = order.indexOf(piece);
    if (before >= 0) return `\\${before + 1}`;
    order.push(piece);
    return `(${columns.find(({ name }) => name === piece)?.pattern ?? '(?!)'})`;
  });
  return { bucket, prefix: pieces[0] ?? '', pattern: new RegExp(`^${source.join('')}/`), order };
}

/** Without a template, folders are named as Hive names them. */
function templateOf({ input }: CatalogTable, columns: readonly ProjectedColumn[]): string {
  const location = (input.StorageDescriptor?.Location ?? '').replace(/\/+$/, '');
  const template = input.Parameters?.['storage.location.template'];
  if (template === undefined) return `${location}/${columns.map(({ name }) => `${name}=\${${name}}`).join('/')}`;
  const named = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const unnamed = columns.find(({ name }) => !named.includes(name));
  if (unnamed === undefined) return template;
  throw invalid(`Partition location template: ${template} is missing partition column: ${unnamed.name} placeholder`);
}

const invalid = (why: string): QueryFailedError => new QueryFailedError(`INVALID_TABLE_PROPERTY: ${why}`);
