import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { deployedName } from '../../core/names';
import type { EnvName } from '../../functions/shared/env';
import { functionBundle } from './bundles';
import { logGroupOf } from './function-role';
import { regionTraits } from './region-traits';

export interface PipelineFunctionProps {
  /** Folder below `functions`. */
  readonly folder: string;
  readonly settings: Settings;
  readonly key: IKey;
  /** Complete: nothing is added to it here. */
  readonly role: IRole;
  /** Longer than the handler takes and shorter than the Task waits. */
  readonly timeout: Duration;
  /** MB; CPU grows with it, 1,769 are one processor. */
  readonly memorySize: number;
  /** @default none */
  readonly environment?: Partial<Readonly<Record<EnvName, string>>>;
}

/** One function of the pipeline: bundled with its settings, the newest Node.js of the Region, a log group of its own under the lake's key. */
export class PipelineFunction extends LambdaFunction {
  /** Folder below `functions`. */
  readonly folder: string;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    const { folder, settings, key } = props;
    const { runtime, architecture, hasXRay } = regionTraits(settings.environment);
    super(scope, id, {
      functionName: deployedName(folder),
      description: `lakeferry: functions/${folder}`,
      runtime,
      architecture,
      code: Code.fromAsset(functionBundle(folder, settings)),
      handler: 'index.handler',
      role: props.role,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: { ...props.environment, POWERTOOLS_TRACE_ENABLED: String(hasXRay) },
      tracing: hasXRay ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup: new LogGroup(scope, `${id}Log`, {
        logGroupName: logGroupOf(folder),
        retention: RetentionDays.THREE_MONTHS,
        encryptionKey: key,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.folder = folder;
  }
}
