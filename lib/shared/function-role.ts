import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
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

/** What every function may do: write its own log, and traces where there is X-Ray. */
export class FunctionRole extends Role {
  constructor(scope: Construct, id: string, { functionName, hasXRay, which, roleName, path }: FunctionRoleProps) {
    super(scope, id, {
      roleName,
      path,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `lakeferry: function ${functionName}`,
    });
    const logGroup = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${logGroupOf(this, functionName, which)}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allow(this, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup],
      because: "Lambda names the log streams; the group is the function's own.",
    });
    if (!hasXRay) return;
    allow(this, {
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      because: 'X-Ray takes no resources.',
    });
  }
}
