/**
 * Faults that can be injected by name, each a finite number of times.
 *
 * | name | strikes | target |
 * |---|---|---|
 * | `access-denied`, `throttling`, `service-error` | before the effect, any API operation, a Task's nested `states:StartExecution` too | `glue:StartCrawler` |
 * | `lost-response` | after the effect: the connection breaks, the caller never hears | `glue:StartCrawler` |
 * | `function-error`, `function-timeout` | before the handler runs | `lambda:plan-copy` |
 * | `function-lost-response` | after the handler ran | `lambda:plan-copy` |
 * | `function-large-answer` | after the handler ran: its answer comes with more than the 256 KiB that a Task may hand on | `lambda:plan-copy` |
 * | `limit-reached` | StartExportTask answers ExportTaskLimitReachedFault | `rds:StartExportTask` |
 * | `export-failed`, `table-skipped` | the export task ends FAILED, or COMPLETE without its first table; `export-failed` also ends a table's export to S3 | the source's id, the table's name, or `*` |
 * | `crawl-failed`, `crawl-cancelled` | the crawl ends so | the crawler's name, or `*` |
 * | `duplicate-event` | every target of an event gets it twice | the event's detail-type, or `*` |
 * | `duplicate-batch` | an event source mapping hands a batch to its function twice at once | `lambda:plan-copy` |
 * | `record-throttled` | a record of PutRecord or PutRecords is refused with ProvisionedThroughputExceededException | the stream's name, or `*` |
 * | `shard-split` | before a write, the widest shard is split, as on-demand streams do by themselves | the stream's name, or `*` |
 * | `change-duplicated`, `change-delayed` | a change of a table reaches its stream twice, or a second late, behind younger ones | the table's name, or `*` |
 * | `delivery-failed`, `delivery-duplicated` | a bucket refuses an object of a delivery stream, which tries again; or gets it twice | the delivery stream's name, or `*` |
 */
export const FAULT_NAMES = [
  'access-denied',
  'throttling',
  'service-error',
  'lost-response',
  'function-error',
  'function-timeout',
  'function-lost-response',
  'function-large-answer',
  'limit-reached',
  'export-failed',
  'table-skipped',
  'crawl-failed',
  'crawl-cancelled',
  'duplicate-event',
  'duplicate-batch',
  'record-throttled',
  'shard-split',
  'change-duplicated',
  'change-delayed',
  'delivery-failed',
  'delivery-duplicated',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export interface Fault {
  readonly name: FaultName;
  /** `*` strikes every target. */
  readonly target: string;
  /** @default 1 */
  readonly times?: number;
  /** Strike only after so many chances were let pass. @default 0 */
  readonly skip?: number;
}

/** A moment at which a fault could strike, and whether one did. */
export interface Chance {
  readonly name: FaultName;
  readonly target: string;
  readonly struck: boolean;
}

export class Faults {
  /** Hears of every chance: what can go wrong in a run is found by watching one. */
  onChance: ((chance: Chance) => void) | undefined;
  #pending: { name: FaultName; target: string; times: number; skip: number }[] = [];

  /** Throws a RangeError for a name that is not in the table above. */
  inject({ name, target, times = 1, skip = 0 }: Fault): void {
    if (!FAULT_NAMES.includes(name)) {
      throw new RangeError(`There is no fault named '${name}'. Use one of: ${FAULT_NAMES.join(', ')}.`);
    }
    this.#pending.push({ name, target, times, skip });
  }

  /** True when such a fault strikes now; each strike uses one of its times. */
  strikes(name: FaultName, target: string): boolean {
    const struck = this.#take(name, target);
    this.onChance?.({ name, target, struck });
    return struck;
  }

  #take(name: FaultName, target: string): boolean {
    const fault = this.#pending.find(
      (f) => f.name === name && (f.target === target || f.target === '*') && f.times > 0,
    );
    if (fault === undefined) return false;
    if (fault.skip > 0) {
      fault.skip--;
      return false;
    }
    fault.times--;
    this.#pending = this.#pending.filter((f) => f.times > 0);
    return true;
  }

  pending(): readonly Fault[] {
    return this.#pending.map((f) => ({ ...f }));
  }

  clear(): void {
    this.#pending = [];
  }
}
