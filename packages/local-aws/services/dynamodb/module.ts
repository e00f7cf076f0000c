import { join } from 'node:path';
import { OF_DYNAMODB } from '../../gateway';
import { DurableMap } from '../../store';
import { type ServicesOptions, type ServiceTable, serviceModule } from '../module';
import { createDynamoDb } from '.';
import { ContinuousBackups } from './backups';
import { Capture } from './capture';
import { type Destination, Destinations } from './capture/destinations';
import { Outbox } from './capture/outbox';
import { createEngine, type Engine } from './engine';
import { expire } from './expire';
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
    const { capture, outbox } = await captureOf(engine, options, others);
    const dynamodb = createDynamoDb({ engine, timeToLive, capture });
    const rights = dynamoDbRights({ partition, region, accountId, partitionKey: dynamodb.partitionKey });
    return {
      rights,
      service: { ...dynamodb, errors: OF_DYNAMODB },
      expire: (table) => expire({ engine, timeToLive, capture, clock: options.clock }, table),
      resume: () => capture.resume(),
      halt: () => outbox.close(),
      close: () => dynamodb.close(),
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
  const outbox = await Outbox.load({ ...options, destinations, kinesis: () => others.kinesis });
  const backups = await ContinuousBackups.load({ clock, store, tableId });
  const capture = await Capture.load({ ...options, engine, destinations, backups, outbox });
  return { capture, outbox };
}
