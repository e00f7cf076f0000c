import { Aws } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { readUnder } from '../../core/rights/key-use';
import type { LakeStack } from '../lake/lake-stack';
import { allow } from '../shared/permissions';

export interface ExportRoleProps {
  readonly rawBucket: IBucket;
  readonly rawReaders: LakeStack['rawReaders'];
  readonly key: IKey;
  /** Keys that snapshots are encrypted with. */
  readonly sourceKeyArns: readonly string[];
}

/**
 * Its China form is documented nowhere, and IAM refuses a whole trust policy for one principal that it does not know.
 * So there is one, which the context can change: `--context exportServicePrincipal=export.rds.amazonaws.com.cn`.
 */
const EXPORT_PRINCIPAL = 'export.rds.amazonaws.com';

/**
 * RDS is not to be led here by another account. "If exists": no document says that the export service names the account
 * it acts for, and a role that it cannot assume fails every export.
 */
const FOR_THIS_ACCOUNT = { StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

/** What RDS writes exports as. */
export class ExportRole extends Construct {
  readonly role: Role;
  readonly servicePrincipal: string;

  constructor(scope: Construct, id: string, { rawBucket, rawReaders, key, sourceKeyArns }: ExportRoleProps) {
    super(scope, id);
    this.servicePrincipal =
      (this.node.tryGetContext('exportServicePrincipal') as string | undefined) ?? EXPORT_PRINCIPAL;
    this.role = new Role(this, 'Role', {
      roleName: rawReaders.add('export'),
      assumedBy: new ServicePrincipal(this.servicePrincipal, { conditions: FOR_THIS_ACCOUNT }),
      description: 'lakeferry: RDS exports snapshots as this role',
    });
    allow(
      this.role,
      { actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [rawBucket.bucketArn] },
      {
        // RDS checks for these actions, wildcards included, when the task starts (Aurora User Guide, "Providing access
        // to an Amazon S3 bucket")
        actions: ['s3:PutObject*', 's3:GetObject*', 's3:DeleteObject*', 's3:AbortMultipartUpload'],
        resources: [rawBucket.arnForObjects('*')],
        because: 'RDS demands these very actions on the bucket it exports to, which holds nothing else.',
        findings: { 'RESOURCE_MISMATCH[s3:GetObjectAttributes]': 'parliament knows it for access points only.' },
      },
      {
        actions: KEY_ACTIONS,
        resources: [key.keyArn],
      },
      ...readUnder(sourceKeyArns),
    );
  }
}

/** The documented list, with `ReEncrypt*` and `GenerateDataKey*` written out. */
const KEY_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:CreateGrant',
  'kms:DescribeKey',
  'kms:RetireGrant',
];
