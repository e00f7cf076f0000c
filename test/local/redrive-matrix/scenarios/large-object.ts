import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { validateConfig } from '../../../../core/config/validate';
import type { OutputMachineName } from '../../../../core/machines';
import { localOutputs, outputResources } from '../../../../local/deploy/replication/resources';
import type { World } from '../../world/world';
import { type Scenario, SOURCE } from './snapshots';
import { startNamed } from './start-named';

export const OUTPUT = 'partner';
/** Nobody sends its events, and no schedule compares: what starts the machine is the test alone. */
export const BUCKET = 'our-files';
/** Two parts. */
const BODY = Buffer.alloc(17 * 1024 ** 2, 'lakeferry');
const KEY = 'large/object';

/** One output. `more` is what is particular to it. */
export const replicatingWith = (more: { readonly convert?: { readonly parquet: 'csv' } }) =>
  validateConfig({
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
            backfill: 'off',
            ...more,
          },
        ],
      },
    ],
  });

export const replicatingSettings = replicatingWith({});

/** One large object through its machine, started as a function would. */
export const LARGE_OBJECT: Scenario = {
  name: 'one large object',
  world: { settings: replicatingSettings, outermost: `replicate-large-object-${OUTPUT}` },
  play: async (world) => {
    const s3 = new S3Client(world.runtime.clientConfig());
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: BODY }));
    const event = { kind: 'created', bucket: BUCKET, key: KEY, size: BODY.length, time: '2026-01-15T01:00:00Z' };
    await Promise.all([startMachine(world, 'replicate-large-object', { output: OUTPUT, event }), world.ended()]);
  },
};

/** Starts a machine of the output. */
export async function startMachine(world: World, machine: OutputMachineName, input: object): Promise<void> {
  const { runtime, settings: played } = world;
  const [output] = localOutputs(played);
  const { machineArn } = outputResources(output!, runtime.place, runtime.resources).machineOf(machine);
  await startNamed(world, machineArn, 'the-one', input);
}
