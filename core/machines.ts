/**
 * The machines, children first: a machine names the ones it starts. The one list: deployment, local runtime, command
 * line and tests read it.
 */
export const MACHINES = ['catalog-tables', 'publish-export', 'export-snapshot'] as const;
export type MachineName = (typeof MACHINES)[number];

/**
 * Those that no other machine starts: their end is the end of a run, and a person is told of it. A test holds the list
 * against the files.
 */
export const OUTERMOST_MACHINES: readonly MachineName[] = ['export-snapshot'];
