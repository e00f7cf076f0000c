import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { BucketRule } from '../../core/lake/buckets';

const days = (count: number | undefined): Duration | undefined =>
  count === undefined ? undefined : Duration.days(count);

/** The rules of a bucket as CDK takes them. With replaced versions go delete markers that nothing is left behind. */
export const lifecycleRules = (rules: readonly BucketRule[]): LifecycleRule[] =>
  rules.map(({ id, prefix, expireAfter, forgetReplacedAfter, abortUploadsAfter }) => ({
    id,
    prefix,
    expiration: days(expireAfter),
    noncurrentVersionExpiration: days(forgetReplacedAfter),
    expiredObjectDeleteMarker: forgetReplacedAfter === undefined ? undefined : true,
    abortIncompleteMultipartUploadAfter: days(abortUploadsAfter),
  }));
