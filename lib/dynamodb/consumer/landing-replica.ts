import { Aws } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LandingReplicaConfig } from '../../../core/config/dynamodb/types';
import { underBucket } from '../../../core/dynamodb/rights/landing';
import { allow } from '../../shared/permissions';

export interface LandingReplicaProps {
  readonly to: LandingReplicaConfig;
  /** By which S3 reads; the bucket's policy names it before it is there. */
  readonly roleName: string;
  readonly bucket: Bucket;
  readonly key: IKey;
}

/** S3 copies every file to a bucket of another Region. It copies no deletion, so that copies outlive a mistake here. */
export class LandingReplica extends Construct {
  readonly configuration: CfnBucket.ReplicationConfigurationProperty;

  constructor(scope: Construct, id: string, { to, roleName, bucket, key }: LandingReplicaProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      roleName,
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
      description: `lakeferry: S3 copies changes to ${to.region}`,
    });
    const destination = `arn:${Aws.PARTITION}:s3:::${to.bucket}`;
    const isForeign = to.account !== undefined;
    allow(
      role,
      { actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [bucket.bucketArn] },
      {
        actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
        resources: [bucket.arnForObjects('*')],
        because: 'Every file is copied.',
      },
      {
        actions: [
          's3:ReplicateObject',
          's3:ReplicateTags',
          ...(isForeign ? ['s3:ObjectOwnerOverrideToBucketOwner'] : []),
        ],
        resources: [`${destination}/*`],
        because: 'Every file is copied.',
      },
      {
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringLike: underBucket(bucket.bucketArn) },
      },
      {
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [to.keyArn],
        conditions: { StringLike: underBucket(destination) },
      },
    );
    this.configuration = {
      role: role.roleArn,
      rules: [
        {
          id: 'Copies',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination,
            encryptionConfiguration: { replicaKmsKeyId: to.keyArn },
            ...(isForeign ? { account: to.account, accessControlTranslation: { owner: 'Destination' } } : {}),
          },
        },
      ],
    };
  }
}
