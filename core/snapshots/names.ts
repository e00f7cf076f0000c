/** Metrics of `start-export`, each time it runs: what it did, and how many snapshots wait when there was no slot. */
export const SNAPSHOTS_METRIC = {
  exportsStarted: 'ExportsStarted',
  slotLooks: 'SlotLooks',
  triggersIgnored: 'TriggersIgnored',
  exportsWaiting: 'ExportsWaiting',
} as const;

/** Log events of `start-export` and `describe-export`, by their field `event`. */
export const SNAPSHOTS_EVENT = { exportJudged: 'EXPORT_JUDGED', warningCut: 'EXPORT_WARNING_CUT' } as const;
