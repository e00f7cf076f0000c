import type { Json } from '../json';
import type { ExecutionRecord } from './execution-record';
import type { MapItem } from './frames';
import type { Journal } from './journal';
import { executionsSpace, MAP_ITEMS, MAP_RUNS } from './namespaces';

/** A Map Run as it is stored. Times in milliseconds since the epoch. */
export interface MapRunRecord {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly label: string;
  readonly startDate: number;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  /** Evaluated reader, batcher and writer fields: a redrive that reads again reads the same place. */
  readonly plan: MapRunPlan;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  stopDate?: number;
  /** Child executions to run; undefined until the items are read. */
  total?: number;
  /** Items in them: more than `total` with an ItemBatcher. */
  items?: number;
  error?: string;
  redriveCount: number;
  redriveDate?: number;
}

export interface MapRunPlan {
  readonly readerArguments?: Json;
  readonly maxItems?: number;
  readonly batchItems?: number;
  readonly batchBytes?: number;
  readonly batchInput?: Json;
  readonly writerArguments?: Json;
}

/** What one child execution of a Map Run is given. */
export interface ChildInput {
  readonly input: Json;
  readonly item?: MapItem;
  /** Items in it. */
  readonly count: number;
}

/** Inputs of children that are one entry of the store. */
const INPUTS_AT_ONCE = 100;

/**
 * All Map Runs, with the items of those still at work. A child that has succeeded is only in the store: a redrive needs
 * no more of it than that it has.
 */
export class MapRuns<Child> {
  readonly #records = new Map<string, MapRunRecord>();
  readonly #children = new Map<string, Map<number, Child>>();
  readonly #succeeded = new Map<string, Set<number>>();

  constructor(readonly journal: Journal) {}

  async load(): Promise<void> {
    for await (const [arn, record] of this.journal.store.entries<MapRunRecord>(MAP_RUNS))
      this.#records.set(arn, record);
  }

  get(arn: string): MapRunRecord | undefined {
    return this.#records.get(arn);
  }

  all(): Iterable<MapRunRecord> {
    return this.#records.values();
  }

  of(executionArn: string): MapRunRecord[] {
    return [...this.#records.values()].filter((r) => r.executionArn === executionArn);
  }

  save(record: MapRunRecord): void {
    this.#records.set(record.arn, record);
    this.journal.put(MAP_RUNS, record.arn, record);
  }

  /** Keeps what was read: a redrive works the same items again. */
  keepItems(record: MapRunRecord, inputs: readonly ChildInput[]): void {
    for (let i = 0; i < inputs.length; i += INPUTS_AT_ONCE)
      this.journal.put(MAP_ITEMS + record.arn, inputsKey(i), inputs.slice(i, i + INPUTS_AT_ONCE));
    record.total = inputs.length;
    record.items = inputs.reduce((sum, { count }) => sum + count, 0);
    this.save(record);
  }

  /** Inputs kept together with the one at `index`, by position. */
  async inputsAround(arn: string, index: number): Promise<Map<number, ChildInput>> {
    await this.journal.flush();
    const inputs = (await this.journal.store.get<ChildInput[]>(MAP_ITEMS + arn, inputsKey(index))) ?? [];
    const first = index - (index % INPUTS_AT_ONCE);
    return new Map(inputs.map((input, i) => [first + i, input]));
  }

  dropItems(record: MapRunRecord): void {
    for (let i = 0; i < (record.total ?? 0); i += INPUTS_AT_ONCE)
      this.journal.delete(MAP_ITEMS + record.arn, inputsKey(i));
  }

  /** Child executions by position; those that have succeeded are not among them. */
  children(arn: string): Map<number, Child> {
    const found = this.#children.get(arn) ?? new Map<number, Child>();
    this.#children.set(arn, found);
    return found;
  }

  /** Positions of the children that have succeeded. */
  succeeded(arn: string): Set<number> {
    const found = this.#succeeded.get(arn) ?? new Set<number>();
    this.#succeeded.set(arn, found);
    return found;
  }

  noteSuccess(arn: string, index: number): void {
    this.children(arn).delete(index);
    this.succeeded(arn).add(index);
  }

  /** All children so far as they are stored, in no order. */
  async *records(arn: string): AsyncGenerator<ExecutionRecord> {
    await this.journal.flush();
    for await (const [, record] of this.journal.store.entries<ExecutionRecord>(executionsSpace(arn))) yield record;
  }

  /** A child by its own ARN, which names the machine and the Map but not the Map Run. */
  async recordOf(childArn: string): Promise<ExecutionRecord | undefined> {
    const map = /:(?:execution|express):([^:]+\/[^:]+):/.exec(childArn)?.[1];
    if (map === undefined) return undefined;
    await this.journal.flush();
    for (const { arn } of this.all()) {
      if (!arn.includes(`:mapRun:${map}:`)) continue;
      const record = await this.journal.store.get<ExecutionRecord>(executionsSpace(arn), childArn);
      if (record !== undefined) return record;
    }
    return undefined;
  }
}

const inputsKey = (index: number): string => String(Math.floor(index / INPUTS_AT_ONCE)).padStart(9, '0');
