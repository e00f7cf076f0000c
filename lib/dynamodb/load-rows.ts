import type { Construct } from 'constructs';
import { loadRoleName } from '../../core/config/dynamodb/defaults';
import { loadRowsRights } from '../../core/dynamodb/rights/load';
import { ENV } from '../../functions/shared/env';
import { namesIn } from '../shared/lakeferry-stack';
import { LambdaFunction } from '../shared/lambda-function';
import { type LoadProps, landingBucketOf, loadFunction, rightsPropsOf } from './producer/load/load-props';

/** Makes rows of one data file of an export. */
export class LoadRows extends LambdaFunction {
  constructor(scope: Construct, id: string, props: LoadProps) {
    const { producer, settings } = props;
    const { environment, ...shared } = loadFunction('load-rows', props);
    super(scope, id, {
      ...shared,
      reads: ['lake'],
      environment: {
        ...environment,
        [ENV.tableStream]: producer.name,
        [ENV.landingBucket]: landingBucketOf(scope, props),
        [ENV.oldImage]: String(producer.oldImage),
      },
      roleName: loadRoleName(namesIn(scope), producer.name, settings.environment.region),
      permissions: loadRowsRights(rightsPropsOf(scope, props)),
    });
  }
}
