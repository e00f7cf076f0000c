import { inBackground } from '../../background';
import type { Clock, Timer } from '../../clock';
import type { EmitEvent } from '../../service';
import type { ExecutionRecord } from '../records/execution-record';
import type { Journal } from '../records/journal';
import { OUTBOX } from '../records/namespaces';
import { redriveStatus } from './redrive-status';

type StatusEvent = Parameters<EmitEvent>[0];

/**
 * What of a record changes while its execution lives. The rest of an event is the same at any time, and is read from
 * the record.
 */
const CHANGING = [
  'status',
  'stopDate',
  'output',
  'error',
  'cause',
  'redriveCount',
  'redriveDate',
  'eventCount',
] as const;
type StatusChange = Pick<ExecutionRecord, 'arn' | (typeof CHANGING)[number]>;

interface Owed {
  readonly record: ExecutionRecord;
  readonly change: StatusChange;
}

/**
 * Events that wait for one write together. Those of several executions are sent side by side: one after the other, they
 * would fall behind a Map of many children. A process that is killed may send as many again, as EventBridge itself may.
 */
const MOST_AT_ONCE = 2000;
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 15 * 60_000;

/**
 * `Step Functions Execution Status Change` on EventBridge. Each is kept until EventBridge has accepted it; those of
 * one execution are sent in order.
 */
export class StatusEvents {
  readonly #owed = new Map<string, Owed>();
  #sequence = 0;
  #publishing = false;
  /** Set while refused events wait for their next chance; new ones wait with them. */
  #later: Timer | undefined;
  /** In a row. */
  #refusals = 0;

  constructor(
    readonly journal: Journal,
    readonly clock: Clock,
    readonly emit: EmitEvent,
    readonly ids: () => string,
  ) {}

  async load(find: (arn: string) => Promise<ExecutionRecord>): Promise<void> {
    for await (const [key, change] of this.journal.store.entries<StatusChange>(OUTBOX)) {
      this.#owed.set(key, { record: await find(change.arn), change });
      this.#sequence = Number(key);
    }
  }

  /** Notes the event together with the change that it tells of. */
  announce(record: ExecutionRecord): void {
    if (record.type === 'EXPRESS') return;
    const key = String(++this.#sequence).padStart(12, '0');
    const change = changeOf(record);
    this.#owed.set(key, { record, change });
    this.journal.put(OUTBOX, key, change);
    this.publish();
  }

  publish(): void {
    if (this.#publishing || this.#later !== undefined || this.#owed.size === 0) return;
    this.#publishing = true;
    // A store that was closed meanwhile: the next process finds what is owed.
    this.clock.hold(() => this.#publishAll()).catch(() => {});
  }

  async #publishAll(): Promise<void> {
    try {
      while (this.#owed.size > 0) {
        const batch = this.#oldest();
        await this.journal.flush();
        const refusals = await Promise.all(byExecution(batch).map((events) => this.#sendInOrder(events)));
        if (refusals.some((refused) => refused)) return this.#publishLater();
        this.#refusals = 0;
      }
    } finally {
      this.#publishing = false;
    }
  }

  /** Returns whether EventBridge refused one, which is then still owed, as are those behind it. */
  async #sendInOrder(events: readonly [string, Owed][]): Promise<boolean> {
    for (const [key, owed] of events) if (await this.#send(key, owed)) return true;
    return false;
  }

  /** Returns whether EventBridge refused the event, which is then still owed. */
  async #send(key: string, { record, change }: Owed): Promise<boolean> {
    try {
      await this.emit(statusEvent({ ...record, ...UNCHANGED, ...change }));
    } catch (error) {
      inBackground('states', () => Promise.reject(error));
      return true;
    }
    this.#owed.delete(key);
    this.journal.delete(OUTBOX, key);
    return false;
  }

  #publishLater(): void {
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** this.#refusals++, LONGEST_BACKOFF_MS);
    this.#later = this.clock.at(this.clock.now() + backoff, () => {
      this.#later = undefined;
      this.publish();
    });
  }

  #oldest(): [string, Owed][] {
    const batch: [string, Owed][] = [];
    for (const entry of this.#owed) if (batch.push(entry) === MOST_AT_ONCE) break;
    return batch;
  }
}

function byExecution(batch: readonly [string, Owed][]): [string, Owed][][] {
  const groups = new Map<string, [string, Owed][]>();
  for (const event of batch) {
    const { arn } = event[1].record;
    groups.set(arn, [...(groups.get(arn) ?? []), event]);
  }
  return [...groups.values()];
}

/** A member that a change does not have was absent then, whatever the record has now. */
const UNCHANGED = Object.fromEntries(CHANGING.map((name) => [name, undefined]));

function changeOf(record: ExecutionRecord): StatusChange {
  const { arn, status, stopDate, output, error, cause, redriveCount, redriveDate, eventCount } = record;
  return { arn, status, stopDate, output, error, cause, redriveCount, redriveDate, eventCount };
}

function statusEvent(record: ExecutionRecord): StatusEvent {
  const { redriveStatus: status, redriveStatusReason } = redriveStatus(record);
  const ended = record.status !== 'RUNNING';
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [record.arn],
    detail: {
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: record.startDate,
      stopDate: record.stopDate ?? null,
      input: record.input,
      inputDetails: { included: true },
      output: record.output ?? null,
      outputDetails: record.output === undefined ? null : { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: record.redriveCount,
      redriveDate: record.redriveDate ?? null,
      redriveStatus: status,
      redriveStatusReason: redriveStatusReason ?? (ended ? `Execution is ${record.status} and is redrivable` : null),
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  };
}
