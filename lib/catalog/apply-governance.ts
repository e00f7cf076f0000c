import { Aws, Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../functions/shared/env';
import type { PipelineProps } from '../shared/pipeline';
import { PipelineFunction } from '../shared/pipeline-function';

export interface ApplyGovernanceProps extends PipelineProps {
  /** Data lake administrator; made in the stack of the lake. */
  readonly role: IRole;
}

/** Makes tags, filters and grants what the policy says. */
export class ApplyGovernance extends PipelineFunction {
  constructor(scope: Construct, id: string, { settings, key, role, ledger }: ApplyGovernanceProps) {
    super(scope, id, {
      folder: 'apply-governance',
      settings,
      key,
      role,
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment: { [ENV.ledgerTable]: ledger.tableName, [ENV.catalogId]: Aws.ACCOUNT_ID },
    });
  }
}
