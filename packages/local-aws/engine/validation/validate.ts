import { ServiceError } from '../../service';
import { isObject, type Json, type JsonObject } from '../json';
import { checkExpressions } from './expressions';
import { checkReferences } from './references';
import type { Diagnostic, MachineType, Report } from './report';
import { checkState } from './state';
import { targetsOf } from './transitions';

/** Everything AWS would reject at creation, in the order of the definition. */
export function diagnose(text: string, type: MachineType): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (location, message, code = 'SCHEMA_VALIDATION_FAILED') => {
    diagnostics.push({ severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) });
  };
  const definition = parse(text);
  if (definition === undefined) {
    return [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' }];
  }
  const missing = missingFields(definition);
  if (missing !== undefined) {
    report('/', missing);
    return diagnostics;
  }
  if (definition.QueryLanguage !== 'JSONata') {
    report(
      '/QueryLanguage',
      "The local runtime runs JSONata machines only: set 'QueryLanguage' to 'JSONata'",
      'LOCAL_RUNTIME_LIMIT',
    );
    return diagnostics;
  }
  checkScope(definition, '', type, report, new Set());
  checkExpressions(definition, report);
  checkReferences(definition, '', report);
  return diagnostics;
}

/** Throws `InvalidDefinition` with all complaints in AWS's wording. */
export function assertValid(text: string, type: MachineType): void {
  const diagnostics = diagnose(text, type);
  if (diagnostics.length === 0) return;
  const list = diagnostics.map(({ code, message, location = null }) => `${code}: ${message} at ${location}`).join(', ');
  throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${list}'`);
}

function parse(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A machine, branch or processor: its fields, states, targets, and that every state can be reached. */
export function checkScope(
  scope: JsonObject,
  path: string,
  type: MachineType,
  report: Report,
  labels: Set<string>,
): void {
  const here = path === '' ? '/' : path;
  const missing = missingFields(scope);
  if (missing !== undefined) report(here, missing);
  const states = scope.States;
  if (states === undefined) return;
  if (!isObject(states)) {
    report(`${path}/States`, 'Expected value of type [OBJECT]');
    return;
  }
  if (Object.keys(states).length === 0) report(`${path}/States`, 'Value cannot be empty');
  for (const [name, state] of Object.entries(states)) {
    const location = `${path}/States/${name}`;
    if (name.length > 80) report(location, 'State name exceeds the maximum length of 80 characters');
    if (!isObject(state)) report(location, 'Expected value of type [OBJECT]');
    else checkState(state, { location, type, report, labels, states, checkScope });
  }
  checkTargets(scope, states, path, report);
}

function missingFields(scope: JsonObject): string | undefined {
  const missing = ['StartAt', 'States'].filter((field) => scope[field] === undefined);
  return missing.length === 0 ? undefined : `These fields are required: [${missing.join(', ')}]`;
}

function checkTargets(scope: JsonObject, states: JsonObject, path: string, report: Report): void {
  const start = scope.StartAt;
  if (typeof start !== 'string') return;
  if (states[start] === undefined) {
    report(`${path}/StartAt`, `Missing 'Next' target: ${start}`, 'MISSING_TRANSITION_TARGET');
    return;
  }
  if (!Object.values(states).some(isTerminal)) {
    report(undefined, 'Workflow has no terminal state', 'MISSING_END_STATE');
    return;
  }
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (reached.has(name) || !isObject(state)) continue;
    reached.add(name);
    open.push(...targetsOf(state));
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name))
      report(`${path}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  }
}

const isTerminal = (state: Json): boolean => isObject(state) && state.Type !== 'Choice' && state.Next === undefined;
