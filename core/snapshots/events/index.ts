export { type EventPattern, snapshotEventPatterns } from './event-patterns';
export {
  InvalidTriggerError,
  judgeOwner,
  judgeTrigger,
  type SnapshotCandidate,
  type SnapshotEvent,
  type SnapshotRequest,
  type TriggerVerdict,
} from './judge-trigger';
export { parseExportableArn } from './rds-arn';
