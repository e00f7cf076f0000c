import type { MapState } from '../definition';
import { dataLimitExceeded } from '../errors';
import { type Json, jsonBytes } from '../json';
import { MAX_PAYLOAD_BYTES } from '../limits';
import type { MapItem } from '../records/frames';
import type { ChildInput, MapRunPlan } from '../records/map-runs';
import type { StateRun } from '../run/run';
import { selectItem } from './map-inline';

/** One child input per item, or per batch: `{BatchInput, Items}`. */
export async function batchItems(
  run: StateRun,
  state: MapState,
  plan: MapRunPlan,
  items: readonly MapItem[],
): Promise<ChildInput[]> {
  const selected: Json[] = [];
  for (const item of items) {
    const input = await selectItem(run, state, item);
    if (jsonBytes(input) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(run.frame.state);
    selected.push(input);
  }
  if (state.ItemBatcher === undefined) return selected.map((input, i) => ({ input, item: items[i], count: 1 }));
  return batches(selected, plan).map((Items): ChildInput => {
    const input: Json = plan.batchInput === undefined ? { Items } : { BatchInput: plan.batchInput, Items };
    return { input, count: Items.length };
  });
}

/** Cuts before the batch would hold too many items, or its JSON too many bytes. */
function batches(items: readonly Json[], { batchItems: most, batchBytes, batchInput }: MapRunPlan): Json[][] {
  const mostBytes = Math.min(batchBytes || MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES);
  const around = jsonBytes(batchInput === undefined ? { Items: [] } : { BatchInput: batchInput, Items: [] });
  const result: Json[][] = [];
  let batch: Json[] = [];
  let bytes = around;
  for (const item of items) {
    const size = jsonBytes(item) + 1;
    if (batch.length > 0 && (batch.length >= (most || Infinity) || bytes + size > mostBytes)) {
      result.push(batch);
      batch = [];
      bytes = around;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) result.push(batch);
  return result;
}
