import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Fact, FactName } from 'aws-cdk-lib/region-info';
import type { Settings } from '../../core/config/types';

/** What differs between Regions. */
export interface RegionTraits {
  readonly runtime: Runtime;
  readonly architecture: Architecture;
  readonly hasXRay: boolean;
}

/** By partition; what is not listed is there. */
const LACKING: Readonly<Record<string, readonly ('arm64' | 'x-ray')[]>> = {
  // X-Ray: China's Lambda user guide. arm64: public layers for China are x86_64 only (aws-lambda-web-adapter, README).
  'aws-cn': ['arm64', 'x-ray'],
};

/** Source of the runtimes: the facts that aws-cdk-lib ships (`latestNodeRuntime`, by Region). */
export function regionTraits({ region, partition }: Settings['environment']): RegionTraits {
  const lacking = LACKING[partition] ?? [];
  const latest = Fact.find(region, FactName.LATEST_NODE_RUNTIME);
  return {
    runtime: latest === Runtime.NODEJS_24_X.name ? Runtime.NODEJS_24_X : Runtime.NODEJS_22_X,
    architecture: lacking.includes('arm64') ? Architecture.X86_64 : Architecture.ARM_64,
    hasXRay: !lacking.includes('x-ray'),
  };
}
