import { readFileSync } from 'node:fs';
import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { Permission } from '../../core/rights/permission';
import { acceptFindings } from './findings/accepted-findings';
import { FUNCTION_FINDINGS } from './findings/function-findings';
import { FunctionRole, logGroupOf, writeLogOf } from './function-role';
import { namesIn } from './lakeferry-stack';
import { allow } from './permissions';
import { regionTraits } from './region-traits';

/** What CloudFormation waits beyond the function's own time. */
const GRACE_MINUTES = 2;

export interface InlineResourceProps {
  /** For example `accept-shares`. */
  readonly name: string;
  readonly description: string;
  /**
   * Plain JavaScript: a file that stands in the template, of at most 4,096 characters, or a folder with an `index.js`,
   * which is uploaded as it stands. It answers CloudFormation with an empty content type: the address is signed for
   * none, `fetch` would name one for a text, S3 would refuse the answer, and the stack would wait for it.
   */
  readonly code: string;
  readonly environment: Settings['environment'];
  readonly permissions: readonly Permission[];
  /** What the function runs as. @default a role of its own */
  readonly role?: Role;
  readonly timeoutMinutes: number;
  /** `Custom::…` */
  readonly resourceType: string;
  /** CloudFormation asks again when they change. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * A custom resource whose function runs plain JavaScript, made in `scope`: there is nothing to bundle, and what stands
 * in the template is not uploaded either.
 */
export function inlineResource(scope: Construct, id: string, props: InlineResourceProps): CustomResource {
  const { name, environment, timeoutMinutes } = props;
  const { runtime, architecture } = regionTraits(environment);
  const role = props.role ?? new FunctionRole(scope, 'Role', { functionName: name, hasXRay: false });
  if (props.role !== undefined) allow(role, writeLogOf(scope, name));
  allow(role, ...props.permissions);
  const logGroup = new LogGroup(scope, 'Log', {
    logGroupName: logGroupOf(scope, name),
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acceptFindings(logGroup, {
    CKV_AWS_158: 'It names resources and no data; CloudWatch Logs encrypts it with its own key.',
  });
  const code = new LambdaFunction(scope, 'Function', {
    functionName: namesIn(scope).deployed(name),
    description: `lakeferry: ${props.description}`,
    runtime,
    architecture,
    code: props.code.endsWith('.js') ? Code.fromInline(readFileSync(props.code, 'utf8')) : Code.fromAsset(props.code),
    handler: 'index.handler',
    role: role.withoutPolicyUpdates(),
    timeout: Duration.minutes(timeoutMinutes),
    memorySize: 256,
    logGroup,
  });
  acceptFindings(code, FUNCTION_FINDINGS);
  const resource = new CustomResource(scope, id, {
    resourceType: props.resourceType,
    serviceToken: code.functionArn,
    serviceTimeout: Duration.minutes(timeoutMinutes + GRACE_MINUTES),
    properties: { ...props.properties },
  });
  resource.node.addDependency(role);
  return resource;
}
