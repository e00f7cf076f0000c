import type { JsonObject } from '../json';

/** An event of an execution's history, with the API's own member names; `timestamp` in milliseconds since the epoch. */
export type HistoryEvent = {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
} & JsonObject;

const STATE_DETAILS = /State(Entered|Exited)$/;
/** Event types whose details the API does not know, or leaves out. */
const WITHOUT_DETAILS =
  /^(ParallelState|MapState(Succeeded|Failed|Aborted)|TaskStateAborted|WaitStateAborted|LambdaFunctionStarted|MapRun(Succeeded|Aborted))/;

const MEMBERS = new Map<string, string | undefined>();

/** The member that carries an event type's details (`taskScheduledEventDetails`), or undefined when it has none. */
export function detailsMember(type: string): string | undefined {
  if (!MEMBERS.has(type)) MEMBERS.set(type, memberOf(type));
  return MEMBERS.get(type);
}

function memberOf(type: string): string | undefined {
  const state = STATE_DETAILS.exec(type);
  if (state !== null) return state[1] === 'Entered' ? 'stateEnteredEventDetails' : 'stateExitedEventDetails';
  if (WITHOUT_DETAILS.test(type)) return undefined;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

export function historyEvent(
  head: Pick<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>,
  details: JsonObject | undefined,
): HistoryEvent {
  const member = details === undefined ? undefined : detailsMember(head.type);
  if (member !== undefined) (head as JsonObject)[member] = details!;
  return head;
}

/**
 * The events of one write are one entry of the store, an array under the key of the first.
 * Keys keep their order as text: ids have at most five digits (25,000 events).
 */
export const eventKey = (id: number): string => String(id).padStart(6, '0');
