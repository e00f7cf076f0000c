import { join } from 'node:path';
import { OF_DYNAMODB } from '../../gateway';
import { DurableMap } from '../../store';
import { serviceModule } from '../module';
import { createDynamoDb } from '.';
import { dynamoDbRights } from './rights';
import { settleTables } from './settle-tables';
import type { TimeToLiveSettings } from './time-to-live';

export const service = serviceModule({
  name: 'dynamodb',
  needs: [],
  start: async ({ directory, store, accountId, region, partition }) => {
    const timeToLive: TimeToLiveSettings = await DurableMap.load(store, 'dynamodb-time-to-live');
    const folder = join(directory, 'dynamodb');
    await settleTables(folder);
    const dynamodb = createDynamoDb({ directory: folder, accountId, region, timeToLive });
    const rights = dynamoDbRights({ partition, region, accountId, partitionKey: dynamodb.partitionKey });
    return { rights, service: { ...dynamodb, errors: OF_DYNAMODB }, close: () => dynamodb.close() };
  },
});
