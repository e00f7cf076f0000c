import { type FileMetaData, parquetMetadataAsync, parquetSchema, type SchemaTree } from 'hyparquet';
import type { ObjectStore } from '../../../service';
import type { CrawledFile } from './targets';

export interface GlueColumn {
  /** Lower case. */
  readonly name: string;
  /** A Hive type: `bigint`, `decimal(10,2)`, `array<string>`. */
  readonly type: string;
}

export interface FileSchema {
  readonly columns: readonly GlueColumn[];
  readonly rows: number;
}

/** Most footers fit; a longer one costs a second read. */
const FOOTER_BYTES = 16 * 1024;

/**
 * Derives the Glue columns of a parquet file from its footer. Throws what hyparquet throws when it is not a parquet
 * file.
 */
export async function readFileSchema(objects: ObjectStore, file: CrawledFile): Promise<FileSchema> {
  const metadata = await parquetMetadataAsync(
    {
      byteLength: file.size,
      slice: async (start, end = file.size) => {
        const bytes = await objects.get(file.bucket, file.key, { start, end });
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      },
    },
    { initialFetchSize: FOOTER_BYTES, geoparquet: false },
  );
  return schemaOf(metadata);
}

/** The Glue columns of a footer. */
export function schemaOf(metadata: FileMetaData): FileSchema {
  return {
    columns: parquetSchema(metadata).children.map((child) => ({
      name: child.element.name.toLowerCase(),
      type: glueType(child),
    })),
    rows: Number(metadata.num_rows),
  };
}

/** A Hive type, as a Glue crawler names it. */
export function glueType(node: SchemaTree): string {
  const { element, children } = node;
  if (element.repetition_type === 'REPEATED') {
    return `array<${glueType({ ...node, element: { ...element, repetition_type: 'REQUIRED' } })}>`;
  }
  if (children.length > 0) return nestedType(node);
  return decimalType(node) ?? logicalTypeOf(node) ?? physicalTypeOf(node);
}

function nestedType({ element, children }: SchemaTree): string {
  const [only] = children;
  const kind = element.logical_type?.type ?? element.converted_type;
  if (kind === 'LIST' && only !== undefined) {
    const [item] = only.children;
    return `array<${only.children.length === 1 && item !== undefined ? glueType(item) : structOf(only.children)}>`;
  }
  if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && only?.children.length === 2) {
    return `map<${glueType(only.children[0]!)},${glueType(only.children[1]!)}>`;
  }
  return structOf(children);
}

const structOf = (children: readonly SchemaTree[]): string =>
  `struct<${children.map((c) => `${c.element.name.toLowerCase()}:${glueType(c)}`).join(',')}>`;

function decimalType({ element }: SchemaTree): string | undefined {
  if (element.logical_type?.type !== 'DECIMAL' && element.converted_type !== 'DECIMAL') return undefined;
  const { precision = 10, scale = 0 } = element.logical_type?.type === 'DECIMAL' ? element.logical_type : element;
  return `decimal(${precision},${scale})`;
}

const CONVERTED: Readonly<Record<string, string>> = {
  UTF8: 'string',
  ENUM: 'string',
  JSON: 'string',
  DATE: 'date',
  INT_8: 'tinyint',
  INT_16: 'smallint',
  INT_32: 'int',
  INT_64: 'bigint',
  UINT_8: 'smallint',
  UINT_16: 'int',
  UINT_32: 'bigint',
  UINT_64: 'decimal(20,0)',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
};

function logicalTypeOf({ element }: SchemaTree): string | undefined {
  const logical = element.logical_type;
  if (logical?.type === 'STRING' || logical?.type === 'ENUM' || logical?.type === 'JSON') return 'string';
  if (logical?.type === 'DATE') return 'date';
  if (logical?.type === 'TIMESTAMP') return 'timestamp';
  if (logical?.type === 'INTEGER') {
    return CONVERTED[`${logical.isSigned ? '' : 'U'}INT_${logical.bitWidth}`];
  }
  return element.converted_type === undefined ? undefined : CONVERTED[element.converted_type];
}

const PHYSICAL: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  INT32: 'int',
  INT64: 'bigint',
  INT96: 'timestamp',
  FLOAT: 'float',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  FIXED_LEN_BYTE_ARRAY: 'binary',
};

const physicalTypeOf = ({ element }: SchemaTree): string => PHYSICAL[element.type ?? ''] ?? 'binary';
