import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import { type HistoryEvent, readEvent, type StoredEvent } from '../../../packages/local-aws/engine/records/history';
import { EVENTS, isExecutionsSpace } from '../../../packages/local-aws/engine/records/namespaces';
import type { ExportRecord } from '../../../packages/local-aws/services/rds/exports/record';
import type { SnapshotRecord } from '../../../packages/local-aws/services/rds/snapshots/record';
import type { Write } from '../../../packages/local-aws/store';
import { snapshotOf } from './operator';

export interface ExportRules {
  readonly maxConcurrent: number;
  /** Somebody else's take slots of the account. */
  readonly isOurs: (task: ExportRecord) => boolean;
  /** ARNs of snapshots that an operator had exported again. */
  readonly rerun: ReadonlySet<string>;
}

/** The limit of RDS, per account and Region. */
const ACCOUNT_LIMIT = 5;
const isRunning = ({ status }: ExportRecord): boolean => ['STARTING', 'IN_PROGRESS', 'CANCELING'].includes(status);
const isGivenUp = ({ status }: ExportRecord): boolean => status === 'FAILED' || status === 'CANCELED';

/** Watches the account's export tasks, and who waits for one, as they are written, and names what must never be. */
export class ExportWatch {
  readonly violations: string[] = [];
  readonly #tasks = new Map<string, ExportRecord>();
  readonly #snapshots = new Map<string, SnapshotRecord>();
  /** ARN of the snapshot, by execution of the main machine. */
  readonly #executions = new Map<string, string>();
  /** Executions that wait for a slot. */
  readonly #inLine = new Set<string>();
  constructor(readonly rules: ExportRules) {}

  get ours(): ExportRecord[] {
    return [...this.#tasks.values()].filter(this.rules.isOurs);
  }
  get foreign(): ExportRecord[] {
    return [...this.#tasks.values()].filter((task) => !this.rules.isOurs(task));
  }

  see(write: Write): void {
    if ('deleted' in write) return;
    const { namespace, key, value } = write;
    if (namespace === 'rds-exports') this.#seeTask(structuredClone(value) as ExportRecord);
    else if (namespace === 'rds-snapshots') this.#snapshots.set(key, structuredClone(value) as SnapshotRecord);
    else if (isExecutionsSpace(namespace)) this.#seeExecution(value as ExecutionRecord);
    else if (namespace.startsWith(EVENTS))
      for (const event of value as StoredEvent[]) this.#seeEvent(namespace.slice(EVENTS.length), readEvent(event));
  }

  #seeTask(task: ExportRecord): void {
    if (!this.#tasks.has(task.id) && this.rules.isOurs(task)) this.#judgeStart(task);
    this.#tasks.set(task.id, task);
    const running = [...this.#tasks.values()].filter(isRunning).length;
    if (running > ACCOUNT_LIMIT) this.violations.push(`${running} exports run in the account at once`);
  }

  #seeExecution(record: ExecutionRecord): void {
    if (record.stateMachineName.endsWith('export-snapshot')) this.#executions.set(record.arn, snapshotOf(record));
  }

  #seeEvent(executionArn: string, { type, stateEnteredEventDetails }: HistoryEvent): void {
    const entered = stateEnteredEventDetails as { name: string } | undefined;
    if (entered?.name === 'WaitForSlot') this.#inLine.add(executionArn);
    if (type === 'WaitStateExited') this.#inLine.delete(executionArn);
  }

  #judgeStart(task: ExportRecord): void {
    const { maxConcurrent, rerun } = this.rules;
    const ours = this.ours.filter(isRunning).length + 1;
    // who comes in the same moment cannot have been seen
    const foreign = this.foreign.filter((other) => isRunning(other) && other.startedAt < task.startedAt).length;
    if (ours > maxConcurrent || ours + foreign > maxConcurrent) {
      this.violations.push(
        `${task.id} is started as number ${ours} of ours, beside ${foreign} of others; ${maxConcurrent} may run`,
      );
    }
    for (const other of this.ours.filter((o) => !isGivenUp(o))) {
      if (other.sourceArn === task.sourceArn && !rerun.has(task.sourceArn)) {
        this.violations.push(`${task.sourceArn} is exported twice: by ${other.id} and ${task.id}`);
      }
      const isSameDay = dayOf(other) === dayOf(task) && other.reads?.sourceId === task.reads?.sourceId;
      if (isSameDay && (other.snapshotTime ?? 0) > (task.snapshotTime ?? 0)) {
        this.violations.push(`${task.sourceArn} is exported after ${other.sourceArn}, which is newer`);
      }
      if (isRunning(other) && other.reads?.sourceId === task.reads?.sourceId) {
        this.violations.push(`${task.sourceArn} is exported while ${other.sourceArn} of the same database is`);
      }
    }
    this.#judgeLine(task);
  }

  /** Whatever the day: an older snapshot of the database that waits for a slot goes first. */
  #judgeLine(task: ExportRecord): void {
    for (const executionArn of this.#inLine) {
      const waiting = this.#snapshots.get(this.#executions.get(executionArn) ?? '');
      const isOfDatabase = waiting !== undefined && waiting.sourceId === task.reads?.sourceId;
      if (isOfDatabase && waiting.createdAt < (task.snapshotTime ?? 0)) {
        this.violations.push(`${task.sourceArn} is exported while ${waiting.arn}, which is older, waits for a slot`);
      }
    }
  }
}

const dayOf = ({ snapshotTime = 0 }: ExportRecord): string => new Date(snapshotTime).toISOString().slice(0, 10);
