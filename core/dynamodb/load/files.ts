import { createHash } from 'node:crypto';
import type { Names } from '../../deployed-names';
import type { BucketDefinition } from '../../lake/buckets';
import { landingFolder } from '../landing';

/** Where a load finds its files in the exports bucket, and what it leaves there. */

/** Below it DynamoDB writes: `exports/AWSDynamoDB/…`. */
export const EXPORTS_PREFIX = 'exports';
export const LOADS_FOLDER = 'loads';

export const STATE_FOLDER = 'state';

/** How far incremental exports of a table are. Kept when exports expire. */
export const stateKey = (table: string): string => `${STATE_FOLDER}/${table}.json`;

/** Results of the machine's Distributed Map, for who looks into a load. */
export const resultsPrefix = (exportId: string): string => `${LOADS_FOLDER}/${exportId}/map-runs`;

/** Receipts of the files of one export, with a slash at its end. */
export const receiptsFolder = (exportId: string): string => `${LOADS_FOLDER}/${exportId}/files/`;

/** What became of one data file. */
export interface FileLoaded {
  /** Of the data file: `fpgz….json.gz`. */
  readonly file: string;
  readonly items: number;
  /** Files in the landing bucket. */
  readonly parts: number;
  /** Of rows, before they are compressed. */
  readonly bytes: number;
}

/** The receipt is the key alone, so that a listing reads all of them. */
export const receiptKey = (exportId: string, { file, items, parts, bytes }: FileLoaded): string =>
  `${receiptsFolder(exportId)}${file}/${items}-${parts}-${bytes}`;

/** Undefined for a key that is no receipt. */
export function receiptOf(exportId: string, key: string): FileLoaded | undefined {
  const [, file = '', items, parts, bytes] = /^([^/]+)\/(\d+)-(\d+)-(\d+)$/.exec(
    key.startsWith(receiptsFolder(exportId)) ? key.slice(receiptsFolder(exportId).length) : '',
  ) ?? [undefined];
  return items === undefined ? undefined : { file, items: Number(items), parts: Number(parts), bytes: Number(bytes) };
}

/** The last part of a data file's key, which is unique within an export. */
export const fileName = (dataFileS3Key: string): string => dataFileS3Key.slice(dataFileS3Key.lastIndexOf('/') + 1);

/** `01692350182719-6de2c037` of `arn:…:table/orders/export/01692350182719-6de2c037`. */
export const exportIdOf = (exportArn: string): string => exportArn.slice(exportArn.lastIndexOf('/') + 1);

export interface RowsFile {
  readonly entry: string;
  readonly glueTable: string;
  /** UTC, `2026-11-27`: of ExportTime, or of ExportToTime. */
  readonly date: string;
  readonly exportId: string;
  /** Of the data file. */
  readonly file: string;
  /** Number of its first line, from 0. */
  readonly line: number;
}

const LINE_DIGITS = 12;

/** A file of the landing bucket: the same for the same lines, so that a retry replaces what it had written. */
export const rowsKey = ({ entry, glueTable, date, exportId, file, line }: RowsFile): string =>
  `${landingFolder(entry)}date=${date}/${glueTable}-${exportId}-${file.replace(/\.json\.gz$/, '')}-${String(
    line,
  ).padStart(LINE_DIGITS, '0')}.jsonl.gz`;

/** An entry's name would be too long beside account and Region: S3 takes 63 characters, and these are 63 at most. */
const shortened = (entry: string): string => createHash('sha256').update(entry).digest('hex').slice(0, 6);

interface BucketPlace {
  readonly accountId: string;
  readonly region: string;
}

/** Into which DynamoDB exports the tables of an entry. Fixed, so that a deployment after a deletion finds it again. */
export const exportsBucketName = (
  names: Pick<Names, 'deployed'>,
  entry: string,
  { accountId, region }: BucketPlace,
): string => names.deployed(`ex-${shortened(entry)}-${accountId}-${region}`);

/** Of who asked for which file of it. */
export const exportsLogsName = (
  names: Pick<Names, 'deployed'>,
  entry: string,
  { accountId, region }: BucketPlace,
): string => names.deployed(`el-${shortened(entry)}-${accountId}-${region}`);

/** An execution can be redriven for fourteen days. */
const EXPORT_DAYS = 14;

/** An export can be made again. How far windows are stays. */
export const EXPORTS_BUCKET: BucketDefinition = {
  isVersioned: false,
  rules: [
    { id: 'AbortUploads', abortUploadsAfter: 7 },
    { id: 'ExpireExports', prefix: `${EXPORTS_PREFIX}/`, expireAfter: EXPORT_DAYS },
    { id: 'ExpireLoads', prefix: `${LOADS_FOLDER}/`, expireAfter: EXPORT_DAYS },
  ],
};
