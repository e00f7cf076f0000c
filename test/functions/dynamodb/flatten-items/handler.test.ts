import type { FirehoseTransformationEvent } from 'aws-lambda';
import { createHandler, type FlattenItemsEffects } from '../../../../functions/dynamodb/flatten-items/handler';
import { recorded } from '../../../core/dynamodb/recorded/records';

type Fields = Readonly<Record<string, unknown>>;

const ARRIVED = Date.UTC(2024, 10, 18, 12);

function flattenItems(its: Partial<FlattenItemsEffects> = {}) {
  const logged: Fields[] = [];
  const metrics: Fields[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (message: string, fields: Fields = {}) => void logged.push({ message, ...fields }),
  };
  const metric: FlattenItemsEffects['metric'] = (name, unit, value, dimensions) =>
    void metrics.push({ name, unit, value, ...dimensions });
  const options = { oldImage: false, partitionKey: 'date', partitionByEventDate: false };
  return { handler: createHandler({ log, metric, ...options, ...its }), logged, metrics };
}

const event = (...records: (string | Buffer)[]): FirehoseTransformationEvent => ({
  invocationId: 'invocation',
  deliveryStreamArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/changes',
  region: 'eu-west-1',
  records: records.map((record, index) => ({
    recordId: `4962${index}`,
    approximateArrivalTimestamp: ARRIVED,
    data: Buffer.from(record).toString('base64'),
    kinesisRecordMetadata: {
      shardId: 'shardId-000000000000',
      partitionKey: '4D1C4A5DA81B76A0',
      approximateArrivalTimestamp: ARRIVED,
      sequenceNumber: `4959${index}`,
      subsequenceNumber: '',
    },
  })),
});

/** The lines of each answer, or what became of the record. */
async function answered(of: ReturnType<typeof flattenItems>, its: FirehoseTransformationEvent): Promise<unknown[]> {
  const { records } = await of.handler(its);
  expect(records.map(({ recordId }) => recordId)).toEqual(its.records.map(({ recordId }) => recordId));
  return records.map((each) =>
    each.result === 'Ok' ? Buffer.from((each as { data: string }).data, 'base64').toString() : each.result,
  );
}

const large = (bytes: number): string => recorded('INSERT').replace('"x"', `"${'x'.repeat(bytes)}"`);

it('answers every record with one line that ends in a newline, under its id, with the sequence of Kinesis', async () => {
  const lines = await answered(flattenItems(), event(recorded('INSERT'), recorded('MODIFY'), recorded('REMOVE')));
  const rows = lines.map((line) => JSON.parse(line as string) as Fields);
  expect(rows.map((row) => [row.ddb_event, row.ddb_sequence])).toEqual([
    ['INSERT', '49590'],
    ['MODIFY', '49591'],
    ['REMOVE', '49592'],
  ]);
  for (const line of lines) expect(line).toMatch(/^[^\n]+\n$/);
});

it('goes on behind a deletion, which fails the whole batch in a sample of AWS', async () => {
  const lines = await answered(flattenItems(), event(recorded('REMOVE'), recorded('INSERT')));
  expect(lines.map((line) => JSON.parse(line as string).ddb_event)).toEqual(['REMOVE', 'INSERT']);
});

it('fails a record that cannot be read by itself, and says why in the log and in a metric', async () => {
  const its = flattenItems();
  const bad = [Buffer.from([0xff, 0xfe]), '', 'secret', large(10).slice(0, -5)];
  const lines = await answered(its, event(recorded('INSERT'), ...bad, recorded('INSERT')));
  expect(lines.slice(1, 5)).toEqual(Array(4).fill('ProcessingFailed'));
  expect([lines[0], lines[5]].map((line) => JSON.parse(line as string).data)).toEqual(['x', 'x']);
  expect(its.logged).toHaveLength(4);
  expect(its.logged[0]).toEqual({
    message: 'The record is no UTF-8',
    event: 'RECORD_FAILED',
    recordId: '49621',
    shardId: 'shardId-000000000000',
    sequenceNumber: '49591',
  });
  expect(JSON.stringify(its.logged)).not.toContain('secret');
  expect(its.metrics).toEqual([
    { name: 'RecordsFlattened', unit: 'Count', value: 2, deliveryStream: 'changes' },
    { name: 'RecordsFailed', unit: 'Count', value: 4, deliveryStream: 'changes' },
  ]);
});

