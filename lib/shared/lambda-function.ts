import { Duration, RemovalPolicy, type Size } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function as CdkFunction, Code, type ILayerVersion, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import type { Permission } from '../../core/rights/permission';
import { functionLink } from '../../core/runs/console-links';
import { ENV, type EnvName } from '../../functions/shared/env';
import { functionBundle } from './bundles';
import { acceptFindings } from './findings/accepted-findings';
import { FUNCTION_FINDINGS } from './findings/function-findings';
import { deployedFunction, FunctionRole, logGroupOf } from './function-role';
import { namesIn } from './lakeferry-stack';
import type { Monitoring } from './monitoring';
import { allow } from './permissions';
import { regionTraits } from './region-traits';

/**
 * A Task asks a function at most seven times: once, and six retries. So many errors in an hour are a Task that gave up,
 * or several in trouble.
 */
export const TRIES_OF_A_TASK = 7;

/** Time and memory of a function that the local runtime bounds alike. */
export function boundsOf(
  name: keyof typeof FUNCTION_BOUNDS,
): Required<Pick<LambdaFunctionProps, 'timeout' | 'memorySize'>> {
  const { timeoutSeconds, memorySize } = FUNCTION_BOUNDS[name];
  return { timeout: Duration.seconds(timeoutSeconds), memorySize };
}

export interface LambdaFunctionProps {
  /** Folder of the function, below a room of `functions`. */
  readonly name: string;
  readonly settings: Settings;
  /**
   * Parts of the settings that the handler reads. Only these are bundled: nothing else of the configuration leaves for
   * Lambda.
   */
  readonly reads: readonly (keyof Settings)[];
  readonly key: IKey;
  /** Longer than the handler takes and shorter than the Task waits. */
  readonly timeout: Duration;
  /** MB; CPU grows with it, 1,769 are one processor. */
  readonly memorySize: number;
  /** @default none */
  readonly environment?: Partial<Readonly<Record<EnvName, string>>>;
  /**
   * What its own role may do besides writing the log; or a role made elsewhere, which is complete: nothing is added to
   * it.
   */
  readonly permissions: readonly Permission[] | IRole;
  /** Of its own role. @default CloudFormation names it */
  readonly roleName?: string;
  /** Of its own role, with a slash at both ends. @default '/' */
  readonly rolePath?: string;
  /** Which one of several deployments of the same folder; ends the deployed name. @default there is one */
  readonly which?: string;
  /** Where it runs. @default outside any VPC */
  readonly network?: FunctionNetwork;
  /** Room in /tmp. @default 512 MB */
  readonly temporaryStorage?: Size;
  /** @default none */
  readonly layers?: readonly ILayerVersion[];
  readonly monitoring: Monitoring;
  /**
   * How often whoever calls it tries before giving up. So many errors in an hour are an alarm. @default TRIES_OF_A_TASK
   */
  readonly tries?: number;
}

/** A VPC, and what a function in it may reach. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
}

const ALL_INTERFACES = 'Lambda checks these for all interfaces when a function is put into a VPC.';

/**
 * Lambda makes the interfaces of a function in a VPC in the name of its role (Lambda Developer Guide, "Giving Lambda
 * functions access to resources in an Amazon VPC").
 */
const IN_A_VPC: Permission = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
  because: ALL_INTERFACES,
  findings: {
    CKV_AWS_111: ALL_INTERFACES,
    'RESOURCE_STAR[ec2:AssignPrivateIpAddresses]': ALL_INTERFACES,
    'RESOURCE_STAR[ec2:CreateNetworkInterface]': ALL_INTERFACES,
    'RESOURCE_STAR[ec2:DeleteNetworkInterface]': ALL_INTERFACES,
    'RESOURCE_STAR[ec2:UnassignPrivateIpAddresses]': ALL_INTERFACES,
  },
};

/**
 * One function: bundled with the settings it reads, the newest Node.js of the Region, a role and a log group of its own
 * under the lake's key, and an alarm.
 */
export class LambdaFunction extends CdkFunction {
  /** Folder of the function, below a room of `functions`. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    const { name, which, settings, reads, key, timeout, memorySize, network, tries = TRIES_OF_A_TASK } = props;
    const { runtime, architecture, hasXRay } = regionTraits(settings.environment);
    const functionName = deployedFunction(scope, name, which);
    super(scope, id, {
      functionName,
      description: `lakeferry: function ${name}`,
      runtime,
      architecture,
      code: Code.fromAsset(functionBundle(name, partOf(settings, reads))),
      handler: 'index.handler',
      role: roleOf(scope, id, props, hasXRay),
      timeout,
      memorySize,
      ephemeralStorageSize: props.temporaryStorage,
      layers: [...(props.layers ?? [])],
      ...(network === undefined ? {} : { vpc: network.vpc, securityGroups: [network.securityGroup] }),
      environment: {
        ...props.environment,
        [ENV.metricsNamespace]: namesIn(scope).metricsNamespace,
        POWERTOOLS_TRACE_ENABLED: String(hasXRay),
      },
      tracing: hasXRay ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup: new LogGroup(scope, `${id}Log`, {
        logGroupName: logGroupOf(scope, name, which),
        retention: RetentionDays.THREE_MONTHS,
        encryptionKey: key,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.name = name;
    const { CKV_AWS_117, ...findings } = FUNCTION_FINDINGS;
    acceptFindings(this, {
      ...findings,
      ...(network === undefined && CKV_AWS_117 !== undefined ? { CKV_AWS_117 } : {}),
      CKV_AWS_173: 'The environment holds names and no secrets; Lambda encrypts it with its own key.',
    });
    props.monitoring.watch(this, {
      name,
      which,
      says: `The function ${name} failed ${tries} times in an hour.`,
      metric: this.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: tries,
      console: functionLink(settings.environment, functionName),
    });
  }
}

/** The parts that are there; JSON has no others. */
const partOf = (settings: Settings, parts: readonly (keyof Settings)[]): Partial<Settings> =>
  Object.fromEntries(parts.map((part) => [part, settings[part]]));

function roleOf(
  scope: Construct,
  id: string,
  { name, which, permissions, roleName, rolePath, network }: LambdaFunctionProps,
  hasXRay: boolean,
): IRole {
  if ('roleArn' in permissions) return permissions;
  const props = { functionName: name, which, hasXRay, roleName, path: rolePath };
  const role = new FunctionRole(scope, `${id}Role`, props);
  allow(role, ...permissions, ...(network === undefined ? [] : [IN_A_VPC]));
  return role.withoutPolicyUpdates();
}
