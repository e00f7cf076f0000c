import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** A table of DynamoDB as the demo finds it. Everything in it is invented, and the same in every run. */
export interface ItemsSpec {
  /** Names of the key attributes. */
  readonly keys: readonly string[];
  /** Of time to live. */
  readonly expires?: string;
  /** Milliseconds since the epoch: what a table holds at that time. */
  readonly items: (now: number) => readonly Item[];
}

const ORDERS = 60;
const SESSIONS = 40;
const HOUR_SECONDS = 3600;
const MINUTE_MS = 60_000;
const CITIES = ['Lyon', 'Bern', 'Turin', 'Ghent', 'Porto'] as const;
const GOODS = ['lamp', 'chair', 'kettle', 'rug', 'clock'] as const;
const SYSTEMS = ['Android', 'iOS', 'Windows'] as const;

const S = (text: string): AttributeValue => ({ S: text });
const N = (number: number | string): AttributeValue => ({ N: String(number) });
const pick = <T>(choices: readonly T[], i: number): T => choices[i % choices.length]!;
/** Of a payment: as long a number as DynamoDB takes. */
const reference = (i: number): string =>
  String(10n ** 37n + 123_456_789_012_345_678_901_234_567_890_123n * BigInt(i + 1));

/** With maps, lists, sets, and a number of 38 digits. */
export const order = (i: number, now: number): Item => ({
  customer: S(`customer-${i % 20}`),
  placed_at: S(new Date(now - i * MINUTE_MS).toISOString()),
  status: S(pick(['placed', 'paid', 'sent'], i)),
  total: N((((i * 791) % 9000) / 100 + 5).toFixed(2)),
  payment: { M: { reference: N(reference(i)), method: S(pick(['card', 'invoice'], i)) } },
  address: { M: { street: S(`${i + 1} Main Street`), city: S(pick(CITIES, i)) } },
  lines: {
    L: [0, 1].map((line) => ({ M: { goods: S(pick(GOODS, i + line)), quantity: N(1 + ((i + line) % 3)) } })),
  },
  tags: { SS: ['web', pick(CITIES, i).toLowerCase()] },
  gift: { BOOL: i % 4 === 0 },
  ...(i % 7 === 0 ? { note: { NULL: true } } : {}),
});

/** Sessions end after an hour, so that many are over when the night is. */
export const session = (i: number, now: number): Item => ({
  id: S(`session-${i}`),
  mail: S(`visitor-${i}@example.com`),
  device: { M: { system: S(pick(SYSTEMS, i)), version: N(10 + (i % 5)) } },
  pages: { NS: [String(i + 1), String(2 * i + 2)] },
  expires_at: N(Math.ceil(now / 1000) + (i % 2 === 0 ? HOUR_SECONDS : 240 * HOUR_SECONDS)),
});

const numbered = (count: number, item: (i: number, now: number) => Item) => (now: number) =>
  Array.from({ length: count }, (_, i) => item(i, now));

/** Items of the tables of the demo, by the name of the table. */
export const DEMO_ITEMS: Readonly<Record<string, ItemsSpec>> = {
  'web-orders': { keys: ['customer', 'placed_at'], items: numbered(ORDERS, order) },
  'web-sessions': { keys: ['id'], items: numbered(SESSIONS, session), expires: 'expires_at' },
};
