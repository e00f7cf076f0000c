import type { MapState } from '../definition';
import { dataLimitExceeded, QueryEvaluationError } from '../errors';
import { contextObject, mapContext } from '../expressions/context';
import { isObject, type Json, jsonBytes } from '../json';
import { INLINE_MAP_CONCURRENCY, MAX_PAYLOAD_BYTES } from '../limits';
import { childId, type Frame, type MapItem, newFrame } from '../records/frames';
import type { StateRun } from '../run/run';
import { runChildren } from './children';
import { unexpectedType, wholeNumber } from './values';

/** A Distributed Map runs over an object's members too, of `Items` or the state's input. */
export async function distributedItems(run: StateRun, state: MapState): Promise<Omit<MapItem, 'index'>[]> {
  const source = 'STATE_DATA';
  const items = state.Items === undefined ? run.frame.input : await run.evaluate(state.Items, 'Items');
  if (isObject(items))
    return Object.entries(items).map(([Key, Value]) => ({ value: { Key, Value }, key: Key, source }));
  return (await itemArray(run, state)).map((value) => ({ value, source }));
}

/** The array an inline Map runs over: `Items`, or the state's input. */
export async function itemArray(run: StateRun, { Items }: MapState): Promise<Json[]> {
  if (Items === undefined) {
    const { input } = run.frame;
    if (!Array.isArray(input)) {
      throw new QueryEvaluationError(`Map state input must be an array but was: ${JSON.stringify(input)}`);
    }
    return input;
  }
  const items = await run.evaluate(Items, 'Items');
  if (!Array.isArray(items)) throw unexpectedType(Items, 'Items', 'array', items);
  return items;
}

export async function concurrencyOf(run: StateRun, { MaxConcurrency }: MapState, most: number): Promise<number> {
  if (MaxConcurrency === undefined) return most;
  const wanted = await wholeNumber(run, MaxConcurrency, 'MaxConcurrency', { from: 0, to: Number.MAX_SAFE_INTEGER });
  return wanted === 0 ? most : Math.min(wanted, most);
}

export async function beginInlineMap(run: StateRun, state: MapState): Promise<void> {
  const items = await itemArray(run, state);
  const concurrency = await concurrencyOf(run, state, INLINE_MAP_CONCURRENCY);
  // Inline Maps tolerate nothing, but their fields are evaluated all the same (recorded).
  for (const field of ['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const) {
    const value = state[field];
    if (value !== undefined) await run.evaluate(value, field);
  }
  run.append('MapStateStarted', { length: items.length });
  run.phase({ at: 'children', total: items.length, concurrency, items });
}

export async function joinInlineMap(run: StateRun, state: MapState): Promise<void> {
  const { phase } = run.frame;
  if (phase.at !== 'children') return;
  const started = run.frame.lastEvent;
  const result = await runChildren(run, {
    total: phase.total,
    concurrency: phase.concurrency,
    create: (index, after) =>
      beginIteration(run, state, { index, value: phase.items?.[index] ?? null }, after ?? started),
  });
  if (jsonBytes(result) > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(run.frame.state);
  run.execution.appendAside(run.frame, 'MapStateSucceeded');
  run.execution.dropChildren(run.frame);
  run.phase({ at: 'answered', result });
}

async function beginIteration(run: StateRun, state: MapState, item: MapItem, started: number): Promise<Frame> {
  const { frame, execution } = run;
  const input = await selectItem(run, state, item);
  const child = newFrame({
    id: childId(frame.id, item.index),
    parent: frame.id,
    path: [...frame.path, [frame.state]],
    index: item.index,
    item,
    state: state.ItemProcessor.StartAt,
    input,
    lastEvent: started,
  });
  run.alive();
  execution.append(child, 'MapIterationStarted', { name: frame.state, index: item.index });
  execution.save(child);
  return child;
}

/** An iteration's input: the item, or what ItemSelector makes of it. */
export async function selectItem(run: StateRun, { ItemSelector }: MapState, item: MapItem): Promise<Json> {
  if (ItemSelector === undefined) return item.value;
  const context = { ...contextObject(run.execution, run.frame), Map: mapContext(item) };
  return run.evaluate(ItemSelector, 'ItemSelector', { context });
}
