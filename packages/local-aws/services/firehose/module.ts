import * as client from '@aws-sdk/client-firehose';
import { ServiceError } from '../../service';
import { type ServicesOptions, type ServiceTable, serviceModule } from '../module';
import { Firehose, type FirehoseDependencies } from '.';
import type { OutgoingObject } from './delivery';
import { DeliveryMeasures } from './measures';
import { firehoseRights } from './rights';
import { invalid, transformOf } from './settings';
import { type DeliveryStream, DeliveryStreams } from './streams';
import { transformed } from './transform';

const PRINCIPAL = 'firehose.amazonaws.com';
/** What the role needs to read the source. */
const READS = ['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListShards'];

export const service = serviceModule({
  name: 'firehose',
  needs: [],
  client: [client, client.FirehoseClient],
  start: async (options, others) => {
    const streams = await DeliveryStreams.load(options);
    const measures = new DeliveryMeasures(others.monitoring?.datapoints);
    const firehose = new Firehose({ ...options, streams, measures, ...portsOf(options, others) });
    return {
      service: { name: 'firehose', operations: firehose.operations },
      rights: firehoseRights(streams),
      resume: () => firehose.resume(),
      halt: () => firehose.halt(),
      close: () => firehose.close(),
    };
  },
});

type Ports = Omit<FirehoseDependencies, 'clock' | 'faults' | 'streams' | 'measures'>;

/** The other services, called as the roles of the delivery stream. */
function portsOf({ clock, region }: ServicesOptions, others: Partial<ServiceTable>): Ports {
  const refusal = (roleArn: string, needed: { readonly action: string; readonly resource: string }) =>
    others.iam?.authority?.refusalOfRole(roleArn, 'firehose', needed);
  const mayAssume = (roleArn: string, accountId: string): boolean => {
    const source = { 'sts:ExternalId': accountId, 'aws:SourceAccount': accountId };
    return others.iam?.authority?.mayServiceAssume(roleArn, PRINCIPAL, source) ?? true;
  };
  return {
    kinesis: () => others.kinesis,
    checkRole: (roleArn = '', accountId) => {
      if (!mayAssume(roleArn, accountId))
        throw invalid(`Firehose is unable to assume role ${roleArn}. Please check the role provided.`);
    },
    mayRead: async ({ accountId, source }) => {
      const { roleArn = '', streamArn: StreamARN } = source ?? {};
      if (!mayAssume(roleArn, accountId)) return false;
      for (const action of READS) {
        const needed = (await others.kinesis?.rights(action, { StreamARN }, { accountId, region })) ?? [];
        if (needed.some((each) => refusal(roleArn, each) !== undefined)) return false;
      }
      return true;
    },
    transform: (stream, records, idle) => {
      const { RoleARN } = stream.destination;
      const invoke: ServiceTable['lambda']['invoke'] = (arn, payload, control) => {
        if (others.lambda === undefined) throw new Error('The transform is a function and lambda does not run.');
        return others.lambda.invoke(arn, payload, control);
      };
      const refused = (resource: string) => refusal(RoleARN, { action: 'lambda:InvokeFunction', resource });
      const deps = { clock, region, invoke, refusal: refused };
      return transformed(deps, stream, transformOf(stream.destination)!, records, idle);
    },
    write: async (stream, object) => {
      const { RoleARN } = stream.destination;
      if (!mayAssume(RoleARN, stream.accountId)) throw denied(`Firehose may not assume ${RoleARN}.`);
      await writeObject(others, region, refusal, stream, object);
    },
  };
}

type Refusal = (roleArn: string, needed: { readonly action: string; readonly resource: string }) => string | undefined;

/** As S3 would judge and take it over HTTP. */
async function writeObject(
  { s3 }: Partial<ServiceTable>,
  region: string,
  refusal: Refusal,
  { destination }: DeliveryStream,
  { key: Key, body: Body, isGzip }: OutgoingObject,
): Promise<void> {
  if (s3 === undefined) throw denied('The destination is a bucket and s3 does not run.');
  const { RoleARN: roleArn, BucketARN, EncryptionConfiguration: encryption } = destination;
  const SSEKMSKeyId = encryption?.KMSEncryptionConfig?.AWSKMSKeyARN;
  const input = {
    ...{ Bucket: BucketARN.split(':').at(-1), Key, Body, ContentType: 'application/octet-stream' },
    ...(isGzip ? { ContentEncoding: 'gzip' } : {}),
    ...(SSEKMSKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId }),
  };
  const [, partition, , , accountId = '', path = ''] = roleArn.split(':');
  const needed = (await s3.rights('PutObject', input, { accountId, region })) ?? [];
  // to a bucket of another account it sends bucket-owner-full-control
  const [first] = needed;
  const isForeign = first?.owner !== undefined && first.owner !== accountId;
  const all = isForeign ? [...needed, { ...first, action: 's3:PutObjectAcl' }] : needed;
  for (const each of all) {
    const refused = refusal(roleArn, each);
    if (refused !== undefined) throw denied(refused);
  }
  const principalArn = `arn:${partition}:sts::${accountId}:assumed-role/${path.split('/').at(-1)}/firehose`;
  await s3.service.operations.PutObject!(input, { accountId, region, principalArn, roleArn, requestId: 'firehose' });
}

const denied = (message: string): ServiceError => new ServiceError('AccessDenied', message, { status: 403 });
