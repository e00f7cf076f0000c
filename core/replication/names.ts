/** Metrics of a replication. Their dimension is the output. */
export const REPLICATION_METRIC = {
  bytesDownloading: 'BytesDownloading',
  bytesUploading: 'BytesUploading',
  bytesComplete: 'BytesComplete',
  objectsComplete: 'ObjectsComplete',
  objectsDeleted: 'ObjectsDeleted',
  /** Recorded with a reason and not copied: archived, encrypted with a customer's key, not convertible. */
  objectsSetAside: 'ObjectsSetAside',
  /** Seconds from the event to its end at the destination. */
  lag: 'ReplicationLag',
  missing: 'ObjectsMissing',
  different: 'ObjectsDifferent',
} as const;

/** Log events of a replication, by their field `event`. */
export const REPLICATION_EVENT = {
  objectReplicated: 'OBJECT_REPLICATED',
  objectDeleted: 'OBJECT_DELETED',
  objectSetAside: 'OBJECT_SET_ASIDE',
  objectIgnored: 'OBJECT_IGNORED',
  objectHandedOver: 'OBJECT_HANDED_OVER',
  objectFailed: 'OBJECT_FAILED',
  objectGone: 'OBJECT_GONE',
  olderEvent: 'OLDER_EVENT',
  objectBusy: 'OBJECT_BUSY',
  messageUnreadable: 'MESSAGE_UNREADABLE',
  uploadStarted: 'UPLOAD_STARTED',
  uploadResumed: 'UPLOAD_RESUMED',
  uploadAborted: 'UPLOAD_ABORTED',
  rangeCompared: 'RANGE_COMPARED',
  comparisonReported: 'COMPARISON_REPORTED',
  credentialsReadAgain: 'CREDENTIALS_READ_AGAIN',
} as const;

/** The dimension of metrics that are told apart by where objects go. */
export const ofOutput = (output: string): Readonly<Record<string, string>> => ({ output });

/** Parameter of an output: its destination as JSON, `{ bucket, prefix, account, region, keyArn }`. */
export const destinationParameter = (prefix: string, output: string): string => `/${prefix}/replication/${output}`;

/** SecureString of an output with keys: `{ "accessKeyId": …, "secretAccessKey": … }`. */
export const keysParameter = (prefix: string, output: string, account: string): string =>
  `${destinationParameter(prefix, output)}/${account}`;

/** Folder of the work bucket with the lists and reports of an output. Without a slash at its end. */
export const workFolder = (output: string): string => `replication/${output}`;

/** Table of the receipts of all outputs, behind the installation's name. */
export const REPLICATION_TABLE = 'replication';

/** A web identity's token is exchanged at once. Whoever asks for one that lives longer is refused. */
export const TOKEN_SECONDS = 300;
