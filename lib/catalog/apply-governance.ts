import { Aws } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { withGoverned } from '../../core/lake/governed-databases';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import type { CatalogProps } from './catalog-props';

export interface ApplyGovernanceProps extends CatalogProps {
  readonly ledger: ITable;
  /** Data lake administrator; made in the stack of the lake. */
  readonly role: IRole;
}

/** Makes tags, filters and grants what the policy says. */
export class ApplyGovernance extends LambdaFunction {
  constructor(scope: Construct, id: string, { role, ledger, ...props }: ApplyGovernanceProps) {
    super(scope, id, {
      ...props,
      settings: withGoverned(props.settings),
      name: 'apply-governance',
      reads: ['accounts', 'dynamodb', 'environment', 'governance', 'lake', 'landing', 'replications'],
      ...boundsOf('apply-governance'),
      environment: { [ENV.ledgerTable]: ledger.tableName, [ENV.catalogId]: Aws.ACCOUNT_ID },
      permissions: role,
    });
  }
}
