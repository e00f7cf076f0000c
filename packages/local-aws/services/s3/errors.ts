import { ServiceError } from '../../service';
import type { ObjectVersion } from './records';

const error = (code: string, status: number, message: string, members: Readonly<Record<string, unknown>> = {}) =>
  new ServiceError(code, message, { status, members });

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
export const noSuchBucket = (name: string) =>
  error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });
export const noSuchKey = (key: string) => error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
export const noSuchVersion = (key: string, versionId: string) =>
  error('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: versionId });
export const noSuchUpload = (uploadId: string) =>
  error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
/** HEAD has no body, so its errors have no code of their own. */
export const notFound = () => error('NotFound', 404, 'Not Found');
export const notModified = () => error('NotModified', 304, 'Not Modified');
export const preconditionFailed = (condition: string) =>
  error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
export const conflict = (condition: string) =>
  error('ConditionalRequestConflict', 409, 'A conflicting operation occurred during a conditional request. Retry it.', {
    Condition: condition,
  });
export const methodNotAllowed = (method: string) =>
  error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    Method: method,
    ResourceType: 'DeleteMarker',
  });
export const invalidRequest = (message: string) => error('InvalidRequest', 400, message);
export const invalidArgument = (message: string, name: string, value: unknown) =>
  error('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });
export const accessDenied = (message = 'Access Denied') => error('AccessDenied', 403, message);
/** Nothing is restored here, so that every object of these classes is refused. */
export function checkNotArchived({ headers }: ObjectVersion): void {
  if (headers.StorageClass !== 'GLACIER' && headers.StorageClass !== 'DEEP_ARCHIVE') return;
  throw error('InvalidObjectState', 403, "The operation is not valid for the object's storage class", {
    StorageClass: headers.StorageClass,
  });
}
export const badDigest = (what: string) =>
  error('BadDigest', 400, `The ${what} you specified did not match the calculated checksum.`);
export const malformedXml = () =>
  error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const slowDown = () => error('SlowDown', 503, 'Please reduce your request rate.');
export { error as s3Error };
