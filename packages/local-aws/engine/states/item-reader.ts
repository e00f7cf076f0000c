import { Hold } from '../../hold';
import type { ItemReader, MapState } from '../definition';
import { StateError, TaskFailure } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';
import type { MapItem } from '../records/frames';
import type { MapRunPlan } from '../records/map-runs';
import type { StateRun } from '../run/run';
import { parseCsv } from './csv';

/** Reads a Distributed Map's items from S3. Every failure is `States.ItemReaderFailed`. */
export async function readItems(run: StateRun, { ItemReader }: MapState, plan: MapRunPlan): Promise<MapItem[]> {
  const reader = ItemReader!;
  const args = isObject(plan.readerArguments) ? plan.readerArguments : {};
  try {
    const items = await (reader.Resource.endsWith(':listObjectsV2')
      ? listObjects(run, args)
      : readObject(run, reader, args));
    const limit = plan.maxItems || items.length;
    return items.slice(0, limit).map((item, index) => ({ ...item, index }));
  } catch (error) {
    if (!(error instanceof TaskFailure || error instanceof ItemReaderError)) throw error;
    throw new StateError('States.ItemReaderFailed', error instanceof TaskFailure ? error.reason : error.message);
  }
}

class ItemReaderError extends Error {
  override readonly name = 'ItemReaderError';
}

type Unnumbered = Omit<MapItem, 'index'>;

/** Object metadata; all pages. The items spell `Etag`, and times in seconds since the epoch. */
async function listObjects(run: StateRun, args: JsonObject): Promise<Unnumbered[]> {
  const items: Unnumbered[] = [];
  let token: Json | undefined;
  do {
    const page = await s3(run, 'listObjectsV2', token === undefined ? args : { ...args, ContinuationToken: token });
    for (const object of Array.isArray(page.Contents) ? page.Contents : [])
      items.push({ value: listed(object), source: `S3://${args.Bucket}` });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return items;
}

function listed(object: Json): Json {
  const { ETag, Key, LastModified, Size, StorageClass } = isObject(object) ? object : {};
  return {
    Etag: ETag ?? null,
    Key: Key ?? null,
    LastModified: Math.floor(Date.parse(String(LastModified)) / 1000),
    Size: Size ?? 0,
    StorageClass: StorageClass ?? 'STANDARD',
  };
}

async function readObject(run: StateRun, reader: ItemReader, args: JsonObject): Promise<Unnumbered[]> {
  const config = reader.ReaderConfig ?? {};
  const answer = await s3(run, 'getObject', args);
  const body = String(answer.Body ?? '');
  const source = `S3://${args.Bucket}/${args.Key}`;
  switch (config.InputType) {
    case 'JSON':
      return jsonItems(body, config.ItemsPointer).map((item) => ({ ...item, source }));
    case 'JSONL':
      return lines(body).map((line) => ({ value: parseJson(line), source }));
    case 'CSV':
      return csvItems(body, config).map((value) => ({ value, source }));
    default:
      throw new ItemReaderError(
        `The local runtime does not read InputType ${config.InputType ?? config.ManifestType}. It reads JSON, JSONL and CSV.`,
      );
  }
}

async function s3(run: StateRun, action: string, args: JsonObject): Promise<JsonObject> {
  const hold = new Hold(run.runtime.clock);
  hold.acquire();
  try {
    const control = { idle: <T>(work: Promise<T>): Promise<T> => hold.idle(work) };
    const answer = await run.wait(
      run.runtime.sdk(
        { service: 's3', action, arguments: args, optimized: false, roleArn: run.execution.record.roleArn },
        control,
      ),
    );
    return isObject(answer) ? answer : {};
  } finally {
    hold.release();
  }
}

const lines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ItemReaderError(`The file is not valid JSON: ${(error as Error).message}`);
  }
}

/** An array's elements, or an object's members as `{Key, Value}`. */
function jsonItems(body: string, pointer: string | undefined): Unnumbered[] {
  const value = pointer === undefined ? parseJson(body) : atPointer(parseJson(body), pointer);
  if (Array.isArray(value)) return value.map((item) => ({ value: item }));
  if (isObject(value)) return Object.entries(value).map(([Key, Value]) => ({ value: { Key, Value }, key: Key }));
  throw new ItemReaderError('Attempting to map over non-iterable node.');
}

function atPointer(root: Json, pointer: string): Json {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json>((value, part) => {
      const member = Array.isArray(value) ? value[Number(part)] : isObject(value) ? value[part] : undefined;
      if (member === undefined) throw new ItemReaderError(`The ItemsPointer ${pointer} does not lead to a value.`);
      return member;
    }, root);
}

const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;

/** Missing fields are empty, fields beyond the headers are left out; all values are strings. */
function csvItems(body: string, config: NonNullable<ItemReader['ReaderConfig']>): Json[] {
  const rows = parseCsv(body, DELIMITERS[config.CSVDelimiter ?? 'COMMA']);
  const given = config.CSVHeaderLocation === 'GIVEN';
  const headers = given ? [...(config.CSVHeaders ?? [])] : (rows.shift() ?? []);
  if (new Set(headers).size < headers.length) throw new ItemReaderError('CSV headers cannot contain duplicates.');
  return rows.map((row) => Object.fromEntries(headers.map((header, i) => [header, row[i] ?? ''])));
}
