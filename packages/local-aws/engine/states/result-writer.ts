import type { MapState } from '../definition';
import { childDescription } from '../integrations/nested';
import { isObject, type Json, type JsonObject } from '../json';
import type { ExecutionRecord } from '../records/execution-record';
import type { MapRunRecord } from '../records/map-runs';
import type { StateRun } from '../run/run';

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/**
 * The Map's result without an export: in the items' order. A child that failed (and was tolerated) is always shown
 * whole.
 */
export async function collectResults(
  run: StateRun,
  { ResultWriter }: MapState,
  { arn }: MapRunRecord,
): Promise<Json[]> {
  const results = await run.wait(readResults(run, arn, ResultWriter?.WriterConfig?.Transformation ?? 'COMPACT'));
  return inOrder(results);
}

interface Result {
  readonly index: number;
  readonly succeeded: boolean;
  readonly values: Json[];
}

/** Of each child only what becomes part of the result is kept in memory. */
async function readResults({ runtime }: StateRun, mapRunArn: string, how: Transformation): Promise<Result[]> {
  const results: Result[] = [];
  for await (const record of runtime.mapRuns.records(mapRunArn)) {
    const succeeded = record.status === 'SUCCEEDED';
    results.push({ index: record.mapRunIndex ?? 0, succeeded, values: transform(record, how) });
  }
  return results;
}

const inOrder = (results: readonly Result[]): Json[] =>
  results.toSorted((a, b) => a.index - b.index).flatMap(({ values }) => values);

function transform(record: ExecutionRecord, how: Transformation): Json[] {
  if (how === 'NONE' || record.status !== 'SUCCEEDED') return [childDescription({ record }, false)];
  const output = JSON.parse(record.output ?? 'null') as Json;
  return how === 'FLATTEN' && Array.isArray(output) ? output : [output];
}

/** Writes one file per outcome and the manifest that names them. */
export async function writeResults(run: StateRun, { ResultWriter }: MapState, record: MapRunRecord): Promise<Json> {
  const args: JsonObject = isObject(record.plan.writerArguments) ? record.plan.writerArguments : {};
  const Bucket = String(args.Bucket ?? '');
  const prefix = String(args.Prefix ?? '').replace(/\/$/, '');
  const folder = `${prefix === '' ? '' : `${prefix}/`}${record.arn.split(':').at(-1)}`;
  const { Transformation = 'NONE', OutputType = 'JSON' } = ResultWriter?.WriterConfig ?? {};
  const files: Record<'FAILED' | 'PENDING' | 'SUCCEEDED', Json[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  const results = await run.wait(readResults(run, record.arn, Transformation));
  for (const outcome of ['FAILED', 'SUCCEEDED'] as const) {
    const part = results.filter(({ succeeded }) => succeeded === (outcome === 'SUCCEEDED'));
    if (part.length === 0) continue;
    const records = inOrder(part);
    const Body =
      OutputType === 'JSONL' ? records.map((r) => `${JSON.stringify(r)}\n`).join('') : JSON.stringify(records);
    const Key = `${folder}/${outcome}_0.${OutputType.toLowerCase()}`;
    await put(run, { Bucket, Key, Body });
    files[outcome].push({ Key, Size: Buffer.byteLength(Body) });
  }
  const Key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: Bucket, MapRunArn: record.arn, ResultFiles: files };
  await put(run, { Bucket, Key, Body: JSON.stringify(manifest) });
  return { MapRunArn: record.arn, ResultWriterDetails: { Bucket, Key } };
}

async function put(run: StateRun, args: JsonObject): Promise<void> {
  const control = { idle: <T>(work: Promise<T>): Promise<T> => work };
  await run.wait(
    run.runtime.sdk(
      { service: 's3', action: 'putObject', arguments: args, optimized: false, roleArn: run.execution.record.roleArn },
      control,
    ),
  );
}
