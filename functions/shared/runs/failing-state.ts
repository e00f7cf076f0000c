import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';

/** The most of one call. Forty iterations of an inline Map that all try seven times have fewer. */
const LAST_EVENTS = 1000;

/**
 * Name of the state in which an execution ended. Follows the chain of events back from the end to the state's
 * beginning: an earlier failure may have been retried, and the events of other branches lie between. Timeouts and stops
 * have no chain: theirs is the state entered last.
 */
export async function failingState(sfn: Pick<SFNClient, 'send'>, executionArn: string): Promise<string | undefined> {
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: LAST_EVENTS,
      includeExecutionData: false,
    }),
  );
  const newestFirst = events.toSorted((a, b) => (b.id ?? 0) - (a.id ?? 0));
  return stateAbove(newestFirst) ?? newestFirst.map(enteredState).find((name) => name !== undefined);
}

function stateAbove(newestFirst: readonly HistoryEvent[]): string | undefined {
  const byId = new Map(newestFirst.map((event) => [event.id, event]));
  let event = newestFirst[0];
  while (event !== undefined && enteredState(event) === undefined) event = byId.get(event.previousEventId);
  return event && enteredState(event);
}

const enteredState = ({ stateEnteredEventDetails }: HistoryEvent): string | undefined => stateEnteredEventDetails?.name;
