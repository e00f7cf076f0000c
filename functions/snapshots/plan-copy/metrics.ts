export const METRIC = { skippedTables: 'TablesSkipped' } as const;
