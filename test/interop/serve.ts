import { join } from 'node:path';
import * as kmsClient from '@aws-sdk/client-kms';
import * as s3Client from '@aws-sdk/client-s3';
import * as ssmClient from '@aws-sdk/client-ssm';
import * as stsClient from '@aws-sdk/client-sts';
import { ScaledClock } from '../../packages/local-aws/clock';
import { serviceSchema } from '../../packages/local-aws/codec';
import { Faults } from '../../packages/local-aws/faults';
import { startGateway } from '../../packages/local-aws/gateway';
import { createKms } from '../../packages/local-aws/services/kms';
import { createS3 } from '../../packages/local-aws/services/s3';
import { createSsm } from '../../packages/local-aws/services/ssm';
import { Credentials, createSts } from '../../packages/local-aws/services/sts';
import { openStore } from '../../packages/local-aws/store';

/** The services that other clients are tried against, until the process is ended. Prints its address. */
async function main([directory = '']: readonly string[]): Promise<void> {
  const store = await openStore(join(directory, 'store'));
  const place = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111' };
  const runtime = { ...place, store, clock: new ScaledClock(), faults: new Faults() };
  const credentials = await Credentials.load(runtime);
  const s3 = await createS3({ ...runtime, directory: join(directory, 's3') });
  const kms = await createKms(runtime);
  const ssm = await createSsm({ ...runtime, cipher: kms.cipher });
  const gateway = await startGateway({
    services: [
      { service: s3.service, schema: serviceSchema(s3Client as never, s3Client.S3Client as never) },
      { service: kms.service, schema: serviceSchema(kmsClient as never, kmsClient.KMSClient as never) },
      { service: ssm, schema: serviceSchema(ssmClient as never, ssmClient.SSMClient as never) },
      { service: createSts(credentials), schema: serviceSchema(stsClient as never, stsClient.STSClient as never) },
    ],
    ...runtime,
    identify: credentials.identify,
  });
  process.stdout.write(`${gateway.url}\n`);
}

void main(process.argv.slice(2));
