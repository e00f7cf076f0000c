import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataPart } from './data-part';
import type { FileCache } from './file-cache';

/** What DuckDB selects from for some files, and the columns that it finds there, in lower case. */
export interface FileSource {
  readonly from: string;
  readonly columns: ReadonlySet<string>;
}

export type ReadFiles = (connection: DuckDBConnection, files: FileCache, part: DataPart) => Promise<FileSource>;
