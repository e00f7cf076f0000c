import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { RightsPlace } from '../../../core/rights/permission';

/** Where a construct is deployed, in CloudFormation's pseudo parameters. */
export function placeOf(construct: IConstruct): RightsPlace {
  const { partition, region, account: accountId } = Stack.of(construct);
  return { partition, region, accountId };
}
