import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Fact, FactName } from 'aws-cdk-lib/region-info';
import { hasXRay } from '../../core/config/region';
import type { Settings } from '../../core/config/types';

/** What differs between Regions. */
export interface RegionTraits {
  readonly runtime: Runtime;
  readonly architecture: Architecture;
  readonly hasXRay: boolean;
  /** Whether alarms may be on a query of metrics. AWS documents CloudWatch Metrics Insights in the partition aws. */
  readonly hasMetricQueries: boolean;
}

/** Public layers for China are x86_64 only (aws-lambda-web-adapter, README). */
const WITHOUT_ARM64: readonly string[] = ['aws-cn'];

/** Source of the runtimes: the facts that aws-cdk-lib ships (`latestNodeRuntime`, by Region). */
export function regionTraits({ region, partition }: Settings['environment']): RegionTraits {
  const latest = Fact.find(region, FactName.LATEST_NODE_RUNTIME);
  return {
    runtime: latest === Runtime.NODEJS_24_X.name ? Runtime.NODEJS_24_X : Runtime.NODEJS_22_X,
    architecture: WITHOUT_ARM64.includes(partition) ? Architecture.X86_64 : Architecture.ARM_64,
    hasXRay: hasXRay(partition),
    hasMetricQueries: partition === 'aws',
  };
}
