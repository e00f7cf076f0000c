import { type AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import type { World } from '../world/world';
import { History, type Item } from './history';
import { TABLE } from './settings';

/** A few keys, so that one is written often. */
const KEYS = 5;
const SECOND_MS = 1000;

/** An attribute whose time to live DynamoDB looks at. */
export const EXPIRES = 'expires';
/** An attribute of items whose changes no stream takes. */
export const LARGE = 'large';

/** Of an attribute of control characters, each six bytes in JSON: 1.03 MiB, and DynamoDB takes 400 KB of such text. */
const LARGE_CHARS = 180_000;

/** Who owns the table: writes to it, and keeps account of what has changed, as it must be told later. */
export class Owner {
  readonly changes = new History();
  /** Those that a stream takes. */
  readonly streamed = new History();
  /** Whether changes go into the stream. */
  isStreaming = true;

  /** One item of so many is too large for a stream. */
  constructor(
    readonly world: World,
    readonly random: (below: number) => number,
    readonly largeOneOf = 0,
  ) {}

  get dynamodb(): DynamoDB {
    // the process may die: the next one listens elsewhere, and the owner asks it what became of the write
    return new DynamoDB({ ...this.world.runtime.clientConfig(), maxAttempts: 1 });
  }

  /** An item with every attribute, which nothing changes later. */
  writeAll(): Promise<void> {
    return this.#change('all', { n: digits(this.random), expires: '4102444800', large: LARGE_CHARS });
  }

  /** A write, a deletion, or the end of the time of what is over. */
  async act(): Promise<void> {
    const { random } = this;
    const id = `k${random(KEYS)}`;
    const before = this.changes.item(id);
    const kind = random(8);
    if (kind === 0) return this.#expire();
    if (kind <= 2) return this.#change(id, undefined);
    if (kind === 3 && before !== undefined) return this.#change(id, before);
    const now = this.world.runtime.clock.now();
    const expires = random(4) === 0 ? { expires: String(Math.ceil(now / SECOND_MS) + random(60)) } : {};
    const isLarge = this.largeOneOf > 0 && random(this.largeOneOf) === 0;
    const large = isLarge ? { large: LARGE_CHARS + random(1000) } : {};
    return this.#change(id, { n: digits(random), ...expires, ...large });
  }

  async #change(id: string, wanted: Item | undefined): Promise<void> {
    const { dynamodb } = this;
    const Key = { id: { S: id } };
    const write = async () => {
      if (wanted === undefined) await dynamodb.deleteItem({ TableName: TABLE, Key });
      else await dynamodb.putItem({ TableName: TABLE, Item: { ...Key, ...attributesOf(wanted) } });
    };
    const isKnown = await this.#attempt(write);
    const found = isKnown ? wanted : itemOf((await this.dynamodb.getItem({ TableName: TABLE, Key })).Item);
    this.#note(id, found, '');
  }

  async #expire(): Promise<void> {
    await this.#attempt(() => this.world.runtime.expireItems(TABLE));
    const left = await itemsOf(this.dynamodb);
    for (const id of Object.keys(this.changes.items))
      if (left[id] === undefined) this.#note(id, undefined, ' by time to live');
  }

  #note(id: string, after: Item | undefined, how: string): void {
    const before = this.changes.item(id);
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    const event = after === undefined ? `REMOVE${how}` : before === undefined ? 'INSERT' : 'MODIFY';
    this.changes.add(id, event, after ?? {});
    if (this.isStreaming && before?.large === undefined && after?.large === undefined)
      this.streamed.add(id, event, after ?? {});
  }

  /** False when the process died meanwhile: the next one is there then, and nobody knows what became of the work. */
  async #attempt(work: () => Promise<unknown>): Promise<boolean> {
    const { world } = this;
    const done = work().then(
      () => true,
      (error: unknown) => {
        if (world.isDead) return false;
        throw error;
      },
    );
    const isDone = await Promise.race([done, world.until(() => world.isDead).then(() => false)]);
    if (world.isDead) await world.restart();
    return isDone;
  }
}

/** Everything that the table holds. */
export async function itemsOf(dynamodb: DynamoDB): Promise<Readonly<Record<string, Item>>> {
  const { Items = [] } = await dynamodb.scan({ TableName: TABLE });
  return Object.fromEntries(Items.map((item) => [item.id?.S ?? '', itemOf(item)!]));
}

const attributesOf = ({ n, expires, large }: Item): Record<string, AttributeValue> => ({
  n: { N: n ?? '' },
  ...(expires === undefined ? {} : { [EXPIRES]: { N: expires } }),
  ...(large === undefined ? {} : { [LARGE]: { S: '\u0001'.repeat(large) } }),
});

const itemOf = (item: Record<string, AttributeValue> | undefined): Item | undefined =>
  item && {
    n: item.n?.N ?? '',
    ...(item[EXPIRES] === undefined ? {} : { expires: item[EXPIRES].N ?? '' }),
    ...(item[LARGE] === undefined ? {} : { large: item[LARGE].S?.length }),
  };

/** A number of 38 digits, with no zero at its end. */
const digits = (random: (below: number) => number): string => Array.from({ length: 38 }, () => 1 + random(9)).join('');
