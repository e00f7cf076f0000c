import { createHash } from 'node:crypto';
import { databaseFolder, glueTableName } from '../names';
import type { ExportFile } from '../snapshots/layout/export-key';

export interface PartitionPlace {
  readonly lakePrefix: string;
  readonly sourceId: string;
  /** As in the source. */
  readonly database: string;
  readonly partitionKey: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** `<prefix>/<source>/<db>/<table>/date=YYYY-MM-DD/`: one table's partition, with a trailing slash. */
export const partitionFolder = (place: PartitionPlace, glueTable: string): string =>
  `${databaseFolder(place.lakePrefix, place.sourceId, place.database)}${glueTable}/${place.partitionKey}=${place.date}/`;

export const glueTableOf = ({ schema, table }: { readonly schema?: string; readonly table: string }): string =>
  glueTableName(schema, table);

/** Hex digits of the fingerprint in a destination's file name. */
const FINGERPRINT_DIGITS = 12;

/** What makes a source file what it is. */
export interface FileIdentity {
  readonly exportTaskId: string;
  /** With quotes, as S3 lists it. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * `1/part-0-<uuid>-c000.gz.parquet` becomes `1-part-0-<uuid>-c000-<fingerprint>.gz.parquet`. The fingerprint is of export, path, ETag and size, so that a name
 * stands for one content: a file of that name and size is that copy, finished (docs/adr/0005). It also keeps flattened names apart.
 */
export function destinationFileName(file: ExportFile, identity: FileIdentity): string {
  const path = [file.databaseFolder, file.tableFolder, ...file.batch, file.file].join('/');
  const fingerprint = createHash('sha256')
    .update(`${identity.exportTaskId}\n${path}\n${identity.etag}\n${identity.size}`)
    .digest('hex')
    .slice(0, FINGERPRINT_DIGITS);
  const [, stem = file.file, extension = ''] = /^(.*?)((?:\.[a-z0-9]+)?\.parquet)$/.exec(file.file) ?? [];
  return [...file.batch, stem, fingerprint].join('-') + extension;
}
