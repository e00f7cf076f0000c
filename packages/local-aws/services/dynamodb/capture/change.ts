import { createHash } from 'node:crypto';

/** As on the wire: `{"S": "text"}`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

/** What a write did to one item. */
export interface Change {
  readonly id: string;
  readonly table: string;
  readonly keys: Item;
  /** Absent for an item that is new. */
  readonly before?: Item;
  /** Absent for one that was deleted. */
  readonly after?: Item;
  /** Microseconds since the epoch; a later change of the table has a larger number. */
  readonly micros: number;
  readonly isByTimeToLive?: true;
}

export type Precision = 'MILLISECOND' | 'MICROSECOND';

/** The record in Kinesis, in the compact form that was seen on AWS. */
export function recordOf(change: Change, awsRegion: string, precision: Precision | undefined): string {
  const { id: eventID, table: tableName, keys: Keys, before: OldImage, after: NewImage, micros } = change;
  const isMicro = precision === 'MICROSECOND';
  return JSON.stringify({
    awsRegion,
    eventID,
    eventName: OldImage === undefined ? 'INSERT' : NewImage === undefined ? 'REMOVE' : 'MODIFY',
    userIdentity: change.isByTimeToLive ? BY_TIME_TO_LIVE : null,
    recordFormat: 'application/json',
    tableName,
    dynamodb: {
      ApproximateCreationDateTime: isMicro ? micros : Math.floor(micros / 1000),
      Keys,
      ...(NewImage === undefined ? {} : { NewImage }),
      ...(OldImage === undefined ? {} : { OldImage }),
      SizeBytes: sizeOf(Keys) + sizeOf(NewImage) + sizeOf(OldImage),
      ...(isMicro ? { ApproximateCreationDateTimePrecision: 'MICROSECOND' } : {}),
    },
    eventSource: 'aws:dynamodb',
  });
}

const BY_TIME_TO_LIVE = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/** 32 upper-case hex digits, other ones for each item. */
export const partitionKeyOf = ({ table, keys }: Pick<Change, 'table' | 'keys'>): string =>
  createHash('md5')
    .update(`${table} ${canonical(keys)}`)
    .digest('hex')
    .toUpperCase();

/** One text for all ways of writing the same value: members in order, sets sorted. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${ofMember(name, each)}`).join()}}`;
}

const SETS = ['SS', 'NS', 'BS'];
const ofMember = (name: string, value: unknown): string =>
  SETS.includes(name) && Array.isArray(value) ? canonical([...value].map(String).sort()) : canonical(value);

/** Names and values, about as DynamoDB measures them. */
const sizeOf = (item: Item = {}): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

const bytesOf = (value: AttributeValue): number => {
  const [[type, content] = ['', '']] = Object.entries(value);
  if (type === 'S' || type === 'N') return Buffer.byteLength(String(content));
  if (type === 'B') return Buffer.byteLength(String(content), 'base64');
  return type === 'BOOL' || type === 'NULL' ? 1 : JSON.stringify(content).length;
};
