import { isDistributed } from '../../engine/definition';
import type { Json, JsonObject } from '../../engine/json';
import { isObject } from '../../engine/json';
import { targetsOf } from '../../engine/validation/transitions';
import type { Finding, PlacedState, Rule } from '../machine';

const finding = (rule: string, { location }: PlacedState, message: string): Finding => ({ rule, location, message });

/** A caught error counts as exited: whatever follows it, a redrive never returns to the state that failed. */
export const failBehindCatch: Rule = ({ states }) =>
  states.flatMap((placed) => {
    const { state, scope } = placed;
    if (!('Catch' in state) || state.Catch === undefined) return [];
    return state.Catch.flatMap(({ Next }) => {
      const fail = reachable(scope.States as unknown as JsonObject, Next).find(
        (name) => scope.States[name]?.Type === 'Fail',
      );
      if (fail === undefined) return [];
      return [
        finding(
          'fail-behind-catch',
          placed,
          `Catch leads to the Fail state '${fail}': a redrive would only fail there again. Let the Task fail uncaught, or catch toward a path that can succeed.`,
        ),
      ];
    });
  });

function reachable(states: JsonObject, from: string): string[] {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (seen.has(name) || !isObject(state)) continue;
    seen.add(name);
    open.push(...targetsOf(state));
  }
  return [...seen];
}

/** A redrive starts a new child; a name used before is refused for 90 days. */
export const fixedChildName: Rule = ({ states }) =>
  states.flatMap((placed) => {
    const { state } = placed;
    if (state.Type !== 'Task' || !/:(states|sfn):startExecution/.test(state.Resource)) return [];
    const name = isObject(state.Arguments) ? state.Arguments.Name : undefined;
    if (name === undefined || isFresh(name)) return [];
    return [
      finding(
        'fixed-child-name',
        placed,
        'The child execution has a Name that is the same after a redrive: ExecutionAlreadyExists. Leave Name out, or put $states.context.Execution.RedriveCount into it.',
      ),
    ];
  });

const isFresh = (name: Json): boolean =>
  typeof name === 'string' &&
  /RedriveCount|\$uuid\(/.test(name) &&
  (!/RedriveCount/.test(name) || name.startsWith('{%'));

/**
 * Retry of a Distributed Map starts a new Map Run over all items; and without a Label the role's redrive permission
 * cannot be scoped.
 */
export const mapRunRules: Rule = ({ states }) =>
  states.flatMap((placed) => {
    const { state } = placed;
    if (state.Type !== 'Map' || !isDistributed(state)) return [];
    const found: Finding[] = [];
    if (state.Retry !== undefined)
      found.push(
        finding(
          'map-run-retry',
          placed,
          'Retry on a Distributed Map starts a new Map Run over all items. Retry within its processor.',
        ),
      );
    if (state.Label === undefined)
      found.push(
        finding(
          'map-run-label',
          placed,
          'A Distributed Map needs a fixed Label: its children are redriven under `execution:<machine>/<Label>:*`.',
        ),
      );
    return found;
  });

/** What the Task makes may be there already, from the call before the redrive or before a lost answer. */
export const createWithoutExists: Rule = ({ states }) =>
  states.flatMap((placed) => {
    const { state } = placed;
    if (state.Type !== 'Task' || !/:aws-sdk:\w+:create\w+/.test(state.Resource)) return [];
    const names = [...(state.Catch ?? []), ...(state.Retry ?? [])].flatMap((rule) => rule.ErrorEquals);
    if (names.some((name) => /AlreadyExists|AlreadyOwned|ResourceInUse|Conflict/.test(name))) return [];
    return [
      finding(
        'create-without-exists',
        placed,
        'Run again, this create finds its own work. Catch its AlreadyExists error toward the path that goes on.',
      ),
    ];
  });
