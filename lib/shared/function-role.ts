import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import type { Permission } from '../../core/rights/permission';
import { namesIn } from './lakeferry-stack';
import { allow } from './permissions';

export interface FunctionRoleProps {
  /** Folder below `functions`. */
  readonly functionName: string;
  readonly hasXRay: boolean;
  /** Ends the deployed name. @default there is one function of the name */
  readonly which?: string;
  /** @default CloudFormation names it */
  readonly roleName?: string;
  /** With a slash at both ends; a part of the role's ARN. @default '/' */
  readonly path?: string;
}

/** Where a function of ours logs. */
export const logGroupOf = (scope: IConstruct, functionName: string, which?: string): string =>
  `/aws/lambda/${deployedFunction(scope, functionName, which)}`;

/** What a function of ours is called on AWS. */
export const deployedFunction = (scope: IConstruct, functionName: string, which?: string): string =>
  namesIn(scope).deployed(which === undefined ? functionName : `${functionName}-${which}`);

/** A function's own log. */
export const writeLogOf = (scope: IConstruct, functionName: string, which?: string): Permission => ({
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: [
    Stack.of(scope).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${logGroupOf(scope, functionName, which)}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  ],
  because: "Lambda names the log streams; the group is the function's own.",
});

/** What every function may do: write its own log, and traces where there is X-Ray. */
export class FunctionRole extends Role {
  constructor(scope: Construct, id: string, { functionName, hasXRay, which, roleName, path }: FunctionRoleProps) {
    super(scope, id, {
      roleName,
      path,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `lakeferry: function ${functionName}`,
    });
    allow(this, writeLogOf(this, functionName, which));
    if (!hasXRay) return;
    allow(this, {
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      because: 'X-Ray takes no resources.',
    });
  }
}
