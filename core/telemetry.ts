/**
 * Words that functions write into CloudWatch, and alarms, dashboards and saved queries look for. Metrics and log events
 * of a part are in its `names.ts`.
 */

/** Of every metric. A named installation adds its name behind a slash. */
export const METRICS_NAMESPACE = 'Lakeferry';

/** Of every trace. Metrics have the function's own name in their dimension `service`. */
export const SERVICE_NAME = 'lakeferry';

/** The dimension of metrics that are told apart by what the data comes from. */
export const ofSource = (sourceId: string): Readonly<Record<string, string>> => ({ source: sourceId });
