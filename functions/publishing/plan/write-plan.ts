import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ManifestRange } from '../../../core/manifest/ranges';
import type { Completeness } from '../../../core/publishing/completeness';
import { manifestKey } from '../../../core/publishing/manifests';
import { databaseFolderOf } from '../../../core/publishing/partition-folder';
import { BatchCutter } from '../../../core/s3';
import type { S3Pointer } from '../../shared/execution';
import { LineWriter } from '../../shared/manifest/line-writer';
import type { CopyItem, DatabaseRange, PlanPlaces } from '../payloads';

/**
 * Where the plan of a publication is written. Never beside its data: the bucket that RDS exports to holds nothing else.
 */
export function planPlaces(workBucket: string, publication: string): PlanPlaces {
  const at = (file: string): S3Pointer => ({ bucket: workBucket, key: manifestKey(publication, file) });
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
  let [files, bytes, databaseFolder] = [0, 0, ''];
  const keep = async (range: ManifestRange | undefined): Promise<void> => {
    if (range === undefined) return;
    const batch: DatabaseRange = { ...range, databaseFolder };
    await batches.write(batch);
  };
  try {
    for await (const page of pages) {
      for (const item of page) {
        files++;
        bytes += item.size;
        const folder = databaseFolderOf(item.destinationKey);
        if (folder !== databaseFolder) await keep(cutter.close());
        databaseFolder = folder;
        await keep(cutter.add(await manifest.write(item), item.size));
      }
    }
    await keep(cutter.close());
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
  { completeness: { bucket: Bucket, key: Key } }: PlanPlaces,
  completeness: Completeness,
): Promise<void> {
  const Body = JSON.stringify(completeness);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
}
