import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { AccessLogBucket } from '../shared/access-log-bucket';
import { PrivateBucket } from '../shared/private-bucket';

/** A re-run replaces a date's files and a mistaken delete removes them: for so long both can be undone. */
const UNDO_DAYS = 30;
/**
 * A redrive reads the manifest that its execution wrote: publish-export may run for 3 days and can be redriven for 14 more. The reports of the
 * last weeks stay for whoever asks what was left out.
 */
const WORK_DAYS = 30;

export interface LakeBucketsProps {
  readonly key: IKey;
  readonly lake: Settings['lake'];
  readonly exports: Settings['exports'];
}

/** The lake, the bucket that RDS exports to and nobody else writes to, our own work files, and the access logs of all. */
export class LakeBuckets extends Construct {
  readonly lake: Bucket;
  readonly raw: Bucket;
  readonly work: Bucket;

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
      lifecycleRules: expiring('ExpireRawExports', exports.keepRawDays),
    });
    this.work = new PrivateBucket(this, 'Work', {
      key,
      accessLogs,
      // a plan is written anew by whoever needs it
      versioned: false,
      lifecycleRules: expiring('ExpireWork', WORK_DAYS),
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

const expiring = (id: string, days: number): LifecycleRule[] => [abortUploads, { id, expiration: Duration.days(days) }];
