import { readFileSync } from 'node:fs';
import type { FirehoseTransformationEvent } from 'aws-lambda';

/** What a contestant prints of itself. */
export interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** Of a whole batch. */
  readonly p99Ms: number;
  readonly rssMb: number;
  readonly rows: readonly string[];
}

interface Answer {
  readonly records: readonly { readonly result: string }[];
}

export type Image = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ParsedRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly tableName: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Image;
    readonly NewImage?: Image;
  };
}

/** The same row for every contestant, but for the order of its columns and the rule of names. */
export function rowOf(
  { eventID, eventName, tableName, dynamodb }: ParsedRecord,
  sequence: string,
  addLeaves: (image: Image, prefix: string, row: Record<string, unknown>) => void,
): object {
  const row: Record<string, unknown> = {
    ddb_table: tableName,
    ddb_event: eventName,
    ddb_version: dynamodb.ApproximateCreationDateTime,
    ddb_sequence: sequence,
    ddb_event_id: eventID,
    ddb_source: 'STREAM',
    ddb_ttl: false,
  };
  addLeaves(dynamodb.Keys, '', row);
  if (dynamodb.NewImage !== undefined) addLeaves(dynamodb.NewImage, '', row);
  return row;
}

/** A handler around a function of one record. */
export const answering =
  (flatten: (record: ParsedRecord, sequence: string) => object) =>
  async ({ records }: FirehoseTransformationEvent): Promise<Answer> => ({
    records: records.map(({ recordId, data, kinesisRecordMetadata }) => {
      const record = JSON.parse(Buffer.from(data, 'base64').toString()) as ParsedRecord;
      const line = `${JSON.stringify(flatten(record, kinesisRecordMetadata!.sequenceNumber))}\n`;
      return { recordId, result: 'Ok', data: Buffer.from(line).toString('base64') };
    }),
  });

/** Runs a handler for so many seconds, after a warm-up, and prints a {@link Result}. Arguments: file, seconds. */
export async function contest(handler: (event: FirehoseTransformationEvent) => Promise<Answer>): Promise<void> {
  const event = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as FirehoseTransformationEvent;
  const ms = Number(process.argv[3]) * 1000;
  for (const end = performance.now() + 1000; performance.now() < end; ) await handler(event);
  const times: number[] = [];
  const used = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < ms) {
    const start = performance.now();
    await handler(event);
    times.push(performance.now() - start);
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  const records = times.length * event.records.length;
  const answer = await handler(event);
  const result: Result = {
    perSecond: records / seconds,
    perCpuSecond: records / ((user + system) / 1e6),
    p99Ms: times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)]!,
    rssMb: process.resourceUsage().maxRSS / 1024,
    rows: answer.records.map((each) => Buffer.from((each as unknown as { data: string }).data, 'base64').toString()),
  };
  process.stdout.write(JSON.stringify(result));
}