it('takes a record without data, or with something else, for unreadable', async () => {
  const its = event(recorded('INSERT'), recorded('INSERT'), recorded('INSERT'));
  Object.assign(its.records[0]!, { data: undefined });
  Object.assign(its.records[1]!, { data: 5 });
  const lines = await answered(flattenItems(), its);
  expect(lines.slice(0, 2)).toEqual(['ProcessingFailed', 'ProcessingFailed']);
  expect(JSON.parse(lines[2] as string).data).toBe('x');
});

it('names the first records of a batch that fails whole, and how many more', async () => {
  const its = flattenItems();
  await answered(its, event(...Array(60).fill('bad')));
  expect(its.logged).toHaveLength(51);
  expect(its.logged.at(-1)).toMatchObject({ event: 'RECORDS_NOT_NAMED', unnamed: 10 });
});

describe('the answer', () => {
  const LIMIT = 6 * 1024 * 1024;

  it.each([
    ['large rows', Array(7).fill(large(900_000)), 2],
    ['a row that has no room by itself', [large(5_000_000), recorded('INSERT')], 1],
    ['rows just as many as there is room for', Array(4).fill(large(1_178_000)), 0],
    ['many small rows', Array(9_000).fill(large(10)), 0],
  ])('of %s stays below 6 MB, and what has no room fails alone', async (_name, records, failing) => {
    const its = flattenItems({ partitionByEventDate: true });
    const answer = await its.handler(event(...records));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(LIMIT);
    expect(answer.records).toHaveLength(records.length);
    const failed = answer.records.filter(({ result }) => result === 'ProcessingFailed').length;
    expect(failed).toBe(failing);
    expect(its.logged.every((each) => each.event === 'RECORD_OVERSIZED')).toBe(true);
    if (failing > 0) expect(its.metrics[1]).toMatchObject({ name: 'RecordsOversized', value: failing });
  });
});

it('tells Firehose the date of the change where it partitions by it, and of the arrival where that cannot be', async () => {
  const { handler } = flattenItems({ partitionByEventDate: true });
  const at = (time: number): string => recorded('INSERT').replace('1731924555370', String(time));
  const times = [
    [Date.UTC(2024, 10, 17, 23, 59, 59, 999), '2024-11-17'],
    [Date.UTC(2024, 10, 18), '2024-11-18'],
    [Date.UTC(2023, 11, 31), '2023-12-31'],
    [Date.UTC(2023, 0, 1), '2024-11-18'],
    [Date.UTC(2030, 0, 1), '2024-11-18'],
  ] as const;
  const { records } = await handler(event(...times.map(([time]) => at(time))));
  const dates = records.map((each) => ('metadata' in each ? each.metadata?.partitionKeys : undefined));
  expect(dates).toEqual(times.map(([, date]) => ({ date })));
});

it('has rows of the old image by choice', async () => {
  const [line] = await answered(flattenItems({ oldImage: true }), event(recorded('MODIFY')));
  expect(JSON.parse(line as string)).toMatchObject({ data: 'y', ddb_old_data: 'x' });
});

it('forgets names it has met when they are too many, and reads on', async () => {
  const its = flattenItems();
  const item = (batch: number): string =>
    recorded('INSERT').replace(
      '"data":',
      Array.from({ length: 12_000 }, (_each, id) => `"k${batch}_${id}":{"S":""},`).join('') + '"data":',
    );
  for (const batch of [1, 2, 3]) {
    const [line] = await answered(its, event(item(batch)));
    const names = Object.keys(JSON.parse(line as string));
    expect(names).toHaveLength(12_009);
    expect(names.slice(8)).toEqual(names.slice(8).sort());
  }
});
