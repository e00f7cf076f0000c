import { inBackground } from '../../../background';
import type { EmitEvent, ObjectStore, ServiceDependencies } from '../../../service';
import { Changes, DurableMap } from '../../../store';
import { parseRdsArn } from '../arns';
import { announce, type ExportEnd, exportAnnouncement } from '../events';
import type { FrozenData } from '../frozen-data';
import { writeInfo, writeTables } from './data';
import { type ExportRecord, isOver, percentOf } from './record';

export interface ExportRunnerDependencies extends ServiceDependencies {
  readonly objects: ObjectStore;
  readonly emit: EmitEvent;
  readonly frozen: FrozenData;
  /** Called when a task is over and nothing reads its source any more. */
  readonly released: (snapshotArn: string) => Promise<void>;
}

/** A task that is cancelled gives its slot back so long after. */
const CANCELING_MS = 60_000;
const UNKNOWN_FAILURE = 'An unknown internal error occurred.';

/** Runs export tasks: STARTING, IN_PROGRESS, and one of three ends. */
export class ExportRunner {
  #closed = false;
  readonly #writing = new Map<string, Promise<void>>();
  /** Of an earlier process, not gone on with yet. */
  readonly #left: ExportRecord[];
  private constructor(
    private readonly deps: ExportRunnerDependencies,
    private readonly records: DurableMap<ExportRecord>,
  ) {
    this.#left = this.all();
  }

  static async load(deps: ExportRunnerDependencies): Promise<ExportRunner> {
    return new ExportRunner(deps, await DurableMap.load(deps.store, 'rds-exports'));
  }

  /** Tasks of an earlier process go on where they were: what fell due meanwhile happens at once, in order. */
  resume(): void {
    for (const { id } of this.#left.splice(0)) {
      const record = this.records.get(id);
      if (record === undefined) continue;
      if (!isOver(record.status)) this.#arm(record);
    }
  }

  /** In the order they were started. */
  all(): ExportRecord[] {
    return this.records.values().sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  }

  find(id: string): ExportRecord | undefined {
    return this.records.get(id);
  }

  /** Tasks that use one of the account's slots. */
  running(): ExportRecord[] {
    return this.all().filter((r) => !isOver(r.status));
  }

  /** The record is in place before this awaits anything: of two calls at once the second finds it. */
  async start(record: ExportRecord): Promise<void> {
    await this.records.set(record.id, record);
    this.#arm(record);
  }

  async cancel(record: ExportRecord): Promise<ExportRecord> {
    const { clock } = this.deps;
    const percent = percentOf(record, clock.now());
    const canceling: ExportRecord = { ...record, status: 'CANCELING', percent, endsAt: clock.now() + CANCELING_MS };
    await this.records.set(record.id, canceling);
    this.#arm(canceling);
    return canceling;
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#writing.values());
  }

  #arm({ id, status, runsAt, endsAt }: ExportRecord): void {
    const { clock } = this.deps;
    if (status === 'STARTING') clock.at(runsAt, () => inBackground('rds', () => clock.hold(() => this.#begin(id))));
    else clock.at(endsAt, () => inBackground('rds', () => clock.hold(() => this.#end(id, status))));
  }

  /** Reading begins; time stands still (on a virtual clock) until everything is written. */
  async #begin(id: string): Promise<void> {
    const record = this.records.get(id);
    if (this.#closed || record?.status !== 'STARTING') return;
    const running: ExportRecord = { ...record, status: 'IN_PROGRESS', fate: this.#fate(record) };
    await this.records.set(id, running);
    this.#arm(running);
    await this.#write(running).catch(() => {});
  }

  #fate({ reads }: ExportRecord): ExportRecord['fate'] {
    if (reads === undefined) return undefined;
    if (this.deps.faults.strikes('export-failed', reads.sourceId)) return 'FAILED';
    return this.deps.faults.strikes('table-skipped', reads.sourceId) ? 'TABLE_SKIPPED' : undefined;
  }

  /** Once per process and task; what a killed process had begun is written again, byte for byte. */
  #write(record: ExportRecord): Promise<void> {
    const { frozen, objects } = this.deps;
    const writing = this.#writing.get(record.id) ?? writeTables(record, frozen, objects);
    this.#writing.set(record.id, writing);
    return writing;
  }

  async #end(id: string, awaited: ExportRecord['status']): Promise<void> {
    const record = this.records.get(id);
    if (this.#closed || record === undefined || record.status !== awaited) return;
    const endedAt = this.deps.clock.now();
    const ended: ExportRecord =
      record.status === 'CANCELING'
        ? { ...record, status: 'CANCELED', endedAt }
        : { ...record, ...(await this.#result(record, endedAt)), endedAt };
    // Cancelled while the last files were written: the cancellation has its own timer.
    if (this.records.get(id) !== record) return;
    await Changes.together(this.deps.store, (changes) => {
      changes.set(this.records, id, ended);
      return this.#announce(ended, changes);
    });
    this.#writing.delete(id);
    await this.#release(ended);
  }

  async #result(record: ExportRecord, endedAt: number): Promise<Partial<ExportRecord>> {
    try {
      await this.#write(record);
      if (record.fate === 'FAILED') return { status: 'FAILED', percent: 50, failureCause: UNKNOWN_FAILURE };
      const warningMessage = await writeInfo(record, endedAt, this.deps.frozen, this.deps.objects);
      return { status: 'COMPLETE', percent: 100, warningMessage };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: 'FAILED', percent: 0, failureCause: `${UNKNOWN_FAILURE} ${reason}` };
    }
  }

  async #announce(record: ExportRecord, changes: Changes): Promise<void> {
    const source = parseRdsArn(this.deps, record.sourceArn);
    if (source === undefined || source.type === 'db') return;
    const announcement = exportAnnouncement(source.type, record.status as ExportEnd);
    const about = { arn: record.sourceArn, id: source.id };
    await announce(this.deps.emit, announcement, about, this.deps.clock.now(), changes);
  }

  async #release({ id, reads }: ExportRecord): Promise<void> {
    if (reads === undefined) return;
    if (reads.owner === liveOwner(id)) await this.deps.frozen.drop(reads.owner);
    else if (!this.running().some((r) => r.reads?.owner === reads.owner)) await this.deps.released(reads.owner);
  }
}

/** Owner of the data that an export of a live cluster reads. */
export const liveOwner = (taskId: string): string => `export/${taskId}`;
