import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Column } from '@aws-sdk/client-glue';
import { QueryFailedError } from '../../query-error';
import type { FileForm } from '../file-cache';
import type { ReadFiles } from '../file-source';
import { literal } from '../sql-types';
import { textReader } from './column-text';
import { convertLines, type JsonColumn } from './convert-lines';
import type { JsonDialect } from './dialect';

const unzip = promisify(gunzip);

/** JSON Lines, plain or gzip when the key ends in `.gz`. Throws QueryFailedError for a column of a type not served. */
export function jsonReader(table: string, declared: readonly Column[], dialect: JsonDialect): ReadFiles {
  const columns = declared.map(({ Name = '', Type = '' }) => ({ name: Name.toLowerCase(), type: Type }));
  for (const { name, type } of columns) {
    if (textReader(type) === undefined)
      throw new QueryFailedError(
        `NOT_SUPPORTED: The local runtime reads no ${type} from JSON: column ${name} of ${table}. Declare it as string.`,
      );
  }
  const form = formOf(columns, dialect);
  return async (_connection, files, part) => {
    const paths = await files.paths(part.bucket, part.objects, form);
    const types = columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(', ');
    const list = paths.map(literal).join(', ');
    return {
      from: `read_json([${list}], columns = {${types}}, format = 'newline_delimited', hive_partitioning = false)`,
      columns: new Set(columns.map(({ name }) => name)),
    };
  };
}

const COMPRESSED = /\.(gz|bz2|zst|snappy|lz4|lzo|deflate|xz|zip)$/;

const formOf = (columns: readonly JsonColumn[], dialect: JsonDialect): FileForm => ({
  idOf: (key) => JSON.stringify([columns, dialect.id, compressionOf(key)]),
  extension: 'json',
  convert: async (body, place) => {
    const compression = compressionOf(place);
    if (compression !== '' && compression !== 'gz')
      throw new QueryFailedError(
        `NOT_SUPPORTED: The local runtime reads JSON that is plain or .gz, not .${compression}: ${place}`,
      );
    const plain = compression === 'gz' ? await unzip(body).catch(() => corrupt(place)) : body;
    return convertLines(plain, columns, dialect, place);
  },
});

/** Athena tells compression by the end of the key. */
const compressionOf = (key: string): string => COMPRESSED.exec(key)?.[1] ?? '';

function corrupt(place: string): never {
  throw new QueryFailedError(`HIVE_CURSOR_ERROR: Failed to read file at ${place}: not in GZIP format`);
}
