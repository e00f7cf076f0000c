import type { Construct } from 'constructs';
import { finishLoadRights } from '../../core/dynamodb/rights/load';
import { LambdaFunction } from '../shared/lambda-function';
import { type LoadProps, loadFunction, rightsPropsOf } from './producer/load/load-props';

/** Checks that every file was loaded, and notes how far the exports are. */
export class FinishLoad extends LambdaFunction {
  constructor(scope: Construct, id: string, props: LoadProps) {
    super(scope, id, {
      ...loadFunction('finish-load', props),
      reads: [],
      permissions: finishLoadRights(rightsPropsOf(scope, props)),
    });
  }
}
