import type { Clock } from '../../clock';
import type { Capture } from './capture';
import type { Item } from './capture/change';
import type { Engine } from './engine';
import type { TableAnswer } from './table-status';
import type { TimeToLiveSettings } from './time-to-live';

export interface ExpireDependencies {
  readonly engine: Engine;
  readonly timeToLive: TimeToLiveSettings;
  readonly capture: Pick<Capture, 'expire'>;
  readonly clock: Clock;
}

interface Page {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}

/**
 * Deletes the items whose time to live is over. Returns how many they were. AWS does so within days, at no set time.
 */
export async function expire(deps: ExpireDependencies, TableName: string): Promise<number> {
  const { engine, timeToLive, capture, clock } = deps;
  const { Table } = await engine.ask<TableAnswer>('DescribeTable', { TableName });
  const attribute = timeToLive.get(`${TableName}/${Table?.CreationDateTime}`)?.attribute;
  if (attribute === undefined) return 0;
  let expired = 0;
  let ExclusiveStartKey: Item | undefined;
  do {
    const page: Page = await engine.ask('Scan', { TableName, ExclusiveStartKey });
    for (const item of page.Items) {
      if (!(Number(item[attribute]?.N) * 1000 <= clock.now())) continue;
      await capture.expire(TableName, item);
      expired++;
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return expired;
}
