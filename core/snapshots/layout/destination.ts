import { contentFingerprint } from '../../publishing/content-fingerprint';
import type { ExportFile } from './export-key';

/** What makes a source file what it is. */
export interface FileIdentity {
  readonly exportTaskId: string;
  /** With quotes, as S3 lists it. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * `1/part-0-<uuid>-c000.gz.parquet` becomes `1-part-0-<uuid>-c000-<fingerprint>.gz.parquet`. The fingerprint also keeps
 * flattened names apart.
 */
export function destinationFileName(file: ExportFile, { exportTaskId, etag, size }: FileIdentity): string {
  const path = [file.databaseFolder, file.tableFolder, ...file.batch, file.file].join('/');
  const fingerprint = contentFingerprint({ publication: exportTaskId, path, etag, size });
  const [, stem = file.file, extension = ''] = /^(.*?)((?:\.[a-z0-9]+)?\.parquet)$/.exec(file.file) ?? [];
  return [...file.batch, stem, fingerprint].join('-') + extension;
}
