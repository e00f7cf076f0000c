import { isAccountThing, type Owned } from '../../../core/governance';
import {
  type ColumnsItem,
  columnsKey,
  governancePartitions,
  type ThingItem,
  thingKey,
} from '../../../core/ledger/governance';
import type { LedgerKey } from '../../../core/ledger/key';
import { type Patience, persist } from '../../shared/lakeformation/persist';
import { queryItems } from '../../shared/ledger/query';
import type { LedgerTable } from '../../shared/ledger/table';
import { type BatchedWrite, writeBatch } from '../../shared/ledger/write-batch';

/**
 * What lakeferry made in Lake Formation: one item a thing, so that runs at the same time do not overwrite each other.
 */
export class OwnershipLedger {
  readonly #table: LedgerTable;

  constructor(
    table: LedgerTable,
    readonly glueDatabase: string,
    readonly patience: Patience,
  ) {
    this.#table = { ...table, dynamodb: persisting(table.dynamodb, patience) };
  }

  async read(): Promise<Owned> {
    const items: Item[] = [];
    for (const pk of governancePartitions(this.glueDatabase)) items.push(...(await queryItems<Item>(this.#table, pk)));
    return {
      things: new Set(items.flatMap((item) => ('thing' in item ? [item.thing] : []))),
      columns: Object.fromEntries(items.flatMap((item) => ('columns' in item ? [[item.table, item.columns]] : []))),
    };
  }

  /** Before anything is made of them. */
  add(things: readonly string[]): Promise<void> {
    return this.#write(things.map((thing) => ({ key: this.#keyOf(thing), item: { thing } satisfies ThingItem })));
  }

  /** Once they are gone. */
  remove(things: readonly string[]): Promise<void> {
    return this.#write(things.map((thing) => ({ key: this.#keyOf(thing) })));
  }

  rememberColumns(all: Owned['columns']): Promise<void> {
    const items: ColumnsItem[] = Object.entries(all).map(([table, columns]) => ({ table, columns }));
    return this.#write(items.map((item) => ({ key: columnsKey(this.glueDatabase, item.table), item })));
  }

  forgetColumns(tables: readonly string[]): Promise<void> {
    return this.#write(tables.map((table) => ({ key: columnsKey(this.glueDatabase, table) })));
  }

  #keyOf(thing: string): LedgerKey {
    return thingKey(this.glueDatabase, thing, isAccountThing(thing));
  }

  #write(writes: readonly BatchedWrite[]): Promise<void> {
    return writeBatch(this.#table, writes, this.patience.wait);
  }
}

type Item = ThingItem | ColumnsItem;

/** Asks DynamoDB again as patiently as Lake Formation. */
const persisting = (dynamodb: LedgerTable['dynamodb'], patience: Patience): LedgerTable['dynamodb'] => {
  const sendOnce = dynamodb.send.bind(dynamodb) as (...call: unknown[]) => Promise<unknown>;
  const send = (...call: unknown[]) => persist(patience, () => sendOnce(...call));
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as LedgerTable['dynamodb'];
};
