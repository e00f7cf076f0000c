import type { StartExportTaskCommandInput } from '@aws-sdk/client-rds';
import { ServiceError } from '../../../service';
import type { Place } from '../arns';
import { invalidExportOnly, invalidParameter, keyNotAccessible, roleNotFound } from '../errors';

/** StartExportTask's input, whole and well-formed. */
export interface ExportRequest {
  readonly id: string;
  readonly sourceArn: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly roleArn: string;
  readonly keyId: string;
  readonly exportOnly: readonly string[];
}

const TASK_ID = /^[A-Za-z](-?[A-Za-z0-9])*$/;
const MOST_TASK_ID_CHARACTERS = 60;
const MOST_PREFIX_CHARACTERS = 60;
const MOST_EXPORT_ONLY_BYTES = 200 * 1024;
const EXPORT_ONLY_ENTRY = /^[A-Za-z0-9$_]+(\.[A-Za-z0-9$_]+){0,2}$/;
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/.+$/;

/** Checks what can be checked without knowing the account. Throws the service's own errors. */
export function checkedRequest(input: StartExportTaskCommandInput, place: Place): ExportRequest {
  const id = required(input, 'ExportTaskIdentifier');
  const request: ExportRequest = {
    id,
    sourceArn: required(input, 'SourceArn'),
    bucket: required(input, 'S3BucketName'),
    prefix: input.S3Prefix === '' ? undefined : input.S3Prefix,
    roleArn: required(input, 'IamRoleArn'),
    keyId: required(input, 'KmsKeyId'),
    exportOnly: input.ExportOnly ?? [],
  };
  if (!TASK_ID.test(id)) {
    throw invalidParameter(
      `The parameter ExportTaskIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  if (id.length > MOST_TASK_ID_CHARACTERS) {
    throw invalidParameter(
      `The parameter ExportTaskIdentifier cannot be longer than ${MOST_TASK_ID_CHARACTERS} characters.`,
    );
  }
  checkPrefix(request.prefix);
  if (!ROLE.test(request.roleArn)) throw roleNotFound(request.roleArn);
  if (!isKeyOf(request.keyId, place)) throw keyNotAccessible(request.keyId);
  checkExportOnly(request.exportOnly);
  return request;
}

function required(input: StartExportTaskCommandInput, name: keyof StartExportTaskCommandInput & string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function checkPrefix(prefix: string | undefined): void {
  if (prefix === undefined) return;
  if (prefix.includes(':'))
    throw invalidParameter(`The parameter S3Prefix is not valid: it can't contain a colon (:).`);
  if (prefix.length > MOST_PREFIX_CHARACTERS) {
    throw invalidParameter(`The parameter S3Prefix cannot be longer than ${MOST_PREFIX_CHARACTERS} characters.`);
  }
}

/** A key's ARN, its id or an alias, in this Region. */
function isKeyOf(keyId: string, { partition, region }: Place): boolean {
  if (/^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(keyId)) return true;
  if (/^alias\/[\w/-]+$/.test(keyId)) return true;
  return (
    keyId.startsWith(`arn:${partition}:kms:${region}:`) && /^[^:]*:[^:]*:kms:[^:]*:\d{12}:(key|alias)\/.+$/.test(keyId)
  );
}

function checkExportOnly(entries: readonly string[]): void {
  if (Buffer.byteLength(JSON.stringify(entries)) > MOST_EXPORT_ONLY_BYTES) {
    throw invalidExportOnly('The list of ExportOnly is longer than 200 KB.');
  }
  const wrong = entries.find((entry) => !EXPORT_ONLY_ENTRY.test(entry));
  if (wrong !== undefined) {
    throw invalidExportOnly(
      `The export can't be limited to '${wrong}': use database, database.schema or database.schema.table, or database.table on MySQL.`,
    );
  }
}
