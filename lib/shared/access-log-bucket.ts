import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ACCESS_LOG_RULES } from '../../core/lake/buckets';
import { acceptFindings } from './findings/accepted-findings';
import { lifecycleRules } from './lifecycle-rules';

/** S3 delivers access logs only to buckets encrypted by S3 itself. They hold no data, only who asked for which key. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, { bucketName }: { readonly bucketName?: string } = {}) {
    super(scope, id, {
      bucketName,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: lifecycleRules(ACCESS_LOG_RULES),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acceptFindings(this, {
      CKV_AWS_18: 'Holds the access logs of the other buckets; logging its own access would never end.',
      CKV_AWS_21: 'S3 only adds log files, nothing overwrites them.',
    });
  }
}
