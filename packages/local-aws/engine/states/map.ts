import { isDistributed, type MapState } from '../definition';
import type { Exit, StateRun } from '../run/run';
import { beginMapRun, joinMapRun } from './map-distributed';
import { beginInlineMap, joinInlineMap } from './map-inline';

export async function runMap(run: StateRun, state: MapState): Promise<Exit> {
  if (run.frame.phase.at === 'entered') await (isDistributed(state) ? beginMapRun : beginInlineMap)(run, state);
  if (run.frame.phase.at === 'children') await joinInlineMap(run, state);
  if (run.frame.phase.at === 'map-run') await joinMapRun(run, state);
  const result = run.frame.phase.at === 'answered' ? run.frame.phase.result : [];
  return run.leave(state, result, { result });
}
