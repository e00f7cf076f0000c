import type { SnapshotKind, SourceSettings } from '../../config/types';
import { configuredKinds, SNAPSHOT_EVENTS, type SourceKind } from './event-ids';
import { parseExportableArn, snapshotKindOf, sourceIdOfAutomated } from './rds-arn';

/** The parts of an RDS event that decide. Everything is checked: anybody can start the machine by hand. */
export interface SnapshotEvent {
  readonly source: 'aws.rds';
  readonly 'detail-type': string;
  readonly detail: {
    readonly SourceArn: string;
    readonly SourceIdentifier: string;
    readonly EventID: string;
    readonly SourceType?: string;
  };
}

/** A request of the schedule or of an operator. */
export interface SnapshotRequest {
  readonly source: 'lakeferry';
  /** A snapshot, or an Aurora cluster to be exported live. */
  readonly sourceArn: string;
  /**
   * Schedule only: the planned time (`<aws.scheduler.scheduled-time>`), so that a repeated delivery is the same
   * request.
   */
  readonly scheduledTime?: string;
  /** Export even though the ledger says that this snapshot was published. */
  readonly rerun?: boolean;
}

export type TriggerVerdict =
  /** A snapshot that may be ours: Describe tells whose it is and when it was taken. */
  | { readonly verdict: 'SNAPSHOT'; readonly snapshot: SnapshotCandidate }
  /** The live cluster of a configured source. */
  | { readonly verdict: 'CLUSTER'; readonly sourceId: string; readonly arn: string; readonly scheduledTime?: string }
  | {
      readonly verdict: 'IGNORED';
      readonly reason: 'UNKNOWN_SOURCE' | 'NOT_A_CREATED_EVENT' | 'KIND_NOT_CONFIGURED';
      readonly message: string;
    };

export interface SnapshotCandidate {
  readonly arn: string;
  readonly identifier: string;
  readonly sourceKind: SourceKind;
  readonly snapshotKind: SnapshotKind;
  /** An operator asked for it: the kinds in the configuration do not matter. */
  readonly isRequested: boolean;
}

/** What started the machine is neither an RDS event nor a request. */
export class InvalidTriggerError extends Error {
  override readonly name = 'InvalidTriggerError';
}

/**
 * What a trigger means, before AWS is asked anything. Throws {@link InvalidTriggerError} for input that is neither an
 * event nor a request.
 */
export function judgeTrigger(trigger: unknown, sources: readonly SourceSettings[]): TriggerVerdict {
  if (isEvent(trigger)) return judgeEvent(trigger, sources);
  if (isRequest(trigger)) return judgeRequest(trigger, sources);
  throw new InvalidTriggerError(
    `The input is neither an RDS snapshot event nor a request: ${JSON.stringify(trigger)?.slice(0, 200)}. ` +
      `Start export-snapshot with {"source": "lakeferry", "sourceArn": "<ARN of a snapshot or an Aurora cluster>"}.`,
  );
}

/** Whether the described owner of a snapshot is a source, and takes this kind of snapshot. */
export function judgeOwner(
  candidate: SnapshotCandidate,
  ownerId: string,
  sources: readonly SourceSettings[],
): Extract<TriggerVerdict, { verdict: 'IGNORED' }> | undefined {
  const { sourceKind, snapshotKind, identifier, isRequested } = candidate;
  const source = sources.find(({ id, kind }) => id === ownerId && kind === sourceKind);
  if (source === undefined) return unknownSource(identifier, ownerId, sourceKind);
  if (isRequested || configuredKinds(source).includes(snapshotKind)) return undefined;
  return ignored(
    'KIND_NOT_CONFIGURED',
    `${identifier} is a snapshot of kind ${snapshotKind}; the trigger of source ${ownerId} does not take them.`,
  );
}

function judgeEvent(event: SnapshotEvent, sources: readonly SourceSettings[]): TriggerVerdict {
  const { SourceArn: arn, SourceIdentifier: identifier, EventID: eventId } = event.detail;
  const sourceKind = kindOfEvent(event);
  const snapshotKind = snapshotKindOf(identifier);
  if (sourceKind === undefined || !SNAPSHOT_EVENTS[sourceKind].eventIds[snapshotKind].includes(eventId)) {
    return ignored('NOT_A_CREATED_EVENT', `${eventId} of ${identifier} does not say that a snapshot can be exported.`);
  }
  const candidate = { arn, identifier, sourceKind, snapshotKind, isRequested: false };
  return judgeCandidate(candidate, sources);
}

