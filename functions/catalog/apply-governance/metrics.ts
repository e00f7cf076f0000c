/** Metrics of this function. */
export const METRIC = {
  changes: 'GovernanceChanges',
  toClassify: 'ColumnsToClassify',
  mismatches: 'VisibilityMismatches',
} as const;
