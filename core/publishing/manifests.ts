/**
 * Folder of the work bucket with the manifest, the batches, the completeness report and the Map's results of every
 * export.
 */
export const MANIFESTS_PREFIX = 'manifests';

/** Key of one of these files. */
export const manifestKey = (exportTaskId: string, file: string): string =>
  `${MANIFESTS_PREFIX}/${exportTaskId}/${file}`;
