import type { Construct } from 'constructs';
import { followTableExportRights } from '../../core/dynamodb/rights/load';
import { LambdaFunction } from '../shared/lambda-function';
import { type LoadProps, loadFunction, rightsPropsOf } from './producer/load/load-props';

/** Looks at an export, and checks its manifests. */
export class FollowTableExport extends LambdaFunction {
  constructor(scope: Construct, id: string, props: LoadProps) {
    super(scope, id, {
      ...loadFunction('follow-table-export', props),
      reads: [],
      permissions: followTableExportRights(rightsPropsOf(scope, props)),
    });
  }
}
