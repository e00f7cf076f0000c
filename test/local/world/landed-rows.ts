import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { landingFolder } from '../../../core/dynamodb/landing';
import { STATE_FOLDER } from '../../../core/dynamodb/load/files';
import { loadResources } from '../../../local/deploy/dynamodb/load-resources';
import { landingOf, localProducers } from '../../../local/deploy/dynamodb/resources';
import type { Runtime } from '../../../local/runtime';

/**
 * What loads of this account's tables have landed: every row as often as it is there, without its version, which is the
 * time of the export; and which tables have a state that windows go on from.
 */
export async function landedRows(runtime: Runtime, settings: Settings): Promise<unknown[]> {
  const client = new S3Client(runtime.clientConfig());
  const landed = localProducers(settings).map(async (producer) => {
    const { bucket } = landingOf(producer, settings, runtime.place);
    const landing = bucket.split(':').at(-1) ?? '';
    const files = (await keysBelow(client, landing, landingFolder(producer.name))).filter((key) => key.endsWith('.gz'));
    const texts = await Promise.all(files.map((key) => textOf(client, landing, key)));
    const rows = texts.flatMap((text) => text.trimEnd().split('\n'));
    const states = await keysBelow(client, loadResources(producer, runtime.place).bucket, `${STATE_FOLDER}/`);
    return [...rows.map((row) => row.replace(/"ddb_version":\d+/, '')).sort(), ...states];
  });
  return (await Promise.all(landed)).flat();
}

async function keysBelow(client: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  return keys;
}

async function textOf(client: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return gunzipSync((await Body?.transformToByteArray()) ?? '').toString();
}
