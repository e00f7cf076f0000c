import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acceptFindings } from './findings/accepted-findings';

export interface PrivateBucketProps {
  readonly key: IKey;
  readonly accessLogs: IBucket;
  readonly versioned: boolean;
  readonly lifecycleRules: LifecycleRule[];
  /** @default a name made by CloudFormation: a deployment after a deletion makes another bucket */
  readonly bucketName?: string;
}

/**
 * TLS only, no public access, the lake's key with a bucket key (one KMS call for many objects), access logs, kept when
 * the stack goes.
 */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: props.versioned,
      lifecycleRules: props.lifecycleRules,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    if (!props.versioned) acceptFindings(this, { CKV_AWS_21: 'What it holds expires, and can be made again.' });
  }
}
