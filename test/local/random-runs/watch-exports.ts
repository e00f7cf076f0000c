import type { ExportRecord } from '../../../local/services/rds/export-record';

/** The limit of RDS, per account and Region. */
const ACCOUNT_LIMIT = 5;
const isRunning = ({ status }: ExportRecord): boolean => ['STARTING', 'IN_PROGRESS', 'CANCELING'].includes(status);
const isGivenUp = ({ status }: ExportRecord): boolean => status === 'FAILED' || status === 'CANCELED';

/** Watches the account's export tasks as they are written, and names what must never be. */
export class ExportWatch {
  readonly violations: string[] = [];
  readonly #tasks = new Map<string, ExportRecord>();
  constructor(
    readonly maxConcurrent: number,
    /** Somebody else's take slots of the account. */
    readonly isOurs: (task: ExportRecord) => boolean,
  ) {}

  get ours(): ExportRecord[] {
    return [...this.#tasks.values()].filter(this.isOurs);
  }
  get foreign(): ExportRecord[] {
    return [...this.#tasks.values()].filter((task) => !this.isOurs(task));
  }

  see(task: ExportRecord): void {
    const isNew = !this.#tasks.has(task.id);
    if (isNew && this.isOurs(task)) this.#judgeStart(task);
    this.#tasks.set(task.id, task);
    const running = [...this.#tasks.values()].filter(isRunning).length;
    if (running > ACCOUNT_LIMIT) this.violations.push(`${running} exports run in the account at once`);
  }

  #judgeStart(task: ExportRecord): void {
    const ours = this.ours.filter(isRunning).length + 1;
    const foreign = this.foreign.filter(isRunning).length;
    if (ours + foreign > this.maxConcurrent) {
      this.violations.push(
        `${task.id} is started as number ${ours} of ours, beside ${foreign} of others; ${this.maxConcurrent} may run`,
      );
    }
    for (const other of this.ours.filter((o) => !isGivenUp(o))) {
      if (other.sourceArn === task.sourceArn) {
        this.violations.push(`${task.sourceArn} is exported twice: by ${other.id} and ${task.id}`);
      }
      const isSameDay = dayOf(other) === dayOf(task) && other.reads?.sourceId === task.reads?.sourceId;
      if (isSameDay && (other.snapshotTime ?? 0) > (task.snapshotTime ?? 0)) {
        this.violations.push(`${task.sourceArn} is exported after ${other.sourceArn}, which is newer`);
      }
    }
  }
}

const dayOf = ({ snapshotTime = 0 }: ExportRecord): string => new Date(snapshotTime).toISOString().slice(0, 10);
