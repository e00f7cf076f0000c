import type { Json, JsonObject } from '../json';

/** An event of an execution's history, with the API's own member names; `timestamp` in milliseconds since the epoch. */
export type HistoryEvent = {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
} & JsonObject;

/** What an event tells; members that are undefined are absent. */
export type EventDetails = Readonly<Record<string, Json | undefined>>;

/**
 * An event as it is stored. The events of one write are one entry of the store, an array under the key of the first.
 * Histories are most of what the engine writes: member names, and what is the same in every event, would double them.
 */
export type StoredEvent = readonly [
  id: number,
  timestamp: number,
  type: string,
  previousEventId: number,
  details?: EventDetails,
];

/** Keeps sort order as text: ids have at most five digits (25,000 events). */
export const eventKey = (id: number): string => String(id).padStart(6, '0');

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

/** Data that the API accompanies by whether it was cut short; here it never is. */
const DATA = ['input', 'output', 'assignedVariables'];

export function readEvent([id, timestamp, type, previousEventId, details]: StoredEvent): HistoryEvent {
  const head = { timestamp, type, id, previousEventId };
  const member = detailsMember(type);
  if (member === undefined || details === undefined) return head;
  const given = Object.entries(details).flatMap(([key, value]) =>
    value === undefined
      ? []
      : DATA.includes(key)
        ? [[key, value] as const, [`${key}Details`, { truncated: false }] as const]
        : [[key, value] as const],
  );
  return { ...head, [member]: Object.fromEntries(given) };
}
