/** Metrics, log events and namespaces: constructs (alarms, dashboards) and handlers import the same words. */
export const METRICS_NAMESPACE = 'Lakeferry';
export const SERVICE_NAME = 'lakeferry';
