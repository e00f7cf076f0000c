import { performance } from 'node:perf_hooks';
import jsonata from 'jsonata';
import { QueryEvaluationError } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';
import { MAX_EXPRESSION_MS, MAX_EXPRESSION_VALUE_BYTES } from '../limits';
import { type FunctionSources, MemoryLimitError, registerFunctions } from './functions';

/** Names an expression can read: `states` and the variables in scope. */
export type Bindings = Readonly<Record<string, unknown>>;

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');
const GUARD = '\u0000guard';
/** Nesting of evaluations: on AWS a sum of 101 terms is refused, one of 100 is not (measured by the floci project). */
const MAX_DEPTH = 100;

const STACK_OVERFLOW =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';

interface Guard {
  readonly deadline: number;
  depth: number;
}

interface Environment {
  lookup(name: string): Guard | undefined;
  readonly isParallelCall?: boolean;
}

class RunawayError extends Error {
  override readonly name = 'RunawayError';
}

/** The text between `{%` and `%}`, or undefined for a plain string. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

/** Compiles expressions once and evaluates them under Step Functions' rules and limits. */
export class Expressions {
  readonly #compiled = new Map<string, jsonata.Expression>();
  constructor(readonly sources: FunctionSources) {}

  /** Evaluates every expression in a template; plain values stay. Throws {@link QueryEvaluationError}. */
  async evaluate(template: Json, bindings: Bindings, field: string): Promise<Json> {
    if (typeof template === 'string') {
      const text = expressionIn(template);
      return text === undefined ? template : this.#evaluateText(text, bindings, field);
    }
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [i, item] of template.entries()) items.push(await this.evaluate(item, bindings, `${field}[${i}]`));
      return items;
    }
    if (isObject(template)) {
      const result: JsonObject = {};
      for (const key of Object.keys(template)) {
        result[key] = await this.evaluate(template[key]!, bindings, `${field}/${key}`);
      }
      return result;
    }
    return template;
  }

  async #evaluateText(text: string, bindings: Bindings, field: string): Promise<Json> {
    const told = (what: string): QueryEvaluationError =>
      new QueryEvaluationError(`The JSONata expression '${text}' specified for the field '${field}' ${what}`, field);
    let value: unknown;
    try {
      const guard: Guard = { deadline: performance.now() + MAX_EXPRESSION_MS, depth: 0 };
      value = await this.#compile(text).evaluate(undefined, { ...bindings, [GUARD]: guard });
    } catch (error) {
      throw told(`threw an error during evaluation${describe(error)}`);
    }
    if (value === undefined) throw told('returned nothing (undefined).');
    const json = toJson(value);
    if (json === undefined) throw told('returned an unsupported result type.');
    return json;
  }

  #compile(text: string): jsonata.Expression {
    const known = this.#compiled.get(text);
    if (known !== undefined) return known;
    const expression = jsonata(text);
    registerFunctions(expression, this.sources);
    const assign = expression.assign as (name: unknown, value: unknown) => void;
    assign(ENTRY, (_: unknown, __: unknown, environment: Environment) => watch(environment, 1));
    assign(EXIT, (_: unknown, __: unknown, environment: Environment, result: unknown) => {
      if (size(result) > MAX_EXPRESSION_VALUE_BYTES) throw new MemoryLimitError();
      watch(environment, -1);
    });
    this.#compiled.set(text, expression);
    return expression;
  }
}

const size = (value: unknown): number =>
  typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * 8 : 0;

function watch(environment: Environment, step: 1 | -1): void {
  const guard = environment.lookup(GUARD);
  if (guard === undefined) return;
  if (performance.now() > guard.deadline)
    throw new RunawayError('Expression evaluation timeout: Check for infinite loop');
  if (environment.isParallelCall) return;
  guard.depth += step;
  if (guard.depth > MAX_DEPTH) throw new RunawayError(`${STACK_OVERFLOW}. Depth=${guard.depth} max=${MAX_DEPTH}`);
}

/** JSONata's own errors follow a full stop and begin with their code; all others follow a colon (as AWS writes them). */
function describe(error: unknown): string {
  if (error instanceof RangeError) return `: ${STACK_OVERFLOW}`;
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

/** A result as plain JSON: sequences become arrays, numbers beyond JSON their names; undefined for what has no JSON form. */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const json = toJson(item ?? null);
      if (json === undefined) return undefined;
      items.push(json);
    }
    return items;
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const json = toJson(member);
    if (json === undefined) return undefined;
    result[key] = json;
  }
  return result;
}
