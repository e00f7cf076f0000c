import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BatchCutter } from '../../../core/s3';
import type { Completeness } from '../../../core/snapshots/layout';
import { LineWriter } from '../../shared/manifest/line-writer';
import type { CompletenessReport, CopyItem, ExportRef, S3Pointer } from '../../snapshots/payloads';

/** Where the plan of an export is written, beside the exports. */
export function planPlaces({ bucket, exportTaskId }: ExportRef) {
  const at = (file: string): S3Pointer => ({ bucket, key: `manifests/${exportTaskId}/${file}` });
  return {
    manifest: at('manifest.jsonl'),
    batches: at('batches.jsonl'),
    completeness: at('completeness.json'),
  };
}

/** Streams the items into manifest and batches; answers their number and bytes. Memory: one page, two parts. */
export async function writeManifest(
  s3: Pick<S3Client, 'send'>,
  exported: ExportRef,
  pages: AsyncIterable<readonly CopyItem[]>,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const places = planPlaces(exported);
  const manifest = new LineWriter(s3, places.manifest);
  const batches = new LineWriter(s3, places.batches);
  const cutter = new BatchCutter();
  let [files, bytes] = [0, 0];
  try {
    for await (const page of pages) {
      for (const item of page) {
        files++;
        bytes += item.size;
        const closed = cutter.add(await manifest.write(item), item.size);
        if (closed !== undefined) await batches.write(closed);
      }
    }
    const last = cutter.close();
    if (last !== undefined) await batches.write(last);
    await manifest.close();
    await batches.close();
    return { files, bytes };
  } catch (error) {
    await Promise.all([manifest.abort(), batches.abort()]);
    throw error;
  }
}

export async function writeCompleteness(
  s3: Pick<S3Client, 'send'>,
  exported: ExportRef,
  completeness: Completeness,
): Promise<void> {
  const { bucket: Bucket, key: Key } = planPlaces(exported).completeness;
  const { exportTaskId, date } = exported;
  const report: CompletenessReport = { exportTaskId, date, ...completeness };
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(report), ContentType: 'application/json' }));
}
