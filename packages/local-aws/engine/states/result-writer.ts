import type { MapState } from '../definition';
import { childDescription } from '../integrations/nested';
import { isObject, type Json, type JsonObject } from '../json';
import type { MapRunRecord } from '../records/map-runs';
import type { RunningExecution, StateRun } from '../run/run';

type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** The Map's result without an export: in the items' order. A child that failed (and was tolerated) is always shown whole. */
export function collectResults(run: StateRun, { ResultWriter }: MapState, record: MapRunRecord): Json[] {
  return transform(childrenInOrder(run, record), ResultWriter?.WriterConfig?.Transformation ?? 'COMPACT');
}

function childrenInOrder(run: StateRun, { arn }: MapRunRecord): RunningExecution[] {
  return [...run.runtime.mapRuns.children(arn)].sort(([a], [b]) => a - b).map(([, child]) => child);
}

function transform(children: readonly RunningExecution[], how: Transformation): Json[] {
  return children.flatMap((child) => {
    if (how === 'NONE' || child.record.status !== 'SUCCEEDED') return [childDescription(child, false)];
    const output = JSON.parse(child.record.output ?? 'null') as Json;
    return how === 'FLATTEN' && Array.isArray(output) ? output : [output];
  });
}

/** Writes one file per outcome and the manifest that names them. */
export async function writeResults(run: StateRun, { ResultWriter }: MapState, record: MapRunRecord): Promise<Json> {
  const args: JsonObject = isObject(record.plan.writerArguments) ? record.plan.writerArguments : {};
  const Bucket = String(args.Bucket ?? '');
  const prefix = String(args.Prefix ?? '').replace(/\/$/, '');
  const folder = `${prefix === '' ? '' : `${prefix}/`}${record.arn.split(':').at(-1)}`;
  const { Transformation = 'NONE', OutputType = 'JSON' } = ResultWriter?.WriterConfig ?? {};
  const files: Record<'FAILED' | 'PENDING' | 'SUCCEEDED', Json[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  const children = childrenInOrder(run, record);
  for (const outcome of ['FAILED', 'SUCCEEDED'] as const) {
    const part = children.filter((c) => (c.record.status === 'SUCCEEDED') === (outcome === 'SUCCEEDED'));
    if (part.length === 0) continue;
    const records = transform(part, Transformation);
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
  await run.wait(run.runtime.sdk({ service: 's3', action: 'putObject', arguments: args, optimized: false }, control));
}
