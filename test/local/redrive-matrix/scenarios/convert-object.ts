import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parquetOf } from '../../../functions/replication/convert/parquet-file';
import { BUCKET, OUTPUT, replicatingWith, startMachine } from './large-object';
import type { Scenario } from './snapshots';

const KEY = 'table/rows.parquet';

const settings = replicatingWith({ convert: { parquet: 'csv' } });

/** One parquet file through the machine that converts, started as a function would. */
export const CONVERTED_OBJECT: Scenario = {
  name: 'one parquet file',
  world: { settings, outermost: `convert-object-${OUTPUT}` },
  play: async (world) => {
    const s3 = new S3Client(world.runtime.clientConfig());
    const Body = await parquetOf('SELECT 1 AS id');
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body }));
    const event = { kind: 'created', bucket: BUCKET, key: KEY, size: Body.length, time: '2026-01-15T01:00:00Z' };
    await Promise.all([startMachine(world, 'convert-object', { output: OUTPUT, event }), world.ended()]);
  },
};
