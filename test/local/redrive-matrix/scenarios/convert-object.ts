import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { validateConfig } from '../../../../core/config/validate';
import { parquetOf } from '../../../functions/replication/convert/parquet-file';
import { BUCKET, OUTPUT, startMachine } from './large-object';
import { type Scenario, SOURCE } from './snapshots';

const KEY = 'table/rows.parquet';

const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: SOURCE, engine: 'postgres', databases: ['shop'] }],
  replications: [
    {
      name: 'files',
      source: { bucket: BUCKET },
      outputs: [
        {
          name: OUTPUT,
          destination: { bucket: 'partner-in', account: '333333333333', region: 'eu-central-1' },
          credentials: { mode: 'role', externalId: 'agreed' },
          convert: { parquet: 'csv' },
          backfill: 'off',
        },
      ],
    },
  ],
});

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
