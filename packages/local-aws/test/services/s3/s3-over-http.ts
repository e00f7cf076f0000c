import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3Client from '@aws-sdk/client-s3';
import { VirtualClock } from '../../../clock';
import { serviceSchema } from '../../../codec';
import { Faults } from '../../../faults';
import { startGateway } from '../../../gateway';
import { createS3, type S3 } from '../../../services/s3';
import { memoryStore, type Store } from '../../../store';
import { PRODUCER, STARTS_AT } from '../runtime';

export interface S3OverHttp {
  readonly client: s3Client.S3Client;
  readonly s3: S3;
  readonly faults: Faults;
  readonly url: string;
  readonly directory: string;
  close(): Promise<void>;
}

/** S3 behind the gateway and the real client to talk to it, in a folder that goes with it. */
export async function s3OverHttp(): Promise<S3OverHttp> {
  const directory = temporaryFolder();
  const clock = new VirtualClock(STARTS_AT);
  const faults = new Faults();
  const s3 = await openS3(directory, memoryStore(), clock);
  const schema = serviceSchema(s3Client as never, s3Client.S3Client as never);
  const gateway = await startGateway({
    services: [{ service: s3.service, schema }],
    identify: () => ({ accountId: PRODUCER, principalArn: `arn:aws:iam::${PRODUCER}:root` }),
    clock,
    faults,
    region: 'eu-west-1',
  });
  const client = new s3Client.S3Client({
    endpoint: gateway.url,
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: PRODUCER, secretAccessKey: 'any' },
  });
  return {
    client,
    s3,
    faults,
    url: gateway.url,
    directory,
    async close() {
      client.destroy();
      await gateway.close();
      s3.close();
    },
  };
}

export const openS3 = (directory: string, store: Store, clock = new VirtualClock(STARTS_AT)): Promise<S3> =>
  createS3({ directory, store, clock, region: 'eu-west-1' });

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 's3-'));
