import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { INSTALLATIONS_PATH, MARKER_DESCRIPTION, markerOf, refusalOf } from '../../core/installations';
import { acceptFindings } from '../shared/findings/accepted-findings';
import { FUNCTION_FINDINGS } from '../shared/findings/function-findings';
import { FunctionRole, logGroupOf } from '../shared/function-role';
import { namesIn } from '../shared/lakeferry-stack';
import { allow } from '../shared/permissions';
import { regionTraits } from '../shared/region-traits';

const NAME = 'check-installation';

export interface InstallationProps {
  readonly environment: Settings['environment'];
}

/**
 * Marks the account and Region as holding this installation, and refuses to be the first deployment beside others that the configuration does
 * not list: then a name was changed, and a second, empty lake would be filled beside the first. docs/adr/0008.
 */
export class Installation extends Construct {
  /** Whatever outlives the stack waits for it: a refused deployment leaves nothing. */
  readonly check: CustomResource;

  constructor(scope: Construct, id: string, { environment }: InstallationProps) {
    super(scope, id);
    const { installation } = namesIn(this);
    const { runtime, architecture } = regionTraits(environment);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: logGroupOf(this, NAME),
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acceptFindings(logGroup, {
      CKV_AWS_158: 'It stands before any key of ours is made, and names installations only.',
    });
    const check = new LambdaFunction(this, 'Function', {
      functionName: namesIn(this).deployed(NAME),
      description: 'lakeferry: refuses a deployment beside installations that it does not expect',
      runtime,
      architecture,
      code: Code.fromInline(readFileSync(join(__dirname, 'check-installation.code.js'), 'utf8')),
      handler: 'index.handler',
      role: this.addRole().withoutPolicyUpdates(),
      timeout: Duration.minutes(1),
      memorySize: 256,
      logGroup,
    });
    acceptFindings(check, FUNCTION_FINDINGS);
    this.check = new CustomResource(this, 'Check', {
      resourceType: 'Custom::LakeferryInstallation',
      serviceToken: check.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: {
        Installation: installation,
        Beside: environment.beside ?? [],
        Path: INSTALLATIONS_PATH,
        Refusal: refusalOf(installation, '{others}'),
      },
    });
    this.check.node.addDependency(check.role!);
    const marker = new StringParameter(this, 'Marker', {
      parameterName: markerOf(installation),
      stringValue: Stack.of(this).stackName,
      description: MARKER_DESCRIPTION,
    });
    marker.node.addDependency(this.check);
  }

  private addRole(): FunctionRole {
    const role = new FunctionRole(this, 'Role', { functionName: NAME, hasXRay: false });
    allow(role, {
      actions: ['ssm:GetParametersByPath'],
      resources: [
        Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: INSTALLATIONS_PATH.slice(1) }),
      ],
    });
    return role;
  }
}
