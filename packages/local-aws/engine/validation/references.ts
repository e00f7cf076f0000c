import { expressionIn } from '../expressions/expression';
import { isObject, type Json, type JsonObject } from '../json';
import type { Report } from './report';
import { listOf, targetsOf } from './transitions';

/** Fields evaluated after the work of a Task, Parallel or Map: there alone `$states.result` exists. */
const AFTER = ['Output', 'Assign'];
const WITH_RESULT = ['Task', 'Parallel', 'Map'];
/** Fields of a state that hold scopes or rules, looked at by themselves. */
const APART = new Set(['Branches', 'ItemProcessor', 'Catch', 'Choices']);

/**
 * `$states.result` and `$states.errorOutput` only where they exist, and no variable assigned that a scope outside has
 * assigned before. (Recorded: AWS accepts a branch that assigns what its own Parallel's Catch assigns later.)
 */
export function checkReferences(
  scope: JsonObject,
  path: string,
  report: Report,
  outer: ReadonlySet<string> = new Set(),
): void {
  const states = isObject(scope.States) ? scope.States : {};
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const location = `${path}/States/${name}`;
    checkReserved(state, location, report);
    for (const variable of assignedIn(state)) {
      if (outer.has(variable))
        report(`${location}/Assign/${variable}`, `Variable '${variable}' is already assigned in an outer scope`);
    }
    const before = new Set([...outer, ...assignedBefore(states, name)]);
    for (const [inner, at, isolated] of scopesIn(state, location)) {
      checkReferences(inner, at, report, isolated ? new Set() : before);
    }
  }
}

/** Names assigned by other states of the scope that come before this one on some way. */
function assignedBefore(states: JsonObject, name: string): string[] {
  const earlier = Object.keys(states).filter((other) => other !== name && leadsTo(states, other, name));
  return earlier.flatMap((other) => assignedIn(states[other]!));
}

function leadsTo(states: JsonObject, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (seen.has(name) || !isObject(state)) continue;
    seen.add(name);
    const targets = targetsOf(state);
    if (targets.includes(to)) return true;
    open.push(...targets);
  }
  return false;
}

/** Names that a state assigns, in any of its rules. */
function assignedIn(state: Json): string[] {
  if (!isObject(state)) return [];
  const rules = [state, ...listOf(state.Catch), ...listOf(state.Choices)];
  return [...new Set(rules.flatMap((rule) => (isObject(rule.Assign) ? Object.keys(rule.Assign) : [])))];
}

/** A Distributed Map's children know nothing of the variables outside. */
function scopesIn(state: JsonObject, location: string): [scope: JsonObject, path: string, isolated: boolean][] {
  if (state.Type === 'Parallel')
    return listOf(state.Branches).map((branch, i) => [branch, `${location}/Branches[${i}]`, false]);
  if (state.Type !== 'Map' || !isObject(state.ItemProcessor)) return [];
  const config = state.ItemProcessor.ProcessorConfig;
  return [[state.ItemProcessor, `${location}/ItemProcessor`, isObject(config) && config.Mode === 'DISTRIBUTED']];
}

function checkReserved(state: JsonObject, location: string, report: Report): void {
  const refuse = (what: string) => (at: string) =>
    report(at, `Reference to '$states.${what}' is not supported.`, 'UNSUPPORTED_JSONATA_EXPRESSION');
  for (const [field, value] of Object.entries(state)) {
    if (APART.has(field)) continue;
    const hasResult = AFTER.includes(field) && WITH_RESULT.includes(String(state.Type));
    if (!hasResult) find(value, `${location}/${field}`, /\$states\.result\b/, refuse('result'));
    find(value, `${location}/${field}`, /\$states\.errorOutput\b/, refuse('errorOutput'));
  }
  for (const [i, rule] of listOf(state.Catch).entries())
    find(rule, `${location}/Catch[${i}]`, /\$states\.result\b/, refuse('result'));
  for (const [i, rule] of listOf(state.Choices).entries())
    find(rule, `${location}/Choices[${i}]`, /\$states\.(result|errorOutput)\b/, refuse('result'));
}

function find(value: Json, path: string, reference: RegExp, tell: (path: string) => void): void {
  if (typeof value === 'string') {
    const code = expressionIn(value)?.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
    if (code !== undefined && reference.test(code)) tell(path);
  } else if (Array.isArray(value))
    for (const [i, item] of value.entries()) find(item, `${path}[${i}]`, reference, tell);
  else if (isObject(value))
    for (const [key, member] of Object.entries(value)) find(member, `${path}/${key}`, reference, tell);
}
