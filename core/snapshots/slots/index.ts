export {
  judgeTurn,
  KEEPS_PLACE_MS,
  OVERDUE_AFTER_MS,
  type QueueState,
  type RunningExport,
  type Turn,
} from './judge-turn';
export { inTurnOrder, queueKeyOf, type SlotRanking, type WaitingExport } from './order';
export { type ExportProgress, remainingSeconds, waitForExport } from './remaining';
export {
  CLAIM_GRACE_MS,
  DEFAULT_EXPECTED_SECONDS,
  expectedSecondsFrom,
  type ListedTask,
  liveClaims,
  runningExports,
  SERVICE_LIMIT,
  waitsForListing,
} from './running';
export { exportTaskId, TASK_ID_MAX_LENGTH, TASK_ID_PATTERN } from './task-id';
export { type QueueAhead, secondsUntilTurn, waitBeforeLook } from './wait';
