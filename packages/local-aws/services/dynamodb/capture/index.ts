import { randomUUID } from 'node:crypto';
import { type ServiceDependencies, ServiceError } from '../../../service';
import { Changes, DurableMap } from '../../../store';
import type { ContinuousBackups } from '../backups';
import type { Engine, WholeAnswer } from '../engine';
import type { TableAnswer } from '../table-status';
import { type Change, canonical, type Item, partitionKeyOf, recordOf } from './change';
import type { Destinations } from './destinations';
import type { Outbox } from './outbox';
import { Turns } from './turns';
import { isWrite, itemsWritten } from './written';

/** An item before a write that may not have ended yet. */
interface Touched {
  readonly table: string;
  readonly keys: Item;
  readonly before?: Item;
  readonly isByTimeToLive?: true;
}

export interface CaptureDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'region'> {
  readonly engine: Engine;
  readonly destinations: Destinations;
  readonly backups: ContinuousBackups;
  readonly outbox: Outbox;
}

/**
 * Sees what writes do to tables whose changes go to a stream or into the journal of point-in-time recovery. Writes of
 * one table run one after another: the item is read, written, and read again. What is touched is in the store before
 * the write, so that a process that is started again finds out what became of it.
 */
export class Capture {
  readonly #turns = new Turns();
  readonly #keyNames = new Map<string, readonly string[]>();
  #newest = 0;

  private constructor(
    readonly deps: CaptureDependencies,
    readonly begun: DurableMap<readonly Touched[]>,
    readonly clockHand: DurableMap<number>,
  ) {
    this.#newest = clockHand.get(NEWEST) ?? 0;
  }

  static async load(deps: CaptureDependencies): Promise<Capture> {
    const { store } = deps;
    return new Capture(
      deps,
      await DurableMap.load(store, 'dynamodb-begun'),
      await DurableMap.load(store, 'dynamodb-newest'),
    );
  }

  get operations() {
    return { ...this.deps.destinations.operations, ...this.deps.backups.operations };
  }

  /** False for a call that no captured table can know of: its body need not be read. */
  sees(operation: string): boolean {
    return isWrite(operation) && this.deps.destinations.map.size + this.deps.backups.map.size > 0;
  }

  /** True for a write to a table that is captured. */
  covers(operation: string, input: object): boolean {
    return itemsWritten(operation, input).some(({ table }) => this.#isCaptured(table));
  }

  /** Lets the write happen, and keeps what it did before anybody is told that it happened. */
  write(operation: string, input: object, run: () => Promise<WholeAnswer>): Promise<WholeAnswer> {
    const written = itemsWritten(operation, input).filter(({ table }) => this.#isCaptured(table));
    return this.#turns.take(
      written.map(({ table }) => table),
      async () => {
        const touched = await Promise.all(written.map(({ table, item }) => this.#touch(table, item)));
        return this.#seeing(
          touched.filter((each) => each !== undefined),
          run,
        );
      },
    );
  }

  /** Deletes an item as DynamoDB does when its time to live is over. */
  expire(table: string, item: Item): Promise<void> {
    return this.#turns.take([table], async () => {
      const touched = await this.#touch(table, item);
      if (touched?.before === undefined || canonical(touched.before) !== canonical(item)) return;
      const remove = () => this.deps.engine.ask('DeleteItem', { TableName: table, Key: touched.keys });
      if (this.#isCaptured(table)) await this.#seeing([{ ...touched, isByTimeToLive: true }], remove);
      else await remove();
    });
  }

  /** While no write of the table is under way. */
  still<T>(table: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take([table], work);
  }

  /** After a table was made or deleted, nothing of one with the same name counts. */
  readonly tableChanged = async (table: string): Promise<void> => {
    const { destinations, backups, outbox } = this.deps;
    this.#keyNames.delete(table);
    await destinations.forget(table);
    await outbox.forget(table);
    await backups.tableChanged(table);
  };

  /** Finds out what became of writes that a killed process had begun. */
  async resume(): Promise<void> {
    for (const id of this.begun.keys()) await this.#settle(id, this.begun.get(id) ?? []);
    this.deps.destinations.resume();
    this.deps.outbox.resume();
  }

  #isCaptured(table: string): boolean {
    return this.deps.destinations.delivering(table) !== undefined || this.deps.backups.isOn(table);
  }

  async #seeing<T>(touched: readonly Touched[], run: () => Promise<T>): Promise<T> {
    const id = randomUUID();
    await this.begun.set(id, touched);
    try {
      return await run();
    } finally {
      await this.#settle(id, touched);
    }
  }

  async #settle(id: string, touched: readonly Touched[]): Promise<void> {
    const after = await Promise.all(touched.map(({ table, keys }) => this.#read(table, keys)));
    await Changes.together(this.deps.store, (changes) => {
      for (const [i, each] of touched.entries())
        if (canonical(each.before) !== canonical(after[i])) this.#keep({ ...each, after: after[i] }, changes);
      changes.delete(this.begun, id);
      changes.set(this.clockHand, NEWEST, this.#newest);
    });
    for (const table of new Set(touched.map((each) => each.table))) this.deps.outbox.send(table);
  }

  #keep(touched: Touched & { readonly after?: Item }, changes: Changes): void {
    const { clock, region, destinations, outbox, backups } = this.deps;
    this.#newest = Math.max(Math.floor(clock.now() * 1000), this.#newest + 1);
    const keys = keysAsStored(touched);
    const change: Change = { id: randomUUID(), ...touched, keys, micros: this.#newest };
    const { table, micros } = change;
    const destination = destinations.delivering(table);
    if (destination !== undefined) {
      const record = recordOf(change, region, destination.precision);
      const { streamArn } = destination;
      outbox.add({ table, streamArn, partitionKey: partitionKeyOf(change), record, micros }, changes);
    }
    if (backups.isOn(table)) backups.add(change, changes);
  }

  /** Undefined for an item that cannot be there: dynalite refuses its write. */
  async #touch(table: string, item: Item): Promise<Touched | undefined> {
    const names = await this.#keysOf(table);
    if (names.some((name) => item[name] === undefined)) return undefined;
    const keys = Object.fromEntries(names.map((name) => [name, item[name]!]));
    return { table, keys, before: await this.#read(table, keys) };
  }

  async #read(TableName: string, Key: Item): Promise<Item | undefined> {
    try {
      const { Item: item } = await this.deps.engine.ask<{ Item?: Item }>('GetItem', {
        TableName,
        Key,
        ConsistentRead: true,
      });
      return item;
    } catch (error) {
      if (error instanceof ServiceError) return undefined;
      throw error;
    }
  }

  async #keysOf(TableName: string): Promise<readonly string[]> {
    const known = this.#keyNames.get(TableName);
    if (known !== undefined) return known;
    const { Table } = await this.deps.engine.ask<TableAnswer>('DescribeTable', { TableName });
    const names = Table?.KeySchema?.map(({ AttributeName }) => AttributeName) ?? [];
    this.#keyNames.set(TableName, names);
    return names;
  }
}

/** A call may write the key 15 as 15.0. DynamoDB tells its own text of the number, by which readers match changes. */
function keysAsStored({ keys, before, after }: Touched & { readonly after?: Item }): Item {
  const stored = after ?? before ?? keys;
  return Object.fromEntries(Object.keys(keys).map((name) => [name, stored[name]!]));
}

const NEWEST = 'micros';
