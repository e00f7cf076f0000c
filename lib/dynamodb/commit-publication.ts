import { type IRole, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { commitPublicationRights } from '../../core/dynamodb/rights/publishing';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { allow } from '../shared/permissions';
import { type PublishingProps, rightsPropsOf } from './publishing/publishing-props';

export interface CommitPublicationProps extends PublishingProps {
  /** Makes tables and partitions; the lake stack's. */
  readonly registrar: IRole;
  /** Folder of the lake below which all history lies, without a slash at its end. */
  readonly lakeFolder: string;
}

/** Switches dates to their new folders. */
export class CommitPublication extends LambdaFunction {
  constructor(scope: Construct, id: string, props: CommitPublicationProps) {
    const { registrar, lakeFolder, lakeBucket, ledger } = props;
    // what the catalog asks of the registrar, the lake stack gives it; the rest goes with this stack
    const policy = new ManagedPolicy(scope, `${id}Rights`, {
      description: 'lakeferry: what commit-publication does beside the catalog',
      roles: [registrar],
    });
    allow(policy, ...commitPublicationRights({ ...rightsPropsOf(scope, props), lakeFolder }));
    super(scope, id, {
      ...props,
      name: 'commit-publication',
      reads: ['dynamodb', 'environment', 'lake'],
      ...boundsOf('commit-publication'),
      environment: { [ENV.ledgerTable]: ledger.tableName, [ENV.lakeBucket]: lakeBucket.bucketName },
      permissions: registrar,
    });
    this.node.addDependency(policy);
  }
}
