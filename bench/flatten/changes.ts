import type { FirehoseTransformationEvent } from 'aws-lambda';

/** Size of an item as DynamoDB's JSON. */
export type ItemSize = '1 KB' | '20 KB';

const BATCH_BYTES = 1024 * 1024;
const CREATED = 1731924555370123;

/**
 * A batch as Firehose hands it over, 1 MiB: 50% inserted, 45% modified, 5% deleted. The members of each record have
 * an order of their own.
 */
export function batchOf(size: ItemSize): FirehoseTransformationEvent {
  const random = seeded(7);
  const records: FirehoseTransformationEvent['records'] = [];
  for (let bytes = 0, index = 0; ; index++) {
    const record = Buffer.from(JSON.stringify(shuffled(changeOf(index, size, random), random)));
    bytes += record.length;
    if (bytes > BATCH_BYTES) break;
    records.push({
      recordId: `4962${String(index).padStart(52, '0')}`,
      approximateArrivalTimestamp: CREATED / 1000,
      data: record.toString('base64'),
      kinesisRecordMetadata: {
        shardId: 'shardId-000000000000',
        partitionKey: '4D1C4A5DA81B76A0E9B5D6B1B1A9B0F1',
        approximateArrivalTimestamp: CREATED / 1000,
        sequenceNumber: `4959${String(index).padStart(52, '0')}`,
        subsequenceNumber: '',
      },
    });
  }
  return { invocationId: 'i', deliveryStreamArn: 'deliverystream/changes', region: 'eu-west-1', records };
}

type Random = () => number;

function changeOf(index: number, size: ItemSize, random: Random): object {
  const key = { pk: { S: `customer#${index}` }, sk: { N: String(index * 7919) } };
  const image = (): object => ({ ...key, ...attributes(random), ...(size === '20 KB' ? large(random) : {}) });
  const share = random();
  return {
    awsRegion: 'eu-west-1',
    eventID: 'd9428029-0f63-4056-86da-ce10d545b1b9',
    eventName: share < 0.5 ? 'INSERT' : share < 0.95 ? 'MODIFY' : 'REMOVE',
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'orders',
    dynamodb: {
      ApproximateCreationDateTime: CREATED + index,
      Keys: key,
      ...(share < 0.95 ? { NewImage: image() } : {}),
      ...(share >= 0.5 ? { OldImage: image() } : {}),
      SizeBytes: 1000,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
    },
    eventSource: 'aws:dynamodb',
  };
}

const attributes = (random: Random): object => ({
  name: { S: words(3, random) },
  email: { S: `${words(1, random)}@example.org` },
  note: { S: `${words(20, random)} "quoted", naïve` },
  total: { N: digits(random) },
  rate: { N: `0.${digits(random)}` },
  active: { BOOL: random() < 0.5 },
  deleted_at: { NULL: true },
  address: { M: { street: { S: words(2, random) }, city: { S: 'Zürich' }, zip: { N: '8001' } } },
  tags: { SS: [words(1, random), words(1, random)] },
  lines: { L: [line(random), line(random)] },
  picture: { B: Buffer.from(words(8, random)).toString('base64') },
});

const large = (random: Random): object => ({
  body: { S: words(900, random) },
  history: { L: Array.from({ length: 70 }, () => line(random)) },
  settings: {
    M: Object.fromEntries(Array.from({ length: 40 }, (_each, index) => [`option_${index}`, { N: digits(random) }])),
  },
});

const line = (random: Random): object => ({
  M: { sku: { S: words(1, random) }, price: { N: digits(random) }, count: { N: '3' }, gift: { BOOL: false } },
});

const digits = (random: Random): string =>
  `1${String(Math.floor(random() * 1e15)).padStart(15, '0')}${String(Math.floor(random() * 1e15)).padStart(15, '0')}7`;

const WORDS = ['lake', 'ferry', 'order', 'stream', 'partition', 'glacier', 'été', 'harbour', 'parcel', 'anchor'];
const words = (count: number, random: Random): string =>
  Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');

/** The members of every object in another order, as recordings have them. */
function shuffled(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, random));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => [name, shuffled(each, random), random()] as const);
  return Object.fromEntries(members.sort(([, , one], [, , other]) => one - other));
}

function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
