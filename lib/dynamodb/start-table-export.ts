import type { Construct } from 'constructs';
import { startTableExportRights } from '../../core/dynamodb/rights/load';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type LoadProps, loadFunction, rightsPropsOf } from './producer/load/load-props';

/** Decides what to export, and has DynamoDB begin. */
export class StartTableExport extends LambdaFunction {
  constructor(scope: Construct, id: string, props: LoadProps) {
    const { environment, ...shared } = loadFunction('start-table-export', props);
    super(scope, id, {
      ...shared,
      reads: ['dynamodb', 'environment'],
      environment: { ...environment, [ENV.tableStream]: props.producer.name, [ENV.streamArn]: props.stream },
      permissions: startTableExportRights(rightsPropsOf(scope, props)),
    });
  }
}
