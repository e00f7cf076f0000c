import type { Construct } from 'constructs';
import { publishPartitionRights } from '../../../core/dynamodb/rights/publishing';
import type { LambdaFunction } from '../../shared/lambda-function';
import { type IMachine, Machine } from '../../shared/machine';
import { type PublishingProps, rightsPropsOf } from './publishing-props';

export interface PublishPartitionMachineProps extends PublishingProps {
  readonly functions: readonly LambdaFunction[];
  /** The catalog stack's. */
  readonly catalogTables: IMachine;
}

/** Makes governed partitions of what has landed, for one entry at a time. */
export class PublishPartitionMachine extends Machine {
  constructor(scope: Construct, id: string, { catalogTables, ...props }: PublishPartitionMachineProps) {
    super(scope, id, {
      ...props,
      machineName: 'publish-partition',
      children: [catalogTables],
      permissions: publishPartitionRights(rightsPropsOf(scope, props)),
    });
  }
}
