import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { AccessLogBucket } from '../shared/access-log-bucket';
import { PrivateBucket } from '../shared/private-bucket';

/** S3Prefix of every export. RDS takes at most 60 characters, no colon. */
export const RAW_PREFIX = 'exports';
/** Manifests, batches and completeness reports, beside the exports. */
export const MANIFESTS_PREFIX = 'manifests';

/** A re-run replaces a date's files and a mistaken delete removes them: for so long both can be undone. */
const UNDO_DAYS = 30;

export interface LakeBucketsProps {
  readonly key: IKey;
  readonly lake: Settings['lake'];
  readonly exports: Settings['exports'];
}

/** The lake, the bucket that RDS exports to, and the one for their access logs. */
export class LakeBuckets extends Construct {
  readonly lake: Bucket;
  readonly raw: Bucket;

  constructor(scope: Construct, id: string, { key, lake, exports }: LakeBucketsProps) {
    super(scope, id);
    const accessLogs = new AccessLogBucket(this, 'AccessLogs');
    this.lake = new PrivateBucket(this, 'Lake', {
      key,
      accessLogs,
      bucketName: lake.bucketName,
      versioned: true,
      lifecycleRules: lakeLifecycle(lake),
    });
    this.raw = new PrivateBucket(this, 'Raw', {
      key,
      accessLogs,
      // a raw export can be made again from its snapshot; versions would only keep expired data
      versioned: false,
      lifecycleRules: rawLifecycle(exports),
    });
  }
}

const abortUploads: LifecycleRule = { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };

/** Partitions are `date=` folders below tables, so a date goes by the age of its files: a re-run of a date starts its time anew. */
function lakeLifecycle({ prefix, expirePartitionsAfterDays: days }: Settings['lake']): LifecycleRule[] {
  return [
    abortUploads,
    {
      id: 'ForgetReplacedFiles',
      noncurrentVersionExpiration: Duration.days(UNDO_DAYS),
      expiredObjectDeleteMarker: true,
    },
    ...(days === undefined
      ? []
      : [
          { id: 'ExpirePartitions', prefix: prefix === '' ? undefined : `${prefix}/`, expiration: Duration.days(days) },
        ]),
  ];
}

function rawLifecycle({ keepRawDays }: Settings['exports']): LifecycleRule[] {
  const expiration = Duration.days(keepRawDays);
  return [
    abortUploads,
    { id: 'ExpireRawExports', prefix: `${RAW_PREFIX}/`, expiration },
    { id: 'ExpireManifests', prefix: `${MANIFESTS_PREFIX}/`, expiration },
  ];
}
