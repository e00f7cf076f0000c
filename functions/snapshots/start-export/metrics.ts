/** Metrics of this function, by outcome. */
export const METRIC = {
  STARTED: 'ExportsStarted',
  NO_SLOT: 'SlotLooks',
  IGNORED: 'TriggersIgnored',
  queueLength: 'ExportsWaiting',
} as const;
