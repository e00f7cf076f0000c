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

/** The member that carries an event type's details (`taskScheduledEventDetails`), or undefined when it has none. */
export function detailsMember(type: string): string | undefined {
  const state = STATE_DETAILS.exec(type);
  if (state !== null) return state[1] === 'Entered' ? 'stateEnteredEventDetails' : 'stateExitedEventDetails';
  if (WITHOUT_DETAILS.test(type)) return undefined;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

export function historyEvent(
  head: Pick<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>,
  details: JsonObject | undefined,
): HistoryEvent {
  const member = detailsMember(head.type);
  return member === undefined || details === undefined ? { ...head } : { ...head, [member]: details };
}

/** Keeps sort order as text: ids have at most five digits (25,000 events). */
export const eventKey = (id: number): string => String(id).padStart(6, '0');
