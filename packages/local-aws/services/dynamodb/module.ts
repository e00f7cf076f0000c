import { join } from 'node:path';
import { OF_DYNAMODB } from '../../gateway';
import { serviceModule } from '../module';
import { createDynamoDb } from '.';

export const service = serviceModule({
  name: 'dynamodb',
  needs: [],
  start: ({ directory, accountId, region }) => {
    const dynamodb = createDynamoDb({ directory: join(directory, 'dynamodb'), accountId, region });
    return { service: { ...dynamodb, errors: OF_DYNAMODB }, close: () => dynamodb.close() };
  },
});
