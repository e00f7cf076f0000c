import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { encryptWith, readCatalogUnder } from '../../core/rights/key-use';
import { allow } from '../shared/permissions';

export interface LakeLocationProps {
  readonly bucket: IBucket;
  /** Below the bucket, without slashes at its ends. Empty: the whole bucket. */
  readonly prefix: string;
  readonly key: IKey;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
}

/**
 * Puts the lake, or another bucket with tables, under Lake Formation. Queries read with credentials of this role, cut
 * down to what was granted; nobody writes through it. A role of our own, for the service-linked role can neither use
 * the key across accounts nor read an encrypted catalog.
 */
export class LakeLocation extends Construct {
  readonly registration: CfnResource;
  /** Lake Formation reads as it. */
  readonly role: Role;
  /** Without a trailing slash. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { bucket, prefix, key, catalogKeyArn }: LakeLocationProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
      description: 'lakeferry: Lake Formation reads the lake as this role',
    });
    this.arn = prefix === '' ? bucket.bucketArn : bucket.arnForObjects(prefix);
    allow(
      this.role,
      { actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [bucket.bucketArn] },
      {
        actions: ['s3:GetObject'],
        resources: [`${this.arn}/*`],
        because: 'The registered location is the whole lake; Lake Formation narrows each query to what was granted.',
      },
      // encrypting is what Lake Formation asks of the role of an encrypted location
      encryptWith(key.keyArn),
      ...readCatalogUnder(catalogKeyArn),
    );
    this.registration = new CfnResource(this, 'Registration', {
      resourceArn: this.arn,
      roleArn: this.role.roleArn,
      useServiceLinkedRole: false,
      hybridAccessEnabled: false,
    });
    this.registration.node.addDependency(this.role);
  }
}
