import { createHandler } from '../../../functions/dynamodb/flatten-items/handler';
import { silentLog } from '../../../functions/shared/log';
import { contest } from '../contest';

void contest(
  createHandler({
    log: silentLog,
    metric: () => {},
    oldImage: false,
    partitionKey: 'date',
    partitionByEventDate: false,
  }),
);
