import { type ObjectEvent, readMessage } from '../../../core/replication/object-event';
import type { LeftOut } from '../../../core/replication/select';
import { compareSequencers } from '../../../core/replication/sequencer';

/** What is read of a message of the queue. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
}

/** One event and the message that brought it. */
export interface Work<M extends Message> {
  readonly message: M;
  readonly event: ObjectEvent;
}

export interface MessagePlan<M extends Message> {
  /** Events of one key are one group, the newest first: what is older than it is done then without a copy. */
  readonly groups: readonly (readonly Work<M>[])[];
  readonly leftOut: readonly (Work<M> & { readonly why: LeftOut })[];
  readonly unreadable: readonly { readonly message: M; readonly error: Error }[];
}

/** Sorts the messages of one invocation. A message without any event (S3's test event) stands nowhere. */
export function planMessages<M extends Message>(
  messages: readonly M[],
  select: (event: ObjectEvent) => LeftOut | undefined,
): MessagePlan<M> {
  const groups = new Map<string, Work<M>[]>();
  const leftOut: (Work<M> & { readonly why: LeftOut })[] = [];
  const unreadable: { readonly message: M; readonly error: Error }[] = [];
  for (const message of messages) {
    const events = eventsOf(message.body);
    if (events instanceof Error) {
      unreadable.push({ message, error: events });
      continue;
    }
    for (const event of events) {
      const why = select(event);
      if (why === undefined) groups.set(event.key, [...(groups.get(event.key) ?? []), { message, event }]);
      else leftOut.push({ message, event, why });
    }
  }
  return { groups: [...groups.values()].map((group) => group.sort(newestFirst)), leftOut, unreadable };
}

/** Whatever a body makes the reader throw, it is no event of S3: a malformed key for one. */
function eventsOf(body: string): readonly ObjectEvent[] | Error {
  try {
    return readMessage(body);
  } catch (error) {
    return error as Error;
  }
}

const newestFirst = ({ event: a }: Work<Message>, { event: b }: Work<Message>): number =>
  compareSequencers(b.sequencer, a.sequencer) ?? 0;
