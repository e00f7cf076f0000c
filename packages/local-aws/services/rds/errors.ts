import { ServiceError } from '../../service';

export const invalidParameter = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
export const invalidCombination = (message: string): ServiceError =>
  new ServiceError('InvalidParameterCombination', message);

const notFound = (code: string, message: string): ServiceError => new ServiceError(code, message, { status: 404 });

export const clusterNotFound = (id: string): ServiceError =>
  notFound('DBClusterNotFoundFault', `DBCluster ${id} not found.`);
export const instanceNotFound = (id: string): ServiceError =>
  notFound('DBInstanceNotFoundFault', `DBInstance ${id} not found.`);
export const clusterSnapshotNotFound = (id: string): ServiceError =>
  notFound('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${id} not found.`);
export const snapshotNotFound = (id: string): ServiceError =>
  notFound('DBSnapshotNotFoundFault', `DBSnapshot ${id} not found.`);
export const exportTaskNotFound = (id: string): ServiceError =>
  notFound('ExportTaskNotFoundFault', `The export task ${id} doesn't exist.`);

export const exportTaskExists = (id: string): ServiceError =>
  new ServiceError(
    'ExportTaskAlreadyExistsFault',
    `You can't start an export task that's already running or has run: ${id}.`,
  );
export const invalidExportSource = (message: string): ServiceError =>
  new ServiceError('InvalidExportSourceStateFault', message);
export const invalidExportOnly = (message: string): ServiceError => new ServiceError('InvalidExportOnlyFault', message);
export const invalidBucket = (bucket: string): ServiceError =>
  new ServiceError('InvalidS3BucketFault', `The S3 bucket ${bucket} isn't valid or doesn't exist.`);
export const roleNotFound = (arn: string): ServiceError =>
  notFound('IamRoleNotFoundFault', `The IAM role ${arn} is missing for exporting to the S3 bucket.`);
export const keyNotAccessible = (key: string): ServiceError =>
  new ServiceError('KMSKeyNotAccessibleFault', `The KMS key ${key} can't be accessed.`);
export const invalidTaskState = (message: string): ServiceError =>
  new ServiceError('InvalidExportTaskStateFault', message);

/** In no model of the API: clients know it by its wire code only. */
export const limitReached = (limit: number): ServiceError =>
  new ServiceError('ExportTaskLimitReachedFault', `You have reached the limit of ${limit} concurrent export tasks`);
