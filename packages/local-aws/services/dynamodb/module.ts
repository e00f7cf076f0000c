import { join } from 'node:path';
import type { Rights } from '../../authorization/rights';
import { OF_DYNAMODB } from '../../gateway';
import { ServiceError } from '../../service';
import { DurableMap } from '../../store';
import { type ServicesOptions, type ServiceTable, serviceModule } from '../module';
import { createDynamoDb } from '.';
import { ContinuousBackups } from './backups';
import { Capture } from './capture';
import { type Destination, Destinations } from './capture/destinations';
import { CaptureMeasures } from './capture/measures';
import { Outbox } from './capture/outbox';
import { createEngine, type Engine } from './engine';
import { expire } from './expire';
import { Exports } from './exports';
import type { PutFile } from './exports/files';
import { dynamoDbRights } from './rights';
import { settleTables } from './settle-tables';
import type { TableAnswer } from './table-status';
import type { TimeToLiveSettings } from './time-to-live';

export const service = serviceModule({
  name: 'dynamodb',
  needs: [],
  start: async (options, others) => {
    const { directory, store, accountId, region, partition } = options;
    const timeToLive: TimeToLiveSettings = await DurableMap.load(store, 'dynamodb-time-to-live');
    const folder = join(directory, 'dynamodb');
    await settleTables(folder);
    const engine = createEngine({ directory: folder, accountId, region });
    const { capture, outbox, backups } = await captureOf(engine, options, others);
    const still = <T>(table: string, work: () => Promise<T>) => capture.still(table, work);
    const exports = await Exports.load({ ...options, engine, backups, still, put: putFile(options, others) });
    const dynamodb = createDynamoDb({ engine, timeToLive, capture, operations: exports.operations });
    const { partitionKey } = dynamodb;
    const bucketRights: Rights = async (operation, input, caller) => others.s3?.rights(operation, input, caller);
    const rights = dynamoDbRights({ partition, region, accountId, partitionKey, bucketRights });
    return {
      rights,
      service: { ...dynamodb, errors: OF_DYNAMODB },
      expire: (table) => expire({ engine, timeToLive, capture, clock: options.clock }, table),
      resume: async () => {
        await capture.resume();
        exports.resume();
      },
      halt: () => {
        outbox.close();
        exports.halt();
      },
      close: async () => {
        await exports.close();
        await dynamodb.close();
      },
    };
  },
});

async function captureOf(engine: Engine, options: ServicesOptions, others: Partial<ServiceTable>) {
  const { clock, store } = options;
  const tableId = async (TableName: string): Promise<string> => {
    const { Table } = await engine.ask<TableAnswer>('DescribeTable', { TableName });
    return Table?.TableId ?? `${TableName}/${Table?.CreationDateTime}`;
  };
  const map = await DurableMap.load<Destination>(store, 'dynamodb-destinations');
  const isStream = (arn: string): boolean => {
    const stream = others.kinesis?.stream(arn);
    return stream !== undefined && others.kinesis?.statusOf(stream) === 'ACTIVE';
  };
  const destinations = new Destinations({ clock, map, tableId, isStream });
  const measures = new CaptureMeasures(others.monitoring?.datapoints);
  const outbox = await Outbox.load({ ...options, measures, kinesis: () => others.kinesis });
  const backups = await ContinuousBackups.load({ clock, store, tableId });
  const capture = await Capture.load({ ...options, engine, destinations, backups, outbox });
  return { capture, outbox, backups };
}

/** As the account: who may write there was asked when the export began. */
const putFile =
  ({ region, accountId, partition }: ServicesOptions, others: Partial<ServiceTable>): PutFile =>
  async ({ input }, Key, Body) => {
    const { S3Bucket: Bucket, S3BucketOwner: ExpectedBucketOwner, S3SseAlgorithm, S3SseKmsKeyId: SSEKMSKeyId } = input;
    const encryption = S3SseAlgorithm === 'KMS' ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId } : {};
    if (others.s3 === undefined) throw new ServiceError('NoSuchBucket', 'The bucket is in S3, and s3 does not run.');
    const itself = { accountId, region, principalArn: `arn:${partition}:iam::${accountId}:root`, requestId: 'export' };
    await others.s3.service.operations.PutObject!({ Bucket, Key, Body, ExpectedBucketOwner, ...encryption }, itself);
  };
