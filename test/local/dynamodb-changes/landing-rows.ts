import { gunzipSync } from 'node:zlib';
import { S3 } from '@aws-sdk/client-s3';
import type { World } from '../world/world';
import { ENTRY, LANDING } from './settings';

export interface Row {
  readonly ddb_event: string;
  readonly ddb_version: number;
  readonly ddb_sequence: string;
  readonly ddb_event_id: string;
  readonly ddb_source: string;
  readonly ddb_ttl: boolean;
  readonly id: string;
  readonly n?: string;
  readonly expires?: string;
}

/** Lines of all files in the landing bucket. */
export async function landingLines({ runtime }: World): Promise<string[]> {
  const s3 = new S3(runtime.clientConfig());
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: LANDING, Prefix: `dynamodb/${ENTRY}/` });
  const texts = Contents.map(async ({ Key = '' }) => {
    const { Body } = await s3.getObject({ Bucket: LANDING, Key });
    const bytes = await Body!.transformToByteArray();
    return (Key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
  });
  return (await Promise.all(texts))
    .join('')
    .split('\n')
    .filter((line) => line !== '');
}

/** Later last: by version, then by sequence number, which is compared by length and then as text. */
export const byTime = (a: Row, b: Row): number =>
  a.ddb_version - b.ddb_version ||
  a.ddb_sequence.length - b.ddb_sequence.length ||
  (a.ddb_sequence < b.ddb_sequence ? -1 : 1);
