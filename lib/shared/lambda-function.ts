import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function as CdkFunction, Code, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { Permission } from '../../core/rights/permission';
import { functionLink } from '../../core/runs/console-links';
import { ENV, type EnvName } from '../../functions/shared/env';
import { functionBundle } from './bundles';
import { acceptFindings } from './findings/accepted-findings';
import { FUNCTION_FINDINGS } from './findings/function-findings';
import { FunctionRole, logGroupOf } from './function-role';
import { namesIn } from './lakeferry-stack';
import type { Monitoring } from './monitoring';
import { allow } from './permissions';
import { regionTraits } from './region-traits';

/**
 * A Task asks a function at most seven times: once, and six retries. So many errors in an hour are a Task that gave up,
 * or several in trouble.
 */
export const TRIES_OF_A_TASK = 7;

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
  readonly monitoring: Monitoring;
  /**
   * How often whoever calls it tries before giving up. So many errors in an hour are an alarm. @default TRIES_OF_A_TASK
   */
  readonly tries?: number;
}

/**
 * One function: bundled with the settings it reads, the newest Node.js of the Region, a role and a log group of its own
 * under the lake's key, and an alarm.
 */
export class LambdaFunction extends CdkFunction {
  /** Folder of the function, below a room of `functions`. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    const { name, settings, reads, key, timeout, memorySize, tries = TRIES_OF_A_TASK } = props;
    const { runtime, architecture, hasXRay } = regionTraits(settings.environment);
    const names = namesIn(scope);
    super(scope, id, {
      functionName: names.deployed(name),
      description: `lakeferry: function ${name}`,
      runtime,
      architecture,
      code: Code.fromAsset(functionBundle(name, partOf(settings, reads))),
      handler: 'index.handler',
      role: roleOf(scope, id, props, hasXRay),
      timeout,
      memorySize,
      environment: {
        ...props.environment,
        [ENV.metricsNamespace]: names.metricsNamespace,
        POWERTOOLS_TRACE_ENABLED: String(hasXRay),
      },
      tracing: hasXRay ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup: new LogGroup(scope, `${id}Log`, {
        logGroupName: logGroupOf(scope, name),
        retention: RetentionDays.THREE_MONTHS,
        encryptionKey: key,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.name = name;
    acceptFindings(this, {
      ...FUNCTION_FINDINGS,
      CKV_AWS_173: 'The environment holds names and no secrets; Lambda encrypts it with its own key.',
    });
    props.monitoring.watch(this, {
      name,
      says: `The function ${name} failed ${tries} times in an hour.`,
      metric: this.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: tries,
      console: functionLink(settings.environment, names.deployed(name)),
    });
  }
}

/** The parts that are there; JSON has no others. */
const partOf = (settings: Settings, parts: readonly (keyof Settings)[]): Partial<Settings> =>
  Object.fromEntries(parts.map((part) => [part, settings[part]]));

function roleOf(
  scope: Construct,
  id: string,
  { name, permissions, roleName }: LambdaFunctionProps,
  hasXRay: boolean,
): IRole {
  if ('roleArn' in permissions) return permissions;
  const role = new FunctionRole(scope, `${id}Role`, { functionName: name, hasXRay, roleName });
  allow(role, ...permissions);
  return role.withoutPolicyUpdates();
}
