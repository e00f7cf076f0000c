import type { Construct } from 'constructs';
import { describeExportRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

/** Looks at an export that runs. */
export class DescribeExport extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    super(scope, id, {
      ...props,
      name: 'describe-export',
      reads: [],
      ...boundsOf('describe-export'),
      environment: { [ENV.workBucket]: props.workBucket.bucketName },
      permissions: describeExportRights(rightsPropsOf(scope, props)),
    });
  }
}
