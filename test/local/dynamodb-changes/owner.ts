import { type AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import { survived } from '../world/survived';
import type { World } from '../world/world';
import { History, type Item } from './history';
import { STREAM, TABLE } from './settings';

/** A few keys, so that one is written often. */
const KEYS = 5;
const SECOND_MS = 1000;
/** Until a table's streaming is on or off. */
const SWITCH_MS = 10 * SECOND_MS;

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
  #isStreaming = true;
  #hasSkipped = false;
  /** Items that are older than the stream. */
  readonly #older = new Set<string>();

  get isStreaming(): boolean {
    return this.#isStreaming;
  }

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

  /** Whether the stream skipped a change. */
  get hasSkipped(): boolean {
    return this.#hasSkipped;
  }

  /** Turns on time to live and point-in-time recovery. */
  async prepare(): Promise<void> {
    const TimeToLiveSpecification = { AttributeName: EXPIRES, Enabled: true };
    await this.dynamodb.updateTimeToLive({ TableName: TABLE, TimeToLiveSpecification });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await this.dynamodb.updateContinuousBackups({ TableName: TABLE, PointInTimeRecoverySpecification });
  }

  /** Items that are older than the stream. `pass` lets time go on. */
  async fillBeforeStreaming(fill: () => Promise<void>, pass: (ms: number) => Promise<void>): Promise<void> {
    const StreamArn = `arn:aws:kinesis:eu-west-1:111111111111:stream/${STREAM}`;
    await this.dynamodb.disableKinesisStreamingDestination({ TableName: TABLE, StreamArn });
    await pass(SWITCH_MS);
    this.#isStreaming = false;
    await fill();
    const EnableKinesisStreamingConfiguration = { ApproximateCreationDateTimePrecision: 'MICROSECOND' as const };
    await this.dynamodb.enableKinesisStreamingDestination({
      ...{ TableName: TABLE, StreamArn, EnableKinesisStreamingConfiguration },
    });
    await pass(SWITCH_MS);
    this.#isStreaming = true;
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
    if (kind <= 2 && !this.#mustStay(id)) return this.#change(id, undefined);
    if (kind === 3 && before !== undefined) return this.#change(id, before);
    const now = this.world.runtime.clock.now();
    const expires = random(4) === 0 ? { expires: String(Math.ceil(now / SECOND_MS) + random(60)) } : {};
    const isLarge = this.largeOneOf > 0 && random(this.largeOneOf) === 0;
    const large = isLarge ? { large: LARGE_CHARS + random(1000) } : {};
    const lasting = isLarge && !this.#older.has(id) ? {} : expires;
    return this.#change(id, { n: digits(random), ...lasting, ...large });
  }

  /**
   * An item that the stream has told, and whose deletion would be too large for it: no window has a line of what came
   * and went within it, so that nobody would hear.
   */
  #mustStay(id: string): boolean {
    return this.changes.item(id)?.large !== undefined && !this.#older.has(id);
  }

  async #change(id: string, wanted: Item | undefined): Promise<void> {
    const { dynamodb } = this;
    const Key = { id: { S: id } };
    const write = async () => {
      if (wanted === undefined) await dynamodb.deleteItem({ TableName: TABLE, Key });
      else await dynamodb.putItem({ TableName: TABLE, Item: { ...Key, ...attributesOf(wanted) } });
    };
    const isKnown = await survived(this.world, write);
    const found = isKnown ? wanted : itemOf((await this.dynamodb.getItem({ TableName: TABLE, Key })).Item);
    this.#note(id, found, '');
  }

  async #expire(): Promise<void> {
    await survived(this.world, () => this.world.runtime.expireItems(TABLE));
    const left = await itemsOf(this.dynamodb);
    for (const id of Object.keys(this.changes.items))
      if (left[id] === undefined) this.#note(id, undefined, ' by time to live');
  }

  #note(id: string, after: Item | undefined, how: string): void {
    const before = this.changes.item(id);
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    const event = after === undefined ? `REMOVE${how}` : before === undefined ? 'INSERT' : 'MODIFY';
    this.changes.add(id, event, after ?? {});
    if (after === undefined) this.#older.delete(id);
    else if (!this.#isStreaming) this.#older.add(id);
    const isLarge = before?.large !== undefined || after?.large !== undefined;
    if (this.#isStreaming && isLarge) this.#hasSkipped = true;
    else if (this.#isStreaming) this.streamed.add(id, event, after ?? {});
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
