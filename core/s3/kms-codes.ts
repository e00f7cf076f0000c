/**
 * KMS's troubles as S3 passes them on, with HTTP 400. A request under a KMS key costs a call of KMS, which has a rate
 * of its own.
 */
export const KMS_THROTTLING: readonly string[] = ['KMS.ThrottlingException'];

/** Another try may succeed. */
export const KMS_TRANSIENT: readonly string[] = ['KMS.DependencyTimeoutException', 'KMS.KMSInternalException'];
