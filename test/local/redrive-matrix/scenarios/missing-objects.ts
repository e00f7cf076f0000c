import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BUCKET, OUTPUT, replicatingSettings, startMachine } from './large-object';
import type { Scenario } from './snapshots';

const KEYS = ['a', 'dt=1/b +é', 'empty/'];

/** Objects that no event told of: both sides are compared, and what is missing is copied. */
export const MISSING_OBJECTS: Scenario = {
  name: 'objects that no event told of',
  world: { settings: replicatingSettings, outermost: `replicate-missing-${OUTPUT}` },
  play: async (world) => {
    const s3 = new S3Client(world.runtime.clientConfig());
    for (const Key of KEYS) {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key.endsWith('/') ? '' : `content of ${Key}` }));
    }
    await Promise.all([startMachine(world, 'replicate-missing', { output: OUTPUT }), world.ended()]);
  },
};
