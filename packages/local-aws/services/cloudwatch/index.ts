import type { Rights } from '../../authorization/rights';
import type { LocalService, ServiceDependencies } from '../../service';
import { Datapoints } from './datapoints';
import { getMetricData } from './get-metric-data';
import { metricOperations } from './metric-operations';

export type { Datapoints, Metric, Waiting } from './datapoints';

/** Metrics of the services that run here, and of who puts some: no alarms, dashboards, streams or expressions. */
export interface CloudWatch {
  readonly service: LocalService;
  readonly rights: Rights;
  /** For services that measure something. */
  readonly datapoints: Datapoints;
}

export async function createCloudWatch(deps: Pick<ServiceDependencies, 'clock' | 'store'>): Promise<CloudWatch> {
  const datapoints = await Datapoints.load(deps);
  const operations = { GetMetricData: getMetricData(datapoints), ...metricOperations(datapoints) };
  return {
    service: { name: 'monitoring', operations },
    // none of these actions takes a resource; its prefix is not the signing name
    rights: async (operation, { Namespace }: { readonly Namespace?: string }) => [
      { action: `cloudwatch:${operation}`, resource: '*', context: { 'cloudwatch:namespace': Namespace } },
    ],
    datapoints,
  };
}
