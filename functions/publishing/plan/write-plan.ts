import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { manifestKey } from '../../../core/publishing/manifests';
import { BatchCutter } from '../../../core/s3';
import type { Completeness } from '../../../core/snapshots/layout';
import { LineWriter } from '../../shared/manifest/line-writer';
import type { CompletenessReport, CopyItem, ExportRef, S3Pointer } from '../../snapshots/payloads';

/** The files that a plan consists of. */
export interface PlanPlaces {
  readonly manifest: S3Pointer;
  readonly batches: S3Pointer;
  readonly completeness: S3Pointer;
}

/** Where the plan of an export is written. Never beside the export: that bucket holds nothing that RDS did not write. */
export function planPlaces(workBucket: string, { exportTaskId }: Pick<ExportRef, 'exportTaskId'>): PlanPlaces {
  const at = (file: string): S3Pointer => ({ bucket: workBucket, key: manifestKey(exportTaskId, file) });
  return {
    manifest: at('manifest.jsonl'),
    batches: at('batches.jsonl'),
    completeness: at('completeness.json'),
  };
}

/** Streams the items into manifest and batches; returns their number and bytes. Memory: one page, two parts. */
export async function writeManifest(
  s3: Pick<S3Client, 'send'>,
  places: PlanPlaces,
  pages: AsyncIterable<readonly CopyItem[]>,
): Promise<{ readonly files: number; readonly bytes: number }> {
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
  { completeness: place }: PlanPlaces,
  { exportTaskId, date }: ExportRef,
  completeness: Completeness,
): Promise<void> {
  const { bucket: Bucket, key: Key } = place;
  const report: CompletenessReport = { exportTaskId, date, ...completeness };
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(report), ContentType: 'application/json' }));
}
