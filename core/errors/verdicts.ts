/**
 * What to do about an error code of AWS. `retry`: the same call, seconds later. `wait`: nothing is wrong, but it takes
 * minutes or hours to pass. `mend`: it stays until somebody changes a right, a key, a quota or the call itself.
 */
export type ErrorVerdict = 'retry' | 'wait' | 'mend';

/** Too many calls: retried, and more slowly. */
const THROTTLING = [
  ...['KMSThrottlingException', 'KmsThrottlingException', 'KMS.ThrottlingException', 'LimitExceededException'],
  // of SQS, of its key and of messages on their way
  ...['KmsThrottled', 'OverLimit'],
  ...['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'RequestThrottled', 'SlowDown'],
  ...['ServiceUnavailable', 'Throttling', 'ThrottlingException', 'TooManyRequests', 'TooManyRequestsException'],
] as const;

/** The service or the network had a bad moment, or somebody changed the same thing at that moment. */
const PASSING = [
  ...['ConcurrentModificationException', 'ConditionalRequestConflict', 'ExpiredToken', 'InternalError'],
  ...['FederationSourceRetryableException', 'InternalErrorException', 'InternalServerError', 'InternalServerException'],
  ...['InternalServiceException', 'KMS.DependencyTimeoutException', 'KMS.KeyUnavailableException'],
  'InternalServiceFault',
  ...['KMS.KMSInternalException', 'OperationAborted', 'OperationTimeoutException', 'ReplicatedWriteConflictException'],
  ...['RequestTimeout', 'RequestTimeTooSkewed', 'ServiceUnavailableException', 'TransactionConflictException'],
  // a session or a token ran out: with the next call there is a new one
  ...['ExpiredTokenException', 'IDPCommunicationErrorException'],
  ...['DependencyTimeoutException', 'InternalFailureException', 'KMSInternalException'],
] as const;

const WAIT = [
  // a crawl runs; the function looks again
  'CrawlerRunningException',
  // five exports run in the account: the snapshot waits for its turn
  'ExportTaskLimitReachedFault',
  // the snapshot is being made or exported by somebody else
  'InvalidExportSourceStateFault',
  // a resource of Athena or Glue is being made
  'ResourceNotReadyException',
  // a stream is being made or changed
  'ResourceInUseException',
] as const;

const MEND = [
  // an export of a table that cannot be: its time, its journal, or another one of the same token
  ...['ExportConflictException', 'ExportNotFoundException', 'InvalidExportTimeException'],
  ...['PointInTimeRecoveryUnavailableException', 'TableNotFoundException'],
  // a right is missing
  ...['AccessDenied', 'AccessDeniedException', 'AuthorizationErrorException', 'IamRoleMissingPermissionsFault'],
  ...['InvalidSecurityException', 'KMSAccessDeniedException', 'KmsAccessDeniedException', 'KMSKeyNotAccessibleFault'],
  // a key cannot be used
  ...['GlueEncryptionException', 'KMSDisabledException', 'KMSInvalidStateException', 'KmsInvalidStateException'],
  ...['KMSNotFoundException', 'KMSOptInRequired', 'KMS.DisabledException', 'KMS.DryRunOperationException'],
  ...['KMS.IncorrectKeyException', 'KMS.InvalidCiphertextException', 'KMS.InvalidGrantTokenException'],
  ...['KMS.InvalidKeyUsageException', 'KMS.KMSInvalidStateException', 'KMS.NotFoundException'],
  ...['InvalidKeyId'],
  // of SQS
  ...['KmsAccessDenied', 'KmsDisabled', 'KmsInvalidKeyUsage', 'KmsInvalidState', 'KmsNotFound', 'KmsOptInRequired'],
  ...['InvalidArnException', 'InvalidGrantIdException', 'InvalidMarkerException'],
  // a machine or a queue: gone, or asked in a way it does not take; a name that is taken is known to its caller
  ...['ExecutionAlreadyExists', 'InvalidExecutionInput', 'InvalidName', 'StateMachineDeleting'],
  ...[
    'InvalidAddress',
    'InvalidSecurity',
    'InvalidAttributeName',
    'InvalidIdFormat',
    'InvalidMessageContents',
    'MessageNotInflight',
    'QueueDoesNotExist',
    'ReceiptHandleIsInvalid',
  ],
  'UnsupportedOperation',
  // of Kinesis: a place in a shard or in a list is known for five minutes, then the caller asks for it anew
  ...['ExpiredIteratorException', 'ExpiredNextTokenException', 'DryRunOperationException'],
  // who one is, or may become: a trust policy, a token, a Region or a federation that is switched off
  ...['IDPRejectedClaimException', 'InvalidIdentityTokenException', 'MalformedPolicyDocumentException'],
  ...['OutboundWebIdentityFederationDisabledException', 'PackedPolicyTooLargeException', 'RegionDisabledException'],
  ...['JWTPayloadSizeExceededException', 'SessionDurationEscalationException'],
  // something is not there (any more), or is there already; where that is expected, the caller knows it by name
  ...['AlreadyExistsException', 'ConditionalCheckFailedException', 'DBClusterNotFoundFault'],
  ...['DBClusterSnapshotNotFoundFault', 'DBSnapshotNotFoundFault', 'EndpointDisabledException'],
  ...['EntityNotFoundException', 'ExecutionDoesNotExist', 'ExecutionNotRedrivable', 'ExportTaskAlreadyExistsFault'],
  ...['ExportTaskNotFoundFault', 'FederatedResourceAlreadyExistsException', 'FederationSourceException'],
  ...['IamRoleNotFoundFault', 'InvalidObjectState', 'InvalidS3BucketFault', 'NoSuchBucket', 'NoSuchKey'],
  ...['NoSuchUpload', 'NotFound', 'NotFoundException', 'ParameterNotFound', 'ParameterVersionNotFound'],
  ...['PlatformApplicationDisabledException', 'ResourceNotFound'],
  ...['ResourceNotFoundException', 'StateMachineDoesNotExist'],
  // a quota is used up
  ...['ExecutionLimitExceeded', 'ItemCollectionSizeLimitExceededException', 'ResourceNumberLimitExceededException'],
  // the call is wrong
  ...['EncryptionTypeMismatch', 'InvalidArn', 'InvalidEndpointException', 'InvalidExportOnlyFault'],
  ...['InvalidNextToken', 'InvalidToken', 'InvalidWriteOffset', 'StateMachineTypeNotSupported', 'TooManyParts'],
] as const;

/** The call is wrong, whatever is wrong with it. Services wear these codes for too many calls too. */
const MEND_OF_ANY_KIND = [
  ...['InvalidInputException', 'InvalidParameterException', 'InvalidParameterValueException', 'InvalidRequest'],
  ...['InvalidArgumentException', 'InvalidRequestException', 'ValidationException'],
] as const;

const VERDICTS: ReadonlyMap<string, ErrorVerdict> = new Map([
  ...[...THROTTLING, ...PASSING].map((code) => [code, 'retry'] as const),
  ...WAIT.map((code) => [code, 'wait'] as const),
  ...[...MEND, ...MEND_OF_ANY_KIND].map((code) => [code, 'mend'] as const),
]);

/** Undefined: the code is not in the list. A test holds that each code of each operation that lakeferry calls is. */
export const listedVerdict = (code: string): ErrorVerdict | undefined => VERDICTS.get(code);

/** An error as it came. Absent status: no answer came, or it is not known. */
export interface AwsError {
  readonly code: string;
  readonly message: string;
  /** HTTP. */
  readonly status?: number;
}

/** Services say so in the message of another code too: `ValidationException: Rate exceeded`. */
const THROTTLED =
  /\brate (limit )?exceeded\b|\bexceeded the (request )?rate\b|\btoo many requests\b|\breduce your (\w+ )*request rate\b|\brequest(s)? (was|were|has been|have been) throttled\b/i;
/** Of a code that says nothing. Elsewhere this may be the name of a table. */
const THROTTLED_IN_A_WORD = /\bthrottl(ed|ing)\b/i;
const THROTTLED_STATUS: ReadonlySet<number> = new Set([429, 503]);
const throttling: ReadonlySet<string> = new Set(THROTTLING);
const ofAnyKind: ReadonlySet<string> = new Set(MEND_OF_ANY_KIND);

/** AWS asks for fewer calls, by its code, its status or its words. */
export const isThrottled = ({ code, message, status = 0 }: AwsError): boolean =>
  throttling.has(code) || THROTTLED_STATUS.has(status) || saysThrottled(code, message);

/** A code that names its cause outvotes words of the message, which may be those of a resource's name. */
function saysThrottled(code: string, message: string): boolean {
  if (ofAnyKind.has(code)) return THROTTLED.test(message);
  if (listedVerdict(code) === 'mend' || isRefusal(code)) return false;
  return THROTTLED.test(message) || THROTTLED_IN_A_WORD.test(message);
}

/** A missing right is never a busy service, whatever the resource is called that the message names. */
const isRefusal = (code: string): boolean => /AccessDenied|AuthorizationError/.test(code);

/** A code that is not listed is judged by its status. */
export function verdictOf(error: AwsError): ErrorVerdict {
  if (isThrottled(error)) return 'retry';
  return listedVerdict(error.code) ?? ((error.status ?? 0) >= 500 ? 'retry' : 'mend');
}