/** The kind of source that an event speaks of; none when its parts contradict each other. */
function kindOfEvent(event: SnapshotEvent): SourceKind | undefined {
  const arn = parseExportableArn(event.detail.SourceArn);
  const kind = (['aurora-cluster', 'rds-instance'] as const).find(
    (each) => SNAPSHOT_EVENTS[each].detailType === event['detail-type'] && SNAPSHOT_EVENTS[each].arnType === arn?.type,
  );
  return arn?.identifier === event.detail.SourceIdentifier ? kind : undefined;
}

function judgeCandidate(candidate: SnapshotCandidate, sources: readonly SourceSettings[]): TriggerVerdict {
  const { identifier, sourceKind, snapshotKind, isRequested } = candidate;
  const ownerId = sourceIdOfAutomated(identifier);
  const judged = ownerId === undefined ? undefined : judgeOwner(candidate, ownerId, sources);
  if (judged !== undefined) return judged;
  const taken = sources.some((s) => s.kind === sourceKind && configuredKinds(s).includes(snapshotKind));
  if (isRequested || taken) return { verdict: 'SNAPSHOT', snapshot: candidate };
  return ignored(
    'KIND_NOT_CONFIGURED',
    `${identifier} is a snapshot of kind ${snapshotKind}; no source of kind ${sourceKind} takes them.`,
  );
}

function judgeRequest(
  { sourceArn, scheduledTime }: SnapshotRequest,
  sources: readonly SourceSettings[],
): TriggerVerdict {
  const arn = parseExportableArn(sourceArn);
  if (arn === undefined) {
    throw new InvalidTriggerError(
      `sourceArn '${sourceArn}' is not the ARN of an RDS snapshot, a cluster snapshot or a cluster. Copy it from the RDS console.`,
    );
  }
  const { type, identifier } = arn;
  if (type !== 'cluster') {
    const sourceKind = type === 'snapshot' ? 'rds-instance' : 'aurora-cluster';
    const snapshotKind = snapshotKindOf(identifier);
    return judgeCandidate({ arn: sourceArn, identifier, sourceKind, snapshotKind, isRequested: true }, sources);
  }
  const isKnown = sources.some(({ id, kind }) => id === identifier && kind === 'aurora-cluster');
  if (!isKnown) return unknownSource(identifier, identifier, 'aurora-cluster');
  if (scheduledTime !== undefined && Number.isNaN(Date.parse(scheduledTime))) {
    throw new InvalidTriggerError(
      `scheduledTime '${scheduledTime}' is not a time. Give ISO-8601, for example 2026-11-20T02:00:00Z.`,
    );
  }
  return { verdict: 'CLUSTER', sourceId: identifier, arn: sourceArn, scheduledTime };
}

const ignored = (
  reason: Extract<TriggerVerdict, { verdict: 'IGNORED' }>['reason'],
  message: string,
): Extract<TriggerVerdict, { verdict: 'IGNORED' }> => ({ verdict: 'IGNORED', reason, message });

const unknownSource = (identifier: string, ownerId: string, kind: SourceKind) =>
  ignored('UNKNOWN_SOURCE', `${identifier} belongs to '${ownerId}', which is no configured source of kind ${kind}.`);

function isEvent(trigger: unknown): trigger is SnapshotEvent {
  const detail = (trigger as Partial<SnapshotEvent> | null)?.detail;
  return (
    (trigger as Partial<SnapshotEvent> | null)?.source === 'aws.rds' &&
    [detail?.SourceArn, detail?.SourceIdentifier, detail?.EventID].every((each) => typeof each === 'string')
  );
}

function isRequest(trigger: unknown): trigger is SnapshotRequest {
  const request = trigger as Partial<SnapshotRequest> | null;
  return request?.source === 'lakeferry' && typeof request.sourceArn === 'string';
}
