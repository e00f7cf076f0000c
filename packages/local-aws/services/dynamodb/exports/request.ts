import { ServiceError } from '../../../service';
import { canonical } from '../capture/change';

/** As on the wire: times are seconds since the epoch. */
export interface ExportInput {
  readonly TableArn?: string;
  readonly ExportTime?: number;
  readonly ClientToken?: string;
  readonly S3Bucket?: string;
  readonly S3BucketOwner?: string;
  readonly S3Prefix?: string;
  readonly S3SseAlgorithm?: 'AES256' | 'KMS';
  readonly S3SseKmsKeyId?: string;
  readonly ExportFormat?: string;
  readonly ExportType?: 'FULL_EXPORT' | 'INCREMENTAL_EXPORT';
  readonly IncrementalExportSpecification?: {
    readonly ExportFromTime?: number;
    readonly ExportToTime?: number;
    readonly ExportViewType?: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES';
  };
  readonly FilterSpecification?: object;
}

/** An export, as it is kept. Times in milliseconds since the epoch. */
export interface ExportRecord {
  /** Of its folder: `01692350182719-6de2c037`. */
  readonly id: string;
  readonly arn: string;
  readonly table: string;
  readonly tableArn: string;
  readonly tableId: string;
  readonly input: ExportInput;
  readonly token: string;
  readonly exportTime: number;
  /** Of an incremental export: from, and until before. */
  readonly window?: { readonly from: number; readonly to: number };
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly result?: { readonly items: number; readonly bytes: number; readonly manifest: string };
}

const MINUTE_MS = 60_000;
const WINDOW_MS = { least: 15 * MINUTE_MS, most: 24 * 60 * MINUTE_MS };
const BUCKET = /^[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/;
const MAX_BUCKET_CHARS = 255;

const refuse = (code: string, message: string): ServiceError => new ServiceError(code, message);

/** What makes two requests the same one. */
export const fingerprint = ({ ClientToken: _token, ...input }: ExportInput): string => canonical(input);

export function checkRequest({
  S3Bucket = '',
  ExportFormat = 'DYNAMODB_JSON',
  FilterSpecification,
}: ExportInput): void {
  if (!BUCKET.test(S3Bucket) || S3Bucket.length > MAX_BUCKET_CHARS)
    throw refuse(
      'ValidationException',
      `1 validation error detected: Value '${S3Bucket}' at 's3Bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+`,
    );
  if (ExportFormat !== 'DYNAMODB_JSON' || FilterSpecification !== undefined)
    throw refuse('ValidationException', 'Exports in ION and with a FilterSpecification are not served locally.');
}

interface Times {
  readonly exportTime: number;
  readonly window?: ExportRecord['window'];
}

/** Throws for times that the journal does not cover. `restorable` undefined: recovery is off. */
export function timesOf(
  input: ExportInput,
  table: string,
  restorable: { readonly from: number; readonly to: number } | undefined,
  now: number,
): Times {
  if (restorable === undefined)
    throw refuse(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${table}'`,
    );
  const within = (name: string, time: number): number => {
    if (time >= restorable.from && time <= restorable.to) return time;
    throw refuse(
      'InvalidExportTimeException',
      `${name} must be within the range of the EarliestRestorableDateTime ${new Date(restorable.from).toISOString()} and the LatestRestorableDateTime ${new Date(restorable.to).toISOString()}`,
    );
  };
  if (input.ExportType !== 'INCREMENTAL_EXPORT') {
    const exportTime = input.ExportTime === undefined ? now : within('ExportTime', input.ExportTime * 1000);
    return { exportTime };
  }
  const { ExportFromTime, ExportToTime } = input.IncrementalExportSpecification ?? {};
  if (ExportFromTime === undefined || ExportToTime === undefined)
    throw refuse('ValidationException', 'An incremental export needs ExportFromTime and ExportToTime.');
  const window = { from: ExportFromTime * 1000, to: ExportToTime * 1000 };
  const length = window.to - window.from;
  if (length < WINDOW_MS.least || length > WINDOW_MS.most)
    throw refuse(
      'InvalidExportTimeException',
      `Difference between export period from time and export period to time must be between 15 minutes and 24 hours, and is ${length / MINUTE_MS} minutes`,
    );
  within('ExportFromTime', window.from);
  return { exportTime: within('ExportToTime', window.to), window };
}

export function described(record: ExportRecord): object {
  const { input, failure, result, endedAt } = record;
  const { ClientToken: _token, FilterSpecification: _filter, ExportTime: _time, ...asked } = input;
  return {
    ...asked,
    ExportArn: record.arn,
    ExportStatus: statusOf(record),
    StartTime: record.startedAt / 1000,
    EndTime: endedAt === undefined ? undefined : endedAt / 1000,
    TableArn: record.tableArn,
    TableId: record.tableId,
    ExportTime: record.window === undefined ? record.exportTime / 1000 : undefined,
    ClientToken: record.token,
    S3SseAlgorithm: input.S3SseAlgorithm ?? 'AES256',
    ExportFormat: 'DYNAMODB_JSON',
    FailureCode: failure?.code,
    FailureMessage: failure?.message,
    ExportManifest: result?.manifest,
    ItemCount: result?.items,
    BilledSizeBytes: result?.bytes,
  };
}

export const statusOf = ({ endedAt, failure }: ExportRecord): string =>
  endedAt === undefined ? 'IN_PROGRESS' : failure === undefined ? 'COMPLETED' : 'FAILED';
