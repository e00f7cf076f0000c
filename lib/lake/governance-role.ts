import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { governanceRights } from '../../core/catalog/governance-rights';
import { FunctionRole } from '../shared/function-role';
import { allow } from '../shared/permissions';
import { placeOf } from '../shared/rights/place-of';

export interface GovernanceRoleProps {
  readonly key: IKey;
  readonly ledger: ITable;
  readonly fileBuckets: readonly IBucket[];
  readonly hasXRay: boolean;
  /** Something is granted to another account. */
  readonly sharesAcrossAccounts: boolean;
  /** Something is granted to an organisation or its unit. */
  readonly sharesWithOrganizations: boolean;
  /** The Data Catalog's own key. */
  readonly catalogKeyArn?: string;
}

/**
 * What `apply-governance` runs as: the data lake administrator of the lake. It stands beside the data, so that grants
 * keep their grantor when the pipeline is deployed anew.
 */
export class GovernanceRole extends Construct {
  readonly role: FunctionRole;

  constructor(scope: Construct, id: string, props: GovernanceRoleProps) {
    super(scope, id);
    const { hasXRay, key, ledger, fileBuckets, ...about } = props;
    this.role = new FunctionRole(this, 'Role', { functionName: 'apply-governance', hasXRay });
    allow(
      this.role,
      ...governanceRights({
        ...{ place: placeOf(this), ledger: ledger.tableArn, key: key.keyArn },
        fileBuckets: fileBuckets.map(({ bucketArn }) => bucketArn),
        ...about,
      }),
    );
  }
}
