import { OUTPUT_MACHINES, STREAM_MACHINES } from '../../../core/machines';
import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import {
  detailsMember,
  type HistoryEvent,
  readEvent,
  type StoredEvent,
} from '../../../packages/local-aws/engine/records/history';
import { EVENTS, isExecutionsSpace } from '../../../packages/local-aws/engine/records/namespaces';
import type { Store, Write } from '../../../packages/local-aws/store';

/** An event of some execution's history, as it is about to be written. */
export interface Happening {
  readonly executionArn: string;
  /** Name of the machine's file. */
  readonly machine: string;
  readonly type: string;
  /** Of an event that enters or leaves a state. */
  readonly state?: string;
  /** Of an event that reports one. */
  readonly error?: string;
  /** Happenings of one write share its number: the process dies before all of them or after. */
  readonly write: number;
}

/** `kill-before`: the process dies and the write is lost. `kill-after`: the write is the last thing that it did. */
export type Verdict = 'go-on' | 'kill-before' | 'kill-after';

export interface WatchedStore extends Store {
  readonly isDead: () => boolean;
  /** Dead from now on, whatever was under way. */
  kill(): void;
  /** Lets those go who wait for a dead store; their writes are lost. */
  release(): void;
}

/** What a dead store says to those who waited for it, so that they do nothing more to what is not in the store. */
export class ProcessDiedError extends Error {
  override readonly name = 'ProcessDiedError';
}

/**
 * One process's view of a store: tells what is written, and can die at any write. What was written stays in `inner`.
 */
export function watchedStore(
  inner: Store,
  watch: (happening: Happening) => Verdict,
  onChange: (records: readonly ExecutionRecord[], isDead: boolean) => void,
  watchWrite: (write: Write) => Verdict = () => 'go-on',
  refusesWhenDead = false,
): WatchedStore {
  let dead = false;
  let count = 0;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const kill = (): void => {
    dead = true;
    onChange([], true);
  };
  const append = (writes: readonly Write[]): void => {
    if (dead) return;
    const verdicts = [...happeningsOf(writes, count++).map(watch), ...writes.map(watchWrite)];
    if (verdicts.includes('kill-before')) {
      kill();
      return;
    }
    dead = verdicts.includes('kill-after');
    inner.append(writes);
    const records = writes.flatMap(recordOf);
    if (dead || records.length > 0) onChange(records, dead);
  };
  const room = async (): Promise<void> => {
    if (!dead) return inner.room();
    await released;
    if (refusesWhenDead) throw new ProcessDiedError();
  };
  return {
    isDead: () => dead,
    kill,
    release: () => release(),
    entries: (namespace) => inner.entries(namespace),
    get: (namespace, key) => inner.get(namespace, key),
    close: async () => {},
    append,
    room,
    async write(writes) {
      append(writes);
      // whoever closes a dead process waits for its journal of executions, which changes nothing beside the store
      if (dead && writes.every(isOfExecutions)) await released;
      else await room();
    },
  };
}

const isOfExecutions = ({ namespace }: Write): boolean => namespace.startsWith('states/');

const happeningsOf = (writes: readonly Write[], write: number): Happening[] =>
  writes.flatMap(happeningOf).map((happening) => ({ ...happening, write }));

function happeningOf(write: Write): Omit<Happening, 'write'>[] {
  if (!write.namespace.startsWith(EVENTS) || 'deleted' in write) return [];
  const executionArn = write.namespace.slice(EVENTS.length);
  return (write.value as StoredEvent[]).map((event) => happening(executionArn, readEvent(event)));
}

function happening(executionArn: string, event: HistoryEvent): Omit<Happening, 'write'> {
  const details = (event.stateEnteredEventDetails ?? event.stateExitedEventDetails) as { name: string } | undefined;
  const { error } = (event[detailsMember(event.type) ?? ''] ?? {}) as { error?: string };
  return { executionArn, machine: machineOf(executionArn), type: event.type, state: details?.name, error };
}

/**
 * A Map Run's children carry the Map's label behind the machine's name; an output's machine carries the output's name,
 * a stream's the entry's.
 */
function machineOf(executionArn: string): string {
  const deployed = executionArn.split(':')[6]!.split('/')[0]!.replace('lakeferry-', '');
  return [...OUTPUT_MACHINES, ...STREAM_MACHINES].find((machine) => deployed.startsWith(`${machine}-`)) ?? deployed;
}

const recordOf = (write: Write): ExecutionRecord[] =>
  isExecutionsSpace(write.namespace) && !('deleted' in write) ? [structuredClone(write.value) as ExecutionRecord] : [];
