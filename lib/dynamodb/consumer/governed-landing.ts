import type { Role } from 'aws-cdk-lib/aws-iam';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { readFilePolicies } from '../../../core/catalog/governance-rights';
import { LANDING_LOCATION } from '../../../core/dynamodb/landing';
import { LakeLocation } from '../../lake/lake-location';
import type { LakeStack } from '../../lake/lake-stack';

export interface GovernedLandingProps {
  readonly bucket: IBucket;
  readonly key: IKey;
  readonly lake: LakeStack;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
}

/**
 * Puts rows as they arrive under Lake Formation, and lets `apply-governance` read who else gets at their files. Both go
 * with the bucket's stack.
 */
export class GovernedLanding extends Construct {
  /** Lake Formation reads as it. */
  readonly role: Role;

  constructor(scope: Construct, id: string, { bucket, key, lake, catalogKeyArn }: GovernedLandingProps) {
    super(scope, id);
    const location = { bucket, prefix: LANDING_LOCATION, key, catalogKeyArn };
    this.role = new LakeLocation(this, 'Location', location).role;
    const policy = new Policy(this, 'ReadPolicies', { roles: [lake.governanceRole] });
    for (const { actions, resources } of readFilePolicies([bucket.bucketArn], [key.keyArn])) {
      policy.addStatements(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    }
  }
}
