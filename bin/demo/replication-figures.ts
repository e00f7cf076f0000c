import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Settings } from '../../core/config/types';
import { conversionOf, destinationKey } from '../../core/replication/destination-key';
import { ignores } from '../../core/replication/ignore';
import { type LocalOutput, localOutputs, outputResources } from '../../local/deploy/replication/resources';
import type { Runtime } from '../../local/runtime';
import type { DemoOutput } from './document';
import { reportedOutput } from './replication-report';

const POLL_MS = 200;
/** Of real time, after the last change. */
const MOST_POLLS_WITHOUT_CHANGE = 100;

/** What the outputs of the demo are said to be, and what their bytes say. */
export interface ReplicationFigures {
  /** Of the report of each output's own comparison. */
  readonly outputs: DemoOutput[];
  /**
   * Every object of the source beside what arrived, by the bytes themselves, of what is converted by those of another
   * conversion: nothing that the pipeline wrote about its work is believed.
   */
  readonly byBytes: DemoOutput[];
}

export async function replicationFigures(settings: Settings, runtime: Runtime): Promise<ReplicationFigures> {
  const figures: ReplicationFigures = { outputs: [], byBytes: [] };
  for (const each of localOutputs(settings)) {
    await drained(each, runtime);
    figures.outputs.push(await reportedOutput(each, runtime));
    figures.byBytes.push(await compared(each, runtime));
  }
  return figures;
}

/** What disagrees, for people. */
export const replicationDisagreements = ({ outputs, byBytes }: ReplicationFigures): string[] => [
  ...byBytes.flatMap(disagreementsOf),
  ...outputs.flatMap((told, i) => {
    const [says, are] = [JSON.stringify(told), JSON.stringify(byBytes[i])];
    return says === are ? [] : [`output ${told.name}: its report says ${says}, but the bytes are ${are}`];
  }),
];

const disagreementsOf = ({ name, objects, missing, different, extra }: DemoOutput): string[] => [
  ...(objects === 0 ? [`output ${name}: no object arrived`] : []),
  ...missing.map((key) => `output ${name}: ${key} is missing`),
  ...different.map((key) => `output ${name}: ${key} differs`),
  ...extra.map((key) => `output ${name}: ${key} is nothing of the source`),
];

/** Waits until no message is left in the output's queue, or nothing moves any more. */
async function drained(each: LocalOutput, runtime: Runtime): Promise<void> {
  const { queueArn } = outputResources(each, runtime.place, runtime.resources);
  const sqs = new SQSClient(runtime.clientConfig());
  let last = '';
  for (let polls = 0; polls < MOST_POLLS_WITHOUT_CHANGE; polls++) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueArn,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const now = Object.values(Attributes ?? {}).join();
    if (now === '0,0') return;
    if (now !== last) polls = 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function compared({ replication, output }: LocalOutput, runtime: Runtime): Promise<DemoOutput> {
  const { destination, ignore, name } = output;
  const { source } = replication;
  const here = { s3: new S3Client(runtime.clientConfig()), bucket: source.bucket ?? runtime.resources.lakeBucket };
  const there = { s3: new S3Client(runtime.ownerConfig(destination)), bucket: destination.bucket };
  const isIgnored = ignores(ignore);
  const wanted = (await keysOf(here, source.prefix)).filter((key) => !isIgnored(here.bucket, key));
  const arrived = new Set(await keysOf(there, destination.prefix));
  const missing: string[] = [];
  const different: string[] = [];
  let bytes = 0;
  for (const key of wanted) {
    const at = destinationKey(output, destination.prefix, key);
    if (!arrived.delete(at)) {
      missing.push(key);
      continue;
    }
    const isConverted = conversionOf(output, key) !== undefined;
    const [sent, got] = [await contentOf(here, key), await contentOf(there, at)];
    const expected = isConverted ? await asCsv(sent) : sent;
    if (digestOf(expected) !== digestOf(got)) different.push(key);
    bytes += got.length;
  }
  const objects = wanted.length - missing.length;
  return { name, objects, bytes, missing, different, extra: [...arrived] };
}

interface Side {
  readonly s3: S3Client;
  readonly bucket: string;
}

async function keysOf({ s3: client, bucket: Bucket }: Side, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    keys.push(...Contents.map(({ Key = '' }) => Key));
  return keys;
}

async function contentOf({ s3, bucket: Bucket }: Side, Key: string) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A parquet file as CSV, in one go and without anything of the pipeline. */
async function asCsv(content: Uint8Array): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'lakeferry-figures-'));
  const [parquet, csv] = [join(folder, 'in.parquet'), join(folder, 'out.csv')];
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    writeFileSync(parquet, content);
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run(`COPY (FROM '${parquet}') TO '${csv}' (FORMAT csv, HEADER)`);
    return readFileSync(csv);
  } finally {
    connection.closeSync();
    database.closeSync();
    rmSync(folder, { recursive: true });
  }
}
