import {
  type GovernancePlan,
  isAccountThing,
  isThing,
  type Owned,
  type UnreadableItem,
} from '../../../core/governance';
import {
  type ColumnsItem,
  columnStoredAs,
  columnsKey,
  governancePartitions,
  storedColumn,
  type ThingItem,
  thingKey,
} from '../../../core/ledger/governance';
import type { LedgerKey } from '../../../core/ledger/key';
import { PARTITION_KEY, SORT_KEY } from '../../../core/ledger/table';
import { ownValue } from '../../../core/own-value';
import { type Patience, persist } from '../../shared/lakeformation/persist';
import { queryKeyedItems } from '../../shared/ledger/query';
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

  /** Items that say nothing that lakeferry wrote are named, and all others are read. */
  async read(): Promise<Owned> {
    const items: LedgerItem[] = [];
    for (const pk of governancePartitions(this.glueDatabase)) items.push(...(await queryKeyedItems(this.#table, pk)));
    const things = items.filter((item) => this.#isThing(item));
    const columns = items.filter(isColumns);
    const unreadable = items.filter((item) => !this.#isThing(item) && !isColumns(item));
    return {
      things: new Set(things.map(({ thing }) => thing as string)),
      columns: Object.fromEntries(columns.map((item) => [item.table, renamed(item.columns, columnStoredAs)])),
      versions: Object.fromEntries(
        columns.flatMap(({ table, version }) => (version === undefined ? [] : [[table, version]])),
      ),
      ...(unreadable.length === 0 ? {} : { unreadable: unreadable.map((item) => this.#removable(item)) }),
    };
  }

  #isThing(item: LedgerItem): boolean {
    return isThing(item.thing) && this.#keyOf(item.thing).sk === item[SORT_KEY];
  }

  #removable({ [PARTITION_KEY]: pk, [SORT_KEY]: sk }: LedgerItem): UnreadableItem {
    const key = JSON.stringify({ [PARTITION_KEY]: { S: pk }, [SORT_KEY]: { S: sk } }).replaceAll("'", `'\\''`);
    const command = `aws dynamodb delete-item --table-name ${this.#table.tableName} --key '${key}'`;
    return { key: `${pk}, ${sk}`, command };
  }

  /** Before anything is made of them. */
  add(things: readonly string[]): Promise<void> {
    return this.#write(things.map((thing) => ({ key: this.#keyOf(thing), item: { thing } satisfies ThingItem })));
  }

  /** Once they are gone. */
  remove(things: readonly string[]): Promise<void> {
    return this.#write(things.map((thing) => ({ key: this.#keyOf(thing) })));
  }

  rememberColumns({ remember, versions }: Pick<GovernancePlan, 'remember' | 'versions'>): Promise<void> {
    const items: ColumnsItem[] = Object.entries(remember).map(([table, agreed]) => {
      const columns = renamed(agreed, storedColumn);
      const version = ownValue(versions, table);
      return version === undefined ? { table, columns } : { table, columns, version };
    });
    return this.#write(items.map((item) => ({ key: columnsKey(this.glueDatabase, item.table), item })));
  }

  #keyOf(thing: string): LedgerKey {
    return thingKey(this.glueDatabase, thing, isAccountThing(thing));
  }

  #write(writes: readonly BatchedWrite[]): Promise<void> {
    return writeBatch(this.#table, writes, this.patience.wait);
  }
}

/** As it is read: whoever may write to the table may have written it. */
interface LedgerItem {
  readonly [PARTITION_KEY]: string;
  readonly [SORT_KEY]: string;
  readonly thing?: unknown;
  readonly table?: unknown;
  readonly columns?: unknown;
  readonly version?: unknown;
}

function isColumns(item: LedgerItem): item is LedgerItem & ColumnsItem {
  const { table, columns, version } = item;
  if (version !== undefined && typeof version !== 'number') return false;
  if (typeof table !== 'string' || item[SORT_KEY] !== columnsKey('', table).sk) return false;
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) return false;
  return Object.values(columns).every((type) => typeof type === 'string');
}

const renamed = (columns: ColumnsItem['columns'], rename: (column: string) => string): ColumnsItem['columns'] =>
  Object.fromEntries(Object.entries(columns).map(([column, type]) => [rename(column), type]));

/** Asks DynamoDB again as patiently as Lake Formation. */
const persisting = (dynamodb: LedgerTable['dynamodb'], patience: Patience): LedgerTable['dynamodb'] => {
  const sendOnce = dynamodb.send.bind(dynamodb) as (...call: unknown[]) => Promise<unknown>;
  const send = (...call: unknown[]) => persist(patience, () => sendOnce(...call));
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as LedgerTable['dynamodb'];
};
