import type { Engine } from '../engine/engine';
import { isObject, type Json, type JsonObject } from '../engine/json';
import type { HistoryEvent } from '../engine/records/history';
import type { Execution } from '../engine/run/execution';
import type { Expected } from './case';
import type { Comparison } from './compare';

/** The three levels, for a finished execution. */
export async function compareExecution(
  comparison: Comparison,
  expected: Expected,
  engine: Engine,
  execution: Execution,
): Promise<void> {
  const { record } = execution;
  comparison.check(1, 'status', expected.status, record.status);
  if (expected.output !== undefined)
    comparison.check(
      1,
      'output',
      expected.output,
      record.output === undefined ? undefined : (JSON.parse(record.output) as Json),
    );
  const history = await engine.history(record.arn);
  comparison.check(1, 'error', expected.error, record.error ?? timeoutError(expected, history));
  compareWay(comparison, expected, execution, history);
  compareCause(comparison, expected, record.cause);
  compareEvents(comparison, expected, history);
}

/** A machine that timed out tells its error in the history alone: a recording may or may not have it. */
function timeoutError({ status, error }: Expected, history: readonly HistoryEvent[]): string | undefined {
  if (status !== 'TIMED_OUT' || error === undefined) return undefined;
  const details = history.at(-1)?.executionTimedOutEventDetails;
  return isObject(details) && typeof details.error === 'string' ? details.error : undefined;
}

interface Visit {
  readonly name: string;
  readonly type: string;
  readonly input: Json;
  output?: Json;
  assigned?: Json;
}

function compareWay(
  comparison: Comparison,
  expected: Expected,
  execution: Execution,
  history: readonly HistoryEvent[],
): void {
  const visits = visited(history);
  const names = visits.map((v) => v.name);
  const concurrent = expected.sequenceOrder === 'concurrent';
  const order = (list: readonly string[]): string[] => (concurrent ? [...list].sort() : [...list]);
  if (expected.stateSequence !== undefined && history.length > 0)
    comparison.check(2, 'stateSequence', order(expected.stateSequence), order(names));
  if (expected.topLevelSequence !== undefined && history.length > 0) {
    const top = names.filter((name) => execution.scope.States[name] !== undefined);
    comparison.check(2, 'topLevelSequence', [...expected.topLevelSequence], top);
  }
  compareStates(comparison, expected, visits, concurrent);
}

/** Each recorded entry is matched by one of ours. */
function compareStates(comparison: Comparison, { states = [] }: Expected, visits: Visit[], concurrent: boolean): void {
  if (visits.length === 0) return;
  const left = [...visits];
  for (const [i, state] of states.entries()) {
    const same = (v: Visit): boolean =>
      v.name === state.name &&
      comparison.same(state.input, v.input) &&
      (state.output === undefined || (v.output !== undefined && comparison.same(state.output, v.output)));
    const at = concurrent ? Math.max(left.findIndex(same), 0) : 0;
    const [visit] = left.splice(at, 1);
    const path = `states/${i}(${state.name})`;
    comparison.check(2, `${path}/name`, state.name, visit?.name);
    comparison.check(2, `${path}/input`, state.input, visit?.input);
    comparison.check(2, `${path}/output`, state.output, visit?.output);
    comparison.check(2, `${path}/assignedVariables`, state.assignedVariables, visit?.assigned);
  }
}

function visited(history: readonly HistoryEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const event of history) {
    const entered = event.stateEnteredEventDetails;
    const exited = event.stateExitedEventDetails;
    if (isObject(entered))
      visits.push({
        name: String(entered.name),
        type: event.type.replace('StateEntered', ''),
        input: JSON.parse(String(entered.input)) as Json,
      });
    if (!isObject(exited)) continue;
    const visit = entryOf(event, history, visits);
    if (visit === undefined) continue;
    visit.output = JSON.parse(String(exited.output)) as Json;
    const assigned = exited.assignedVariables;
    if (isObject(assigned))
      visit.assigned = Object.fromEntries(Object.entries(assigned).map(([k, v]) => [k, JSON.parse(String(v)) as Json]));
  }
  return visits;
}

/** The visit an exit ends: the one whose entry leads to it by previousEventId. */
function entryOf(exit: HistoryEvent, history: readonly HistoryEvent[], visits: Visit[]): Visit | undefined {
  const name = (exit.stateExitedEventDetails as JsonObject).name;
  for (let id = exit.previousEventId; id > 0; id = history[id - 1]!.previousEventId) {
    const details = history[id - 1]!.stateEnteredEventDetails;
    if (!isObject(details) || details.name !== name) continue;
    const position = history.slice(0, id).filter((e) => e.stateEnteredEventDetails !== undefined).length - 1;
    return visits[position];
  }
  return undefined;
}

function compareCause(comparison: Comparison, { cause, causeIsJson }: Expected, actual: string | undefined): void {
  const parsed = causeIsJson ? [parse(cause), parse(actual)] : [];
  if (parsed.length === 2 && !parsed.includes(undefined)) comparison.check(3, 'cause', parsed[0], parsed[1]);
  else comparison.check(3, 'cause', cause, actual);
}

function compareEvents(comparison: Comparison, expected: Expected, history: readonly HistoryEvent[]): void {
  if (history.length === 0) return;
  if (expected.eventCounts !== undefined) {
    const counts: Record<string, number> = {};
    for (const { type } of history) counts[type] = (counts[type] ?? 0) + 1;
    comparison.check(3, 'eventCounts', expected.eventCounts as Json, counts as Json);
  }
  const failures = (expected.events ?? []).filter((e) => e.type === 'EvaluationFailed');
  const ours = history
    .filter((e) => e.type === 'EvaluationFailed')
    .map((e) => e.evaluationFailedEventDetails as JsonObject);
  for (const [i, failure] of failures.entries())
    comparison.check(3, `events/EvaluationFailed/${i}/location`, failure.location, ours[i]?.location);
}

function parse(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
