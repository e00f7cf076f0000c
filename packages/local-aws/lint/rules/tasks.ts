import type { Json } from '../../engine/json';
import { isObject } from '../../engine/json';
import type { Finding, Rule } from '../machine';

/** A Task without a limit waits for 3 years; one without Retry fails the run at the first throttling. */
export const guardedTasks: Rule = ({ definition, states }) => {
  const found: Finding[] = [];
  if (definition.TimeoutSeconds === undefined)
    found.push({ rule: 'timeout', location: '/', message: 'The machine has no TimeoutSeconds.' });
  for (const { state, location } of states) {
    if (state.Type !== 'Task') continue;
    if (state.TimeoutSeconds === undefined)
      found.push({ rule: 'timeout', location, message: 'The Task has no TimeoutSeconds.' });
    if (state.Retry === undefined)
      found.push({ rule: 'retry', location, message: 'The Task has no Retry for throttling and transient errors.' });
  }
  return found;
};

/**
 * The machine's clock is the context object: it stands still in a state, and the local runtime's virtual time moves it.
 */
export const noClock: Rule = ({ states }) =>
  states.flatMap(({ state, location }) =>
    texts(state as unknown as Json)
      .filter((text) => text.startsWith('{%') && /\$(now|millis)\(/.test(text))
      .map(() => ({
        rule: 'clock',
        location,
        message: 'Use $states.context.State.EnteredTime instead of $now() or $millis().',
      })),
  );

/** Strings of a state, not of the states inside it. */
function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'Branches' || key === 'ItemProcessor' ? [] : texts(member),
  );
}
