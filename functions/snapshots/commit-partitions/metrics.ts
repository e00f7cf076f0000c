export const METRIC = {
  tables: 'TablesPublished',
  files: 'FilesPublished',
  bytes: 'BytesPublished',
  removed: 'LeftoverFilesRemoved',
} as const;
