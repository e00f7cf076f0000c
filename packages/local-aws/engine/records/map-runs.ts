import type { Json } from '../json';
import type { MapItem } from './frames';
import type { Journal } from './journal';
import { MAP_ITEMS, MAP_RUNS } from './namespaces';

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

/** All Map Runs, with the items of those still at work. */
export class MapRuns<Child> {
  readonly #records = new Map<string, MapRunRecord>();
  readonly #children = new Map<string, Map<number, Child>>();

  constructor(readonly journal: Journal) {}

  async load(): Promise<void> {
    for await (const [arn, record] of this.journal.store.entries<MapRunRecord>(MAP_RUNS))
      this.#records.set(arn, record);
  }

  get(arn: string): MapRunRecord | undefined {
    return this.#records.get(arn);
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
    for (const [i, input] of inputs.entries()) this.journal.put(MAP_ITEMS + record.arn, itemKey(i), input);
    record.total = inputs.length;
    record.items = inputs.reduce((sum, { count }) => sum + count, 0);
    this.save(record);
  }

  async items(arn: string): Promise<ChildInput[]> {
    await this.journal.flush();
    const inputs: ChildInput[] = [];
    for await (const [, input] of this.journal.store.entries<ChildInput>(MAP_ITEMS + arn)) inputs.push(input);
    return inputs;
  }

  dropItems(record: MapRunRecord): void {
    for (let i = 0; i < (record.total ?? 0); i++) this.journal.delete(MAP_ITEMS + record.arn, itemKey(i));
  }

  /** Child executions by position. */
  children(arn: string): Map<number, Child> {
    const found = this.#children.get(arn) ?? new Map<number, Child>();
    this.#children.set(arn, found);
    return found;
  }
}

const itemKey = (index: number): string => String(index).padStart(9, '0');
