/** The machines, children first: a machine names the ones it starts. The one list: deployment, local runtime, command line and tests read it. */
export const MACHINES = ['catalog-tables', 'publish-export', 'export-snapshot'] as const;
export type MachineName = (typeof MACHINES)[number];
